/// Filters on any field: a store may show more than meets one, since the host asks again of each item; what it
/// leaves out would never go. The host's own evaluation is what it is measured by.
#include <algorithm>
#include <chrono>
#include <set>

#include "core/items/matcher.h"
#include "store_bench.h"

namespace winnow::conformance {
namespace {

std::vector<std::string> fields_of(const Instance& instance, const Subject& subject) {
  std::vector<std::string> out = subject.fields;
  const winnow_fact_sink sink{&out, [](void* ctx, const winnow_fact* fact) noexcept -> std::int32_t {
                                auto& fields = *static_cast<std::vector<std::string>*>(ctx);
                                const std::string name(view(fact->name));
                                const bool known = std::find(fields.begin(), fields.end(), name) != fields.end();
                                if (fact->kind == WINNOW_FACT_FIELD && !known) fields.push_back(name);
                                return 0;
                              }};
  winnow_error error{};
  expect_ok(instance.store().inspect(instance.self(), borrow(std::string_view{subject.target}), &sink, &error),
            error, "inspect");
  std::erase(out, subject.time_field);  // which has a check of its own
  return out;
}

Page& scan(const Instance& instance, const Selection& selection) {
  Page& out = lasting<Page>(selection.fields.size());
  const winnow_item_sink& sink = lasting<winnow_item_sink>(
      &out, [](void* ctx, const winnow_item* items, std::size_t n) noexcept -> std::int32_t {
        for (std::size_t i = 0; i < n; ++i) {
          if (items[i].key.size > 0) static_cast<Page*>(ctx)->add(items[i]);
        }
        return 0;
      });
  const LentSelection lent(selection);
  winnow_error error{};
  expect_ok(instance.store().scan(instance.self(), lent.get(), &sink, &error), error, "scan");
  return out;
}

/// A filter, and how it is told.
struct Asked {
  std::string words;
  Filter filter;
};

std::string words_of(const Value& value) {
  if (is_words(value.type)) return '"' + value.text + '"';
  return value.type == WINNOW_REAL ? std::to_string(value.r) : std::to_string(value.i);
}

/// What `value` gives to compare with: itself, and what a store confuses with it most easily.
std::vector<Value> around(const Value& value) {
  std::vector<Value> out = {value};
  if (value.type == WINNOW_INT) out.push_back(Value::real(static_cast<double>(value.i) + 0.5));
  if (value.type == WINNOW_BOOL) out.push_back(Value::boolean(value.i == 0));
  if (value.type == WINNOW_TEXT) {
    Value other = value;  // in the other case
    for (char& c : other.text) {
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) c = static_cast<char>(c ^ 0x20);
    }
    out.push_back(other);
    out.push_back(Value::of_text(value.text + ' '));
  }
  return out;
}

/// Each operator on the field with this value, and the opposite of each.
void ask_about(const std::string& field, const Value& value, std::vector<Asked>& into) {
  const auto add = [&](const std::string& words, const Filter& filter) {
    into.push_back({field + words, filter});
    into.push_back({"not " + field + words, Filter::negate(filter)});
  };
  const std::pair<winnow_op, const char*> operators[] = {{WINNOW_EQ, " = "}, {WINNOW_NE, " <> "},
                                                         {WINNOW_LT, " < "}, {WINNOW_LE, " <= "},
                                                         {WINNOW_GT, " > "}, {WINNOW_GE, " >= "}};
  const std::string words = words_of(value);
  for (const auto& [op, sign] : operators) {
    if (value.type == WINNOW_OTHER && op != WINNOW_EQ && op != WINNOW_NE) continue;  // it has no order
    add(sign + words, Filter::compare(op, field, value));
  }
  add(" in [" + words + "]", Filter::in(field, {value}));
  add(" = " + words + " or null", Filter::any_of({Filter::eq(field, value), Filter::is_null(field)}));
  if (value.type == WINNOW_TEXT) {
    std::size_t half = value.text.size() / 2;
    while (half > 0 && (static_cast<unsigned char>(value.text[half]) & 0xc0) == 0x80) --half;  // whole characters
    const std::string begin = value.text.substr(0, half);
    add(" begins with \"" + begin + '"', Filter::prefix(field, begin));
  }
}

/// The values of the field, without NULL: of each type the least, the greatest and one between.
std::vector<Value> samples(std::span<const winnow_item> items, std::size_t field) {
  std::map<winnow_type, std::vector<winnow_value>> by_type;
  for (const winnow_item& item : items) {
    if (item.fields[field].type != WINNOW_NULL) by_type[item.fields[field].type].push_back(item.fields[field]);
  }
  std::vector<Value> out;
  for (auto& [type, values] : by_type) {
    std::sort(values.begin(), values.end(),
              [](const winnow_value& a, const winnow_value& b) { return compare(a, b).value_or(0) < 0; });
    for (const std::size_t at : std::set<std::size_t>{0, values.size() / 2, values.size() - 1})
      out.push_back(own(values[at]));
  }
  return out;
}

/// Every filter that is tried, those first that no store may be let off: null, and one value of each field. Of
/// fields that show the same types two are enough: a wide table would take minutes.
struct Questions {
  std::vector<Asked> first, rest;
};
Questions questions(std::span<const winnow_item> items, const std::vector<std::string>& fields) {
  std::map<winnow_type, int> seen;
  Questions out;
  for (std::size_t f = 0; f < fields.size(); ++f) {
    std::set<winnow_type> types;
    for (const winnow_item& item : items) types.insert(item.fields[f].type);
    if (std::all_of(types.begin(), types.end(), [&seen](winnow_type type) { return seen[type] >= 2; })) continue;
    for (const winnow_type type : types) ++seen[type];
    out.first.push_back({fields[f] + " is null", Filter::is_null(fields[f])});
    out.first.push_back({fields[f] + " is not null", Filter::negate(Filter::is_null(fields[f]))});
    const std::vector<Value> values = samples(items, f);
    if (!values.empty()) ask_about(fields[f], values.front(), out.first);
    for (const Value& sample : values) {
      for (const Value& value : around(sample)) {
        if (value != values.front()) ask_about(fields[f], value, out.rest);
      }
    }
  }
  return out;
}

}  // namespace

void filters_as_the_host(const Subject& subject) {
  const Bench bench(subject);
  const Instance& instance = bench.instance();
  Selection selection;
  selection.target = subject.target;
  selection.time_field = subject.time_field;
  selection.fields = fields_of(instance, subject);
  if (selection.fields.empty()) throw LeftOut("it needs --field, as inspect() tells of no field but the time");
  const Page& all = scan(instance, selection);
  const auto ask = [&](const Asked& asked) {
    selection.scope = selection.match = asked.filter;
    const Page& shown = scan(instance, selection);
    std::set<std::string_view> keys;
    for (const winnow_item& item : shown.items()) keys.insert(view(item.key));
    const Matcher matches(asked.filter, selection);
    for (const winnow_item& item : all.items()) {
      require(matches(item) != Truth::yes || keys.contains(view(item.key)),
              "asked for " + asked.words + ", it leaves out \"" + std::string(view(item.key)) + '"');
    }
  };
  const Questions all_questions = questions(all.items(), selection.fields);
  // A store far away answers some hundred questions in minutes: it is asked as many as half the time allows.
  const auto end = std::chrono::steady_clock::now() + subject.patience / 2;
  for (const Asked& asked : all_questions.first) ask(asked);
  for (const Asked& asked : all_questions.rest) {
    if (std::chrono::steady_clock::now() > end) break;
    ask(asked);
  }
}

}  // namespace winnow::conformance
