#include "core/cli/plugin_facts.h"

#include <algorithm>
#include <array>
#include <ostream>

#include "core/base/durations.h"
#include "core/base/encoding.h"
#include "core/base/file.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// How people write a value of a type in the TOML.
std::string word_of_type(winnow_type type) {
  switch (type) {
    case WINNOW_BOOL: return "boolean";
    case WINNOW_INT: return "integer";
    case WINNOW_REAL: return "number";
    case WINNOW_TEXT: return "text";
    case WINNOW_TIME: return "time";
    case WINNOW_SPAN: return "duration";
    case WINNOW_FILTER: return "where table";
    case WINNOW_LIST: return "list";
    default: return "value";
  }
}

std::string type_of(const winnow_option& row) {
  if (row.type == WINNOW_LIST) return "list of " + word_of_type(row.element) + "s";
  return (row.flags & WINNOW_PATH) != 0 ? "path" : word_of_type(row.type);
}

Json bound(const winnow_option& row, std::int64_t value) {
  if (row.min == 0 && row.max == 0) return {};
  return row.type == WINNOW_SPAN ? Json(words_of(Span(value))) : Json(value);
}

Json facts_of(const winnow_option& row) {
  return {{"name", row.name},
          {"type", type_of(row)},
          {"required", (row.flags & WINNOW_REQUIRED) != 0},
          {"secret", (row.flags & WINNOW_SECRET) != 0},
          {"default", row.fallback == nullptr ? Json() : Json(row.fallback)},
          {"min", bound(row, row.min)},
          {"max", bound(row, row.max)},
          {"help", row.help}};
}

std::string retention_of(const winnow_job& job) {
  if ((job.flags & WINNOW_RETENTION_REQUIRED) != 0) return "required";
  return (job.flags & WINNOW_RETENTION_OR_NEVER) != 0 ? "unset means never" : "optional";
}

std::string default_of(const Json& option) {
  if (!option.at("default").is_null()) return option.at("default").get<std::string>();
  return option.at("required").get<bool>() ? "required" : "not set";
}

/// "; 1 to 100" where the plugin bounds the value.
std::string range_of(const Json& option) {
  const auto shown = [](const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); };
  return option.at("min").is_null() ? "" : "; " + shown(option.at("min")) + " to " + shown(option.at("max"));
}

std::string help_of(const Json& option) {
  return option.at("help").get<std::string>() + range_of(option) +
         (option.at("secret").get<bool>() ? "; never shown" : "");
}

}  // namespace

Json facts_of(const LoadedPlugin& plugin) {
  const winnow_plugin& table = *plugin.table;
  Json options = Json::array();
  for (const winnow_option* const* row = table.options; *row != nullptr; ++row) options.push_back(facts_of(**row));
  Json out = {
      {"id", table.id},           {"version", table.version},     {"kind", table.job != nullptr ? "job" : "store"},
      {"summary", table.summary}, {"file", plugin.file.string()}, {"sha256", sha256_hex(read_file(plugin.file))}};
  if (table.job != nullptr) {
    out["column"] = table.job->column == nullptr ? Json() : Json(table.job->column);
    out["retention"] = retention_of(*table.job);
  }
  out["options"] = options;
  return out;
}

void print_plugin(const Json& facts, std::ostream& out) {
  const auto line = [&](std::string name, const std::string& value) {
    name.resize(11, ' ');
    out << "  " << name << value << '\n';
  };
  out << facts.at("id").get<std::string>() << ' ' << facts.at("version").get<std::string>() << " ("
      << facts.at("kind").get<std::string>() << "): " << facts.at("summary").get<std::string>() << '\n';
  line("file", facts.at("file"));
  line("sha256", facts.at("sha256"));
  if (facts.contains("column") && !facts.at("column").is_null()) line("column", facts.at("column"));
  if (facts.contains("retention")) line("retention", facts.at("retention"));
  const bool job = facts.at("kind") == "job";
  out << (facts.at("options").empty() ? "\nno options of its own" : "\noptions of its own")
      << (job ? ", beside the keys that every job has:\n" : ", beside plugin, allow and sha256:\n");
  for (const Json& option : facts.at("options")) {
    out << "  " << option.at("name").get<std::string>() << "  (" << option.at("type").get<std::string>() << ", "
        << default_of(option) << ")\n      " << help_of(option) << '\n';
  }
}

void print_markdown(const Json& facts, std::ostream& out) {
  out << "## " << facts.at("id").get<std::string>() << "\n\n" << facts.at("summary").get<std::string>() << ".\n";
  if (facts.contains("column") && !facts.at("column").is_null()) {
    out << "\nTime column, unless the job names another: `" << facts.at("column").get<std::string>() << "`.";
  }
  if (facts.contains("retention")) out << " Retention: " << facts.at("retention").get<std::string>() << ".\n";
  if (facts.at("options").empty()) {
    out << "\nIt has no options of its own.\n";
    return;
  }
  out << "\n| option | type | default | meaning |\n|---|---|---|---|\n";
  for (const Json& option : facts.at("options")) {
    const std::string fallback = default_of(option);
    const bool written = !option.at("default").is_null();
    out << "| `" << option.at("name").get<std::string>() << "` | " << option.at("type").get<std::string>() << " | "
        << (written ? "`" + fallback + "`" : fallback) << " | " << help_of(option) << " |\n";
  }
}

}  // namespace winnow
