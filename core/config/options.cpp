#include "core/config/options.h"

#include <algorithm>
#include <array>
#include <deque>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/config/entry.h"
#include "core/config/parse.h"
#include "core/config/where.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// Those that a TOML can say.
constexpr std::array<winnow_type, 7> kTypes = {WINNOW_BOOL, WINNOW_INT,  WINNOW_REAL,  WINNOW_TEXT,
                                               WINNOW_TIME, WINNOW_SPAN, WINNOW_FILTER};

/// "time.format" is the key `format` of the table `time`; "path" has no tail.
struct RowName {
  std::string head;
  std::string tail;
};
RowName split(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return {std::string(name), ""};
  return {std::string(name.substr(0, dot)), std::string(name.substr(dot + 1))};
}

/// A list of one may be written as its element: group_by = "endpoint".
std::vector<Entry> elements_of(const Entry& entry) {
  return entry.node().is_array() ? entry.elements() : std::vector{entry};
}

/// What the TOML gives for the declared rows of a plugin, or their fallbacks.
class Given {
 public:
  Given(const OptionSchema& schema, const toml::table& own, const Place& place)
      : schema_(schema), own_(own, place) {}

  const Section& own() const { return own_; }

  /// nullopt: neither given nor defaulted. Valid as long as this object is.
  std::optional<Entry> find(const winnow_option& row) {
    if (auto written = find_written(row.name)) return written;
    if (row.fallback == nullptr) return std::nullopt;
    const std::string name = std::string(row.name) + " (default of " + schema_.plugin + ")";
    const Place nowhere{name};
    const toml::table& parsed =
        fallbacks_.emplace_back(parse_toml("value = " + std::string(row.fallback), nowhere));
    return Entry(name, *parsed.get("value"), own_.place());
  }

  void refuse_unknown() const {
    std::vector<std::string> known = schema_.host_keys;
    for (const winnow_option* row : schema_.rows) {
      const std::string& head = split(row->name).head;  // "time.from" and "time.format" are one table
      if (std::find(known.begin(), known.end(), head) == known.end()) known.push_back(head);
    }
    refuse_unknown_in(own_, known);
    for (const winnow_option* row : schema_.rows) {
      const RowName name = split(row->name);
      const auto table = name.tail.empty() ? std::nullopt : own_.find(name.head);
      if (table) refuse_unknown_in(table->section(name.head), tails_of(name.head));
    }
  }

 private:
  std::optional<Entry> find_written(const char* row_name) const {
    const RowName name = split(row_name);
    if (name.tail.empty()) return own_.find(name.head);
    const auto table = own_.find(name.head);
    if (!table) return std::nullopt;
    return table->section(name.head).find(name.tail);
  }

  std::vector<std::string> tails_of(const std::string& head) const {
    std::vector<std::string> out;
    for (const winnow_option* row : schema_.rows) {
      const RowName name = split(row->name);
      if (name.head == head) out.push_back(name.tail);
    }
    return out;
  }

  void refuse_unknown_in(const Section& section, const std::vector<std::string>& known) const {
    const auto other = section.first_other(known);
    if (!other) return;
    throw configuration_failure(other->place().text(),
                                "unknown option \"" + printable(other->name()) + "\" for " + schema_.plugin,
                                remedy_for(other->name(), known));
  }

  /// What was meant, or what there is.
  static std::string remedy_for(const std::string& name, const std::vector<std::string>& known) {
    if (std::string meant = did_you_mean(name, known); !meant.empty() || known.empty()) return meant;
    std::string all;
    for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
    return "it has " + all;
  }

  const OptionSchema& schema_;
  Section own_;
  std::deque<toml::table> fallbacks_;
};

class Binder {
 public:
  Binder(const Config& config, const Environment& environment, Fill fill)
      : config_(config), environment_(environment), fill_(fill) {}

  Value bind(const winnow_option& row, winnow_type type, const Entry& entry) const {
    switch (type) {
      case WINNOW_BOOL: return Value::boolean(entry.boolean());
      case WINNOW_TEXT: return Value::of_text(text(row, entry));
      case WINNOW_TIME: return Value::time(entry.time(config_.zone));
      case WINNOW_FILTER: {
        Where where = read_where(entry.section(entry.name()), config_.now, config_.zone);
        return Value::of_filter(std::make_shared<const Filter>(std::move(where.filter)));
      }
      case WINNOW_INT: {
        const std::int64_t number = entry.integer();
        check_range(row, entry, number, [](std::int64_t bound) { return std::to_string(bound); });
        return Value::integer(number);
      }
      case WINNOW_REAL: {
        const double number = entry.real();
        check_range(row, entry, number, [](std::int64_t bound) { return std::to_string(bound); });
        return Value::real(number);
      }
      case WINNOW_SPAN: {
        const Span span = config_.now - before(config_.now, entry.duration(), config_.zone);
        check_range(row, entry, span.count(), [](std::int64_t bound) { return words_of(Span{bound}); });
        return Value::span(span);
      }
      case WINNOW_LIST: {
        std::vector<Value> list;
        for (const Entry& element : elements_of(entry)) list.push_back(bind(row, row.element, element));
        if (list.empty() && (row.flags & WINNOW_REQUIRED) != 0) entry.fail("must not be empty");
        return Value::of_list(std::move(list));
      }
      default: entry.fail("the plugin declares a type that options cannot have");
    }
  }

 private:
  std::string text(const winnow_option& row, const Entry& entry) const {
    std::string text = entry.text();
    const std::string where = entry.place().text() + ": " + entry.name();
    if (fill_ == Fill::no) {
      check_references(text, where);
    } else {
      text = environment_.fill(text, where);
    }
    if ((row.flags & WINNOW_PATH) == 0) return text;
    return (config_.folder / text).lexically_normal().string();
  }

  /// The value itself is not shown: the row may be a secret.
  template <class Number, class Words>
  static void check_range(const winnow_option& row, const Entry& entry, Number number, Words words) {
    if (row.min == 0 && row.max == 0) return;
    const bool low = number < static_cast<Number>(row.min);
    const bool high = number > static_cast<Number>(row.max);
    if (!low && !high) return;
    if (row.max == std::numeric_limits<std::int64_t>::max()) entry.fail("must be at least " + words(row.min));
    if (row.min == std::numeric_limits<std::int64_t>::min()) entry.fail("must be at most " + words(row.max));
    entry.fail("must be between " + words(row.min) + " and " + words(row.max));
  }

  const Config& config_;
  const Environment& environment_;
  Fill fill_;
};

/// As written; dates as objects, lest they look like the text that reads the same.
Json json_of(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    Json out = Json::object();
    for (const auto& [key, value] : *table) out[std::string(key.str())] = json_of(value);
    return out;
  }
  if (const auto* list = node.as_array()) {
    Json out = Json::array();
    for (const toml::node& element : *list) out.push_back(json_of(element));
    return out;
  }
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return number->get();
  if (const auto* real = node.as_floating_point()) return real->get();
  if (const auto* yes = node.as_boolean()) return yes->get();
  std::ostringstream written;
  node.visit([&written](const auto& value) {
    if constexpr (toml::is_chronological<decltype(value)>) written << value.get();
  });
  return Json{{"time", written.str()}};
}

}  // namespace

std::vector<Value> bind_options(const OptionSchema& schema, const toml::table& own, const Place& table,
                                const Config& config, const Environment& environment, Fill fill) {
  Given given(schema, own, table);
  given.refuse_unknown();
  const Binder binder(config, environment, fill);
  std::vector<Value> out;
  for (const winnow_option* row : schema.rows) {
    const auto entry = given.find(*row);
    if (!entry && (row->flags & WINNOW_REQUIRED) != 0) given.own().need(row->name, row->help);
    out.push_back(entry ? binder.bind(*row, row->type, *entry) : Value::null());
  }
  return out;
}

std::string flaw_of(const OptionSchema& schema) {
  const Config config;
  const Environment nothing({});
  const Binder binder(config, nothing, Fill::no);
  for (const winnow_option* row : schema.rows) {
    const std::string name = "option \"" + std::string(row->name) + "\"";
    const winnow_type type = row->type == WINNOW_LIST ? row->element : row->type;
    if (std::ranges::find(kTypes, type) == kTypes.end()) return name + " has a type that options cannot have";
    if (row->fallback == nullptr) continue;
    const std::string fallback = "the default of " + name + ", " + printable(row->fallback) + ", ";
    const OptionSchema alone{schema.plugin, {row}, {}};
    const toml::table none;
    Given given(alone, none, Place{schema.plugin});
    std::optional<Entry> entry;
    try {
      entry = given.find(*row);
    } catch (const Failure&) {
      return fallback + "is no value of a TOML; a text needs quotes of its own";
    }
    try {
      binder.bind(*row, row->type, *entry);
    } catch (const Failure& failure) {
      return fallback + "is refused: " + failure.message();
    }
  }
  return {};
}

std::string canonical_options(const OptionSchema& schema, const toml::table& own) {
  Given given(schema, own, Place{schema.plugin});
  Json out = Json::object();
  for (const winnow_option* row : schema.rows) {
    if ((row->flags & (WINNOW_SECRET | WINNOW_PATH | WINNOW_OUTSIDE_FORM)) != 0) continue;
    if (const auto entry = given.find(*row)) out[row->name] = json_of(entry->node());
  }
  return out.dump();
}

std::vector<Duration> durations_of(const OptionSchema& schema, const toml::table& own, std::uint32_t flags) {
  Given given(schema, own, Place{schema.plugin});
  std::vector<Duration> out;
  for (const winnow_option* row : schema.rows) {
    if ((row->flags & flags) == 0) continue;
    const auto entry = given.find(*row);
    if (!entry) continue;
    if (row->type == WINNOW_SPAN) out.push_back(entry->duration());
    if (row->type != WINNOW_LIST || row->element != WINNOW_SPAN) continue;
    for (const Entry& element : elements_of(*entry)) out.push_back(element.duration());
  }
  return out;
}

}  // namespace winnow
