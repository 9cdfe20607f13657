#include "sql/reference_copy.h"

#include "winnow/copy.hpp"

namespace winnow::sql {

std::string reference_content(const Dialect& dialect, const Table& table, std::span<const std::size_t> columns,
                              std::span<const std::size_t> others, std::span<const Cell> row) {
  std::string out = R"({"reference":{)";
  for (const std::size_t column : columns) {
    if (!out.ends_with('{')) out += ',';
    append_text(out, table.columns[column].name);
    out += ':';
    dialect.append_cell(out, row[column]);
  }
  out += R"(},"others":{"columns":[)";
  for (const std::size_t column : others) {
    if (!out.ends_with('[')) out += ',';
    append_text(out, table.columns[column].name);
  }
  return out + R"(],"digest":")" + dialect.digest_of(row, others) + R"("}})";
}

nlohmann::json reference_in(std::string_view content) {
  auto json = nlohmann::json::parse(content, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("reference") || !json["reference"].is_object())
    throw Error(WINNOW_BROKEN, "a copy is neither a row nor a reference");
  return std::move(json["reference"]);
}

std::set<std::string> referring_columns(std::string_view content) {
  std::set<std::string> out;
  const nlohmann::json columns = reference_in(content);
  for (const auto& [name, value] : columns.items()) out.insert(name);
  return out;
}

std::optional<Others> others_in(std::string_view content) {
  const auto json = nlohmann::json::parse(content, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("others")) return std::nullopt;
  const auto& others = json["others"];
  const bool is_whole = others.is_object() && others.contains("columns") && others["columns"].is_array() &&
                        others.contains("digest") && others["digest"].is_string();
  if (!is_whole) throw Error(WINNOW_BROKEN, "a copy does not say how its row is known again");
  Others out{{}, others["digest"].get<std::string>()};
  for (const auto& column : others["columns"])
    out.columns.push_back(column.is_string() ? column.get<std::string>() : "");
  return out;
}

}  // namespace winnow::sql
