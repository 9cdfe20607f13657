/// Options: what `--set` gives is read as the host reads a TOML, by the host's own code; and what a plugin declares
/// must be something that a TOML can say.
#include <algorithm>
#include <set>

#include "core/base/failure.h"
#include "core/config/options.h"
#include "core/config/parse.h"
#include "trial.h"

namespace winnow::conformance {
namespace {

const Place kGiven{"--set"};

/// Of what nobody gave: a default.
Place declared_by(const winnow_plugin& plugin) {
  return {std::string("plugin ") + plugin.id};
}

OptionSchema schema_of(const winnow_plugin& plugin) {
  OptionSchema out{plugin.id, {}, {}};
  for (const winnow_option* const* row = plugin.options; *row != nullptr; ++row) out.rows.push_back(*row);
  return out;
}

const winnow_option* row_named(const OptionSchema& schema, const std::string& name) {
  const auto at = std::find_if(schema.rows.begin(), schema.rows.end(),
                               [&name](const winnow_option* row) { return row->name == name; });
  return at == schema.rows.end() ? nullptr : *at;
}

/// Puts the value there as a TOML would have it. What is no TOML is a text, so that nobody needs quotes within
/// quotes.
void put(toml::table& table, const std::string& name, const std::string& text, const winnow_option* row) {
  table.insert_or_assign(name, text);
  if (row == nullptr || row->type == WINNOW_TEXT) return;
  try {
    toml::table parsed = parse_toml("value = " + text, kGiven);
    parsed.get("value")->visit([&](auto& value) { table.insert_or_assign(name, std::move(value)); });
  } catch (const Failure&) {
    // It stays a text, and whoever wants a number says so.
  }
}

toml::table given(const Subject& subject, const OptionSchema& schema) {
  toml::table out;
  for (const auto& [name, text] : subject.options) {
    const winnow_option* const row = row_named(schema, name);
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) {
      put(out, name, text, row);
      continue;
    }
    const std::string head = name.substr(0, dot);  // "time.format" is `format` of the table `time`
    if (out.get_as<toml::table>(head) == nullptr) out.insert_or_assign(head, toml::table{});
    put(*out.get_as<toml::table>(head), name.substr(dot + 1), text, row);
  }
  return out;
}

std::vector<Value> bind(const OptionSchema& schema, const toml::table& own, const Place& place, Fill fill) {
  return bind_options(schema, own, place, Config{}, Environment({}), fill);
}

bool is_a_name(const std::string& name) {
  const auto fine = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; };
  return !name.empty() && std::all_of(name.begin(), name.end(), fine);
}

}  // namespace

std::vector<Value> values_of(const winnow_plugin& plugin, const Subject& subject) {
  const OptionSchema schema = schema_of(plugin);
  for (const winnow_option* const row : schema.rows) {
    if ((row->flags & WINNOW_REQUIRED) != 0 && row->fallback == nullptr && !subject.options.contains(row->name))
      throw LeftOut("it needs --set " + std::string(row->name) + "=VALUE");
  }
  try {
    // What is given has been found fit before anything is tried: what is wrong here is a default.
    return bind(schema, given(subject, schema), declared_by(plugin), Fill::yes);
  } catch (const Failure& failure) {
    throw LeftOut(failure.what());
  }
}

void require_fit(const Subject& subject) {
  const winnow_plugin& plugin = plugin_of(subject);
  if (plugin.job != nullptr && !(subject.target.empty() && subject.time_field.empty() && subject.fields.empty()))
    throw Flaw("--target, --time and --field are for stores, and " + std::string(plugin.id) + " is a job");
  const OptionSchema declared = schema_of(plugin);
  // Only what is given: a default may be wrong as well, and that is a finding.
  std::vector<winnow_option> rows;
  for (const winnow_option* const row : declared.rows) {
    rows.push_back(*row);
    rows.back().fallback = nullptr;
    rows.back().flags &= ~static_cast<std::uint32_t>(WINNOW_REQUIRED);
  }
  OptionSchema schema{plugin.id, {}, {}};
  for (const winnow_option& row : rows) schema.rows.push_back(&row);
  try {
    bind(schema, given(subject, declared), kGiven, Fill::yes);
  } catch (const Failure& failure) {
    throw Flaw(failure.what());
  }
}

void declares_its_options(const Subject& subject) {
  const winnow_plugin& plugin = plugin_of(subject);
  const std::vector<std::string>& taken = plugin.job != nullptr ? host_job_keys() : host_store_keys();
  std::set<std::string> names;
  for (const winnow_option* const row : schema_of(plugin).rows) {
    const std::string name = row->name;
    require(names.insert(name).second, "two options have the name \"" + name + "\"");
    require(is_a_name(name), "the option \"" + name + "\" has no name of small letters, digits and _");
    require(std::find(taken.begin(), taken.end(), name) == taken.end(),
            "the option \"" + name + "\" has the name of a key of the host's, and would never be given a value");
    if (row->fallback == nullptr) continue;
    try {
      bind({plugin.id, {row}, {}}, {}, declared_by(plugin), Fill::no);
    } catch (const Failure& failure) {
      throw Flaw(std::string("its default ") + row->fallback + " is refused: " + failure.what());
    }
  }
}

}  // namespace winnow::conformance
