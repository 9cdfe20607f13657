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
  if (value.type == WINNOW_BYTES) out.push_back(Value::bytes(value.text + '\0'));
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

/// Every filter that is tried, of each field in turn, so that a store that has no time for all of them has been
/// asked about every field.
struct Questions {
  std::vector<Asked> all;
  std::string left_out;  ///< fields that nothing is asked about
};

/// Of fields that show the same types two are enough: a wide table would take minutes.
Questions questions_about(std::span<const winnow_item> items, const std::vector<std::string>& fields) {
  std::map<winnow_type, int> seen;
  std::vector<std::vector<Asked>> by_field;
  Questions out;
  for (std::size_t f = 0; f < fields.size(); ++f) {
    std::set<winnow_type> types;
    for (const winnow_item& item : items) types.insert(item.fields[f].type);
    if (std::all_of(types.begin(), types.end(), [&seen](winnow_type type) { return seen[type] >= 2; })) {
      out.left_out += (out.left_out.empty() ? "" : ", ") + fields[f];
      continue;
    }
    for (const winnow_type type : types) ++seen[type];
    std::vector<Asked>& asked = by_field.emplace_back();
    asked.push_back({fields[f] + " is null", Filter::is_null(fields[f])});
    asked.push_back({fields[f] + " is not null", Filter::negate(Filter::is_null(fields[f]))});
    std::vector<Value> asked_about;
    for (const Value& sample : samples(items, f)) {
      for (const Value& value : around(sample)) {
        if (std::find(asked_about.begin(), asked_about.end(), value) != asked_about.end()) continue;
        asked_about.push_back(value);
        ask_about(fields[f], value, asked);
      }
    }
  }
  std::size_t longest = 0;
  for (const std::vector<Asked>& asked : by_field) longest = std::max(longest, asked.size());
  for (std::size_t i = 0; i < longest; ++i) {
    for (const std::vector<Asked>& asked : by_field) {
      if (i < asked.size()) out.all.push_back(asked[i]);
    }
  }
  return out;
}

/// A name that is written wrongly would be NULL everywhere, and meet every filter.
void require_values(std::span<const winnow_item> items, const std::vector<std::string>& named) {
  for (std::size_t f = 0; f < named.size(); ++f) {
    const bool has_some = std::any_of(items.begin(), items.end(),
                                      [f](const winnow_item& item) { return item.fields[f].type != WINNOW_NULL; });
    if (!has_some) throw LeftOut("no item has a value of --field " + named[f]);
  }
}

}  // namespace

void filters_as_the_host(const Subject& subject) {
  Bench bench(subject);
  Selection selection;
  selection.target = subject.target;
  selection.time_field = subject.time_field;
  selection.fields = fields_of(bench.instance(), subject);
  if (selection.fields.empty()) throw LeftOut("it needs --field, as inspect() tells of no field but the time");
  const Page& whole = bench.show(selection);
  require_values(whole.items(), subject.fields);
  const Questions questions = questions_about(whole.items(), selection.fields);
  const auto end = std::chrono::steady_clock::now() + subject.patience / 2;
  std::size_t asked = 0;
  for (; asked < questions.all.size() && std::chrono::steady_clock::now() < end; ++asked) {
    const auto& [words, filter] = questions.all[asked];
    selection.scope = selection.match = filter;
    std::set<std::string_view> keys;
    for (const winnow_item& item : bench.show(selection).items()) keys.insert(view(item.key));
    const Matcher matches(filter, selection);
    for (const winnow_item& item : whole.items()) {
      require(matches(item) != Truth::yes || keys.contains(view(item.key)),
              "asked for " + words + ", it leaves out \"" + std::string(view(item.key)) + '"');
    }
  }
  std::string untried;
  if (asked < questions.all.size()) {
    untried = "in " + std::to_string(subject.patience.count() / 2) + " s it answered " + std::to_string(asked) +
              " of " + std::to_string(questions.all.size()) + " questions";
  }
  if (!questions.left_out.empty()) {
    untried += (untried.empty() ? "" : "; ") +
               ("not asked about, as two fields have the same types: " + questions.left_out);
  }
  if (!untried.empty()) throw InPart(untried);
}

}  // namespace winnow::conformance
