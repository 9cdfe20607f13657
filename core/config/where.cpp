#include "core/config/where.h"

#include <array>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/config/entry.h"
#include "core/config/parse.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

struct Instant {
  Time now;
  const Zone& zone;
};

/// One comparison: bound, and as the fingerprint sees it.
struct Term {
  Filter filter;
  Json json;
};

Value scalar(const Entry& entry, const Instant& at) {
  const toml::node& node = entry.node();
  // An empty text is a value like any other to be equal to, so Entry::text() would be too strict.
  if (const auto* text = node.as_string()) return Value::of_text(text->get());
  if (node.is_integer()) return Value::integer(entry.integer());
  if (node.is_floating_point()) return Value::real(entry.real());
  if (node.is_boolean()) return Value::boolean(entry.boolean());
  if (node.is_date() || node.is_date_time()) return Value::time(entry.time(at.zone));
  entry.fail("must be a text, a number, true or false, or a date, not " + std::string(kind_of(node)),
             node.is_array() ? "a list goes with \"in\"" : "");
}

/// A time is an object, lest it look like the text that reads the same; a date is another, since it is a whole day.
Json json_of(const Value& value, const Entry& entry) {
  switch (value.type) {
    case WINNOW_BOOL: return value.i != 0;
    case WINNOW_INT: return value.i;
    case WINNOW_REAL: return value.r;
    case WINNOW_TIME: return Json{{entry.node().is_date() ? "day" : "time", iso(time_of(value.i))}};
    default: return value.text;
  }
}

/// A date without a clock time is the whole day: equal to it is what lies within, later is what comes after its
/// end. The items' own dates count by their end too, so that a column of dates is equal to the date that it shows.
Filter compare_with_day(winnow_op op, const std::string& field, const Value& first, const Value& last) {
  switch (op) {
    case WINNOW_EQ:
      return Filter::all_of({Filter::compare(WINNOW_GE, field, first), Filter::compare(WINNOW_LE, field, last)});
    case WINNOW_NE: return Filter::any_of({Filter::lt(field, first), Filter::gt(field, last)});
    case WINNOW_LE:
    case WINNOW_GT: return Filter::compare(op, field, last);
    default: return Filter::compare(op, field, first);
  }
}

Filter compared(winnow_op op, const std::string& field, const Entry& entry, Value value, const Instant& at) {
  if (!entry.node().is_date()) return Filter::compare(op, field, std::move(value));
  const Time end = at.zone.end_of_day(at.zone.local(time_of(value.i)));
  return compare_with_day(op, field, value, Value::time(end));
}

template <winnow_op Op>
Term compare_with(const std::string& field, const Entry& entry, const Instant& at) {
  Value value = scalar(entry, at);
  Json json = json_of(value, entry);
  return {compared(Op, field, entry, std::move(value), at), std::move(json)};
}

Term any_of(const std::string& field, const Entry& entry, const Instant& at) {
  const std::vector<Entry> list = entry.elements();
  if (list.empty()) entry.fail("must not be empty", "nothing means everything by being empty");
  std::vector<Value> values;
  std::vector<Filter> any;
  Json json = Json::array();
  for (const Entry& element : list) {
    Value value = scalar(element, at);
    json.push_back(json_of(value, element));
    if (element.node().is_date()) {
      any.push_back(compared(WINNOW_EQ, field, element, std::move(value), at));
    } else {
      values.push_back(std::move(value));
    }
  }
  if (!values.empty()) any.push_back(Filter::in(field, std::move(values)));
  return {Filter::any_of(std::move(any)), std::move(json)};
}

Term begins_with(const std::string& field, const Entry& entry, const Instant&) {
  std::string text = entry.text();
  return {Filter::prefix(field, text), text};
}

Term is_null(const std::string& field, const Entry& entry, const Instant&) {
  const bool yes = entry.boolean();
  Filter filter = Filter::is_null(field);
  return {yes ? std::move(filter) : Filter::negate(std::move(filter)), yes};
}

template <winnow_op Op>
Term against_age(const std::string& field, const Entry& entry, const Instant& at) {
  if (entry.node().is_date() || entry.node().is_date_time()) {
    entry.fail("must be a duration such as \"90d\", not " + std::string(kind_of(entry.node())),
               "with a date write lt or gt instead");
  }
  const Duration age = entry.duration();
  return {Filter::compare(Op, field, Value::time(before(at.now, age, at.zone))), age.text};
}

struct Comparison {
  std::string_view name;
  Term (*read)(const std::string& field, const Entry& entry, const Instant& at);
};
constexpr std::array kComparisons = {
    Comparison{"eq", compare_with<WINNOW_EQ>},
    Comparison{"ne", compare_with<WINNOW_NE>},
    Comparison{"lt", compare_with<WINNOW_LT>},
    Comparison{"lte", compare_with<WINNOW_LE>},
    Comparison{"gt", compare_with<WINNOW_GT>},
    Comparison{"gte", compare_with<WINNOW_GE>},
    Comparison{"in", any_of},
    Comparison{"prefix", begins_with},
    Comparison{"null", is_null},
    Comparison{"older_than", against_age<WINNOW_LT>},
    Comparison{"newer_than", against_age<WINNOW_GE>},
};

const Comparison& comparison(const std::string& field, const Entry& entry) {
  std::vector<std::string> names;
  for (const Comparison& candidate : kComparisons) {
    if (candidate.name == entry.name()) return candidate;
    names.emplace_back(candidate.name);
  }
  std::string hint = did_you_mean(entry.name(), names);
  if (hint.empty()) {
    hint =
        "use eq, ne, lt, lte, gt, gte, in, prefix, null, older_than or newer_than; a field whose name has a dot "
        "is written in quotes, \"tag.env\"";
  }
  const Entry of_field(field, entry.node(), entry.place());
  of_field.fail("unknown comparison \"" + printable(entry.name()) + "\"", hint);
}

/// All comparisons on one field, joined to `parts`; answers their JSON.
Json read_field(const Entry& entry, const Instant& at, std::vector<Filter>& parts) {
  const std::string& field = entry.name();
  Json json = Json::object();
  const auto add = [&](std::string_view name, Term term) {
    parts.push_back(std::move(term.filter));
    json[std::string(name)] = std::move(term.json);
  };
  if (entry.node().is_array()) {
    add("in", any_of(field, entry, at));
    return json;
  }
  if (!entry.node().is_table()) {
    add("eq", compare_with<WINNOW_EQ>(field, entry, at));
    return json;
  }
  const std::vector<Entry> wanted = entry.section(field).entries();
  if (wanted.empty()) entry.fail("needs a comparison", "nothing means everything by being empty");
  for (const Entry& one : wanted) {
    const Comparison& found = comparison(field, one);
    const Entry named(field + '.' + one.name(), one.node(), one.place());
    add(found.name, found.read(field, named, at));
  }
  return json;
}

}  // namespace

Where read_where(const Section& section, Time now, const Zone& zone) {
  const std::vector<Entry> fields = section.entries();
  if (fields.empty()) section.fail("needs a comparison", "nothing means everything by being empty");
  const Instant at{now, zone};
  std::vector<Filter> parts;
  Json json = Json::object();
  for (const Entry& entry : fields) {
    if (entry.name().empty()) entry.fail("a field needs a name");
    json[entry.name()] = read_field(entry, at, parts);
  }
  return {Filter::all_of(std::move(parts)), json.dump()};
}

Where read_where(const toml::table& table, const std::string& file, Time now, const Zone& zone) {
  const auto [line, column] = table.source().begin;
  return read_where(Section(table, Place{file, line, column, "where"}), now, zone);
}

Where parse_where(std::string_view inside, Time now, const Zone& zone) {
  const Place option{"--where"};
  const auto fail = [&] {
    throw configuration_failure(option.text(), '"' + printable(inside) + "\" is not the inside of one where table",
                                "write it like: customer_id = 42, status = 'done'");
  };
  toml::table root;
  try {
    root = parse_toml("where = { " + std::string(inside) + " }", option);
  } catch (const Failure& failure) {
    if (!failure.message().starts_with("not valid TOML")) throw;
    fail();
  }
  const toml::table* where = root["where"].as_table();
  // A text that closes the brace itself could go on with keys of its own.
  if (where == nullptr || root.size() != 1) fail();
  return read_where(Section(*where, option), now, zone);
}

}  // namespace winnow
