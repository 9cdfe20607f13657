#include "sql/copied.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sql/server_store.h"

namespace winnow::sql {

CopiedTable::CopiedTable(const Dialect& dialect, Table table, std::string_view header)
    : dialect_(dialect), table_(std::move(table)) {
  const auto json = nlohmann::json::parse(header, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("columns")) throw Error(WINNOW_BROKEN, "a header names no columns");
  std::string names;
  std::string values;
  for (const auto& column : json["columns"]) {
    const std::string name = column.value("name", "");
    const auto at = std::find_if(table_.columns.begin(), table_.columns.end(),
                                 [&](const Column& one) { return one.name == name && !one.generated; });
    if (at == table_.columns.end()) {
      obstacle_ = "table \"" + table_.target + "\" has lost its column \"" + name + "\" since";
      return;
    }
    columns_.push_back(static_cast<std::size_t>(at - table_.columns.begin()));
    names += (names.empty() ? "" : ", ") + dialect_.identifier(name);
    values += (values.empty() ? "" : ", ") + dialect_.write(*at, columns_.size());
  }
  insert_ = "INSERT INTO " + table_.name + " (" + names + ")" + dialect_.overriding() + " VALUES (" + values + ")";
}

void CopiedTable::insert(Driver& driver, std::string_view copy) const {
  driver.change(insert_, parse_copy(copy, columns_.size()));
}

std::string CopiedTable::copy_of(std::span<const Cell> row) const {
  std::string out = "[";
  for (const std::size_t column : columns_) {
    if (out.size() > 1) out += ',';
    out += row[column] ? nlohmann::json(std::string(*row[column])).dump() : "null";
  }
  return out + "]";
}

std::vector<CopiedTable::Standing> CopiedTable::standing(Driver& driver, std::span<const std::string_view> keys,
                                                         std::span<const std::string_view> copies) const {
  std::vector<Standing> out(keys.size(), Standing::absent);
  each_with_key(dialect_, driver, table_, RowReader(dialect_, table_), keys, {},
                [&](std::size_t at, std::span<const Cell> row) {
                  out[at] = copy_of(row) == copies[at] ? Standing::same : Standing::differs;
                });
  return out;
}

}  // namespace winnow::sql
