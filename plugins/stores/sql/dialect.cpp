// The forms of keys and copies that servers have, whose drivers answer in texts.
#include "sql/dialect.h"

#include <nlohmann/json.hpp>

#include "item_version/item_version.h"
#include "winnow/copy.hpp"

namespace winnow::sql {
namespace {

using Json = nlohmann::json;

/// What the host is told that a column's text stands for.
const char* word_of(Family family) {
  switch (family) {
    case Family::number: return "number";
    case Family::boolean: return "bool";
    case Family::bytes: return "bytes";
    case Family::instant:
    case Family::local_time:
    case Family::date: return "time";
    case Family::other: return "other";
    case Family::text: return "text";
  }
  return "text";
}

}  // namespace

std::string Dialect::list(const Table& table) const {
  std::string out;
  for (const Column& column : table.columns) out += (out.empty() ? "" : ", ") + read(column);
  for (const std::string& note : table.notes) out += ", " + note;
  return out;
}

std::string Dialect::key_of(const Table&, std::span<const Cell> texts) const {
  if (texts.size() == 1) return std::string(texts.front().value_or(""));
  Json parts = Json::array();
  for (const Cell& text : texts) parts.push_back(std::string(text.value_or("")));
  return parts.empty() ? std::string{} : parts.dump();
}

std::optional<std::vector<std::string>> Dialect::parse_key(const Table& table, std::string_view key) const {
  if (table.key.size() == 1) return std::vector<std::string>{std::string(key)};
  const Json json = Json::parse(key, nullptr, /*allow_exceptions=*/false);
  if (!json.is_array() || json.size() != table.key.size()) return std::nullopt;
  std::vector<std::string> out;
  for (const Json& part : json) {
    if (!part.is_string()) return std::nullopt;
    out.push_back(part);
  }
  return out;
}

void Dialect::append_cell(std::string& out, const Cell& cell) const {
  cell ? append_name(out, *cell) : void(out += "null");
}

std::string Dialect::copy_of(const Table& table, std::span<const Cell> row) const {
  std::string out = "[";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].generated) continue;
    if (out.size() > 1) out += ',';
    append_cell(out, row[i]);
  }
  return out += ']';
}

std::string Dialect::header_of(const Table& table) const {
  std::vector<CopyColumn> columns;
  for (const Column& column : table.columns) {
    if (!column.generated) columns.push_back({column.name, column.type, word_of(column.family)});
  }
  return header_json(columns).dump();
}

/// Each value with its length, so that no two rows run together to the same bytes.
std::string Dialect::digest_of(std::span<const Cell> row, std::span<const std::size_t> columns) const {
  std::string all;
  for (const std::size_t column : columns) {
    const Cell& cell = row[column];
    all += cell ? std::to_string(cell->size()) + ":" : "-";
    if (cell) all += *cell;
  }
  return version_of(all);
}

}  // namespace winnow::sql
