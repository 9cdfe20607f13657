#include "core/items/matcher.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/items/loose_text.h"

namespace winnow {
namespace {

bool is_number(winnow_type type) {
  return type == WINNOW_BOOL || type == WINNOW_INT || type == WINNOW_REAL || type == WINNOW_DECIMAL;
}

int sign(auto a, auto b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/// Numbers meet as 64-bit integers where both are, else as long double, whose 64-bit mantissa holds both kinds.
std::optional<long double> wide(const winnow_value& value) {
  if (value.type == WINNOW_REAL)
    return std::isnan(value.as.r) ? std::nullopt : std::optional<long double>(value.as.r);
  if (value.type != WINNOW_DECIMAL) return static_cast<long double>(value.as.i);
  const std::string_view digits = view(value.as.text);
  long double out = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (error != std::errc{} || end != digits.data() + digits.size() || std::isnan(out)) return std::nullopt;
  return out;
}

/// The double nearest to a decimal; nullopt: there is none of that size.
std::optional<double> nearest_double(const winnow_value& decimal) {
  const std::string_view digits = view(decimal.as.text);
  double out = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (error != std::errc{} || end != digits.data() + digits.size() || std::isnan(out)) return std::nullopt;
  return out;
}

/// A fraction in a TOML is the double nearest to what stands there, so that a decimal meets it as its own nearest.
winnow_value as_met_by(const winnow_value& other, const winnow_value& value) {
  if (other.type != WINNOW_REAL || value.type != WINNOW_DECIMAL) return value;
  const std::optional<double> nearest = nearest_double(value);
  return nearest ? borrow(Value::real(*nearest)) : value;
}

std::optional<int> compare_numbers(const winnow_value& a, const winnow_value& b) {
  const auto whole = [](const winnow_value& v) { return v.type == WINNOW_INT || v.type == WINNOW_BOOL; };
  if (whole(a) && whole(b)) return sign(a.as.i, b.as.i);
  if (a.type == WINNOW_DECIMAL && b.type == WINNOW_DECIMAL && view(a.as.text) == view(b.as.text)) return 0;
  const auto x = wide(as_met_by(b, a));
  const auto y = wide(as_met_by(a, b));
  if (!x || !y) return std::nullopt;
  return sign(*x, *y);
}

Truth of(bool yes) {
  return yes ? Truth::yes : Truth::no;
}

/// Whether a database may hold the two for equal, or the one for the beginning of the other.
bool may_meet(winnow_op op, const winnow_value& actual, const winnow_value& wanted) {
  if (actual.type != WINNOW_TEXT || wanted.type != WINNOW_TEXT) return false;
  const std::vector<std::string> begins = loose_forms(view(wanted.as.text));
  for (const std::string& form : loose_forms(view(actual.as.text))) {
    for (const std::string& begin : begins) {
      if (op == WINNOW_PREFIX ? form.starts_with(begin) : form == begin) return true;
    }
  }
  return false;
}

Truth holds_bytewise(winnow_op op, const winnow_value& actual, const winnow_value& wanted) {
  if (op == WINNOW_PREFIX) {
    if (actual.type != WINNOW_TEXT || wanted.type != WINNOW_TEXT) return Truth::unknown;
    return of(view(actual.as.text).starts_with(view(wanted.as.text)));
  }
  if (actual.type == WINNOW_OTHER && op != WINNOW_EQ && op != WINNOW_NE) return Truth::unknown;
  const std::optional<int> order = compare(actual, wanted);
  if (!order) return Truth::unknown;
  switch (op) {
    case WINNOW_EQ: return of(*order == 0);
    case WINNOW_NE: return of(*order != 0);
    case WINNOW_LT: return of(*order < 0);
    case WINNOW_LE: return of(*order <= 0);
    case WINNOW_GT: return of(*order > 0);
    case WINNOW_GE: return of(*order >= 0);
    default: return Truth::unknown;
  }
}

Truth holds(winnow_op op, const winnow_value& actual, const winnow_value& wanted, bool loose) {
  const Truth truth = holds_bytewise(op, actual, wanted);
  const bool differ =
      (op == WINNOW_NE && truth == Truth::yes) || ((op == WINNOW_EQ || op == WINNOW_PREFIX) && truth == Truth::no);
  return loose && differ && may_meet(op, actual, wanted) ? Truth::unknown : truth;
}

winnow_value value_of_time(std::int64_t time) {
  winnow_value out{WINNOW_NULL, 0, {}};
  if (time == WINNOW_TIME_NONE) return out;
  out.type = time == WINNOW_TIME_UNREADABLE ? WINNOW_LIST : WINNOW_TIME;  // LIST compares with nothing
  out.as.i = time;
  return out;
}

}  // namespace

std::optional<int> compare(const winnow_value& a, const winnow_value& b) {
  if (is_number(a.type) && is_number(b.type)) return compare_numbers(a, b);
  if (a.type != b.type) return std::nullopt;
  switch (a.type) {
    case WINNOW_TIME:
    case WINNOW_SPAN: return sign(a.as.i, b.as.i);
    case WINNOW_TEXT:
    case WINNOW_BYTES:
    case WINNOW_OTHER: return sign(view(a.as.text).compare(view(b.as.text)), 0);
    default: return std::nullopt;
  }
}

Matcher::Matcher(const Filter& filter, const Selection& selection, Time earliest,
                 std::span<const std::string> loose_fields)
    : root_(compile(filter, selection, loose_fields)), earliest_(micros_of(earliest)) {}

Matcher::Node Matcher::compile(const Filter& filter, const Selection& selection,
                               std::span<const std::string> loose_fields) {
  const bool loose = std::ranges::find(loose_fields, filter.field) != loose_fields.end();
  Node node{filter.op, false, loose, 0, filter.values, {}};
  if (!filter.field.empty()) {
    node.on_time = filter.field == selection.time_field;
    const auto at = std::find(selection.fields.begin(), selection.fields.end(), filter.field);
    if (!node.on_time && at == selection.fields.end()) {
      throw Error(WINNOW_BROKEN, "the filter names \"" + filter.field + "\", which is not fetched");
    }
    node.field = static_cast<std::size_t>(at - selection.fields.begin());
  }
  if (filter.op == WINNOW_UNREADABLE && !node.on_time) {
    throw Error(WINNOW_BROKEN, "UNREADABLE is for the time field only, not for \"" + filter.field + "\"");
  }
  for (const Filter& part : filter.parts) node.parts.push_back(compile(part, selection, loose_fields));
  return node;
}

Truth Matcher::operator()(const winnow_value* fields, std::int64_t time) const {
  return evaluate(root_, fields, time);
}

Truth Matcher::evaluate(const Node& node, const winnow_value* fields, std::int64_t time) const {
  switch (node.op) {
    case WINNOW_ALWAYS: return Truth::yes;
    case WINNOW_AND:
    case WINNOW_OR: {
      const Truth decisive = node.op == WINNOW_AND ? Truth::no : Truth::yes;
      Truth out = node.op == WINNOW_AND ? Truth::yes : Truth::no;
      for (const Node& part : node.parts) {
        const Truth truth = evaluate(part, fields, time);
        if (truth == decisive) return decisive;
        if (truth == Truth::unknown) out = Truth::unknown;
      }
      return out;
    }
    case WINNOW_NOT: {
      const Truth truth = evaluate(node.parts.front(), fields, time);
      return truth == Truth::unknown ? Truth::unknown : of(truth == Truth::no);
    }
    default: break;
  }
  const winnow_value actual = node.on_time ? value_of_time(time) : fields[node.field];
  if (node.op == WINNOW_UNREADABLE) return of(time == WINNOW_TIME_UNREADABLE);
  if (node.op == WINNOW_IS_NULL) return of(actual.type == WINNOW_NULL);
  if (actual.type == WINNOW_NULL || (!node.on_time && means_never(actual))) return Truth::unknown;
  if (node.op != WINNOW_IN) return holds(node.op, actual, borrow(node.values.front()), node.loose);

  Truth out = Truth::no;
  for (const Value& value : node.values) {
    const Truth truth = holds(WINNOW_EQ, actual, borrow(value), node.loose);
    if (truth == Truth::yes) return Truth::yes;
    if (truth == Truth::unknown) out = Truth::unknown;
  }
  return out;
}

}  // namespace winnow
