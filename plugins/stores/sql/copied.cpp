#include "sql/copied.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sql/server_store.h"

namespace winnow::sql {
namespace {

/// What an INSERT may hold: PostgreSQL takes 65,535 parameters, a MariaDB may be set to packets of 1 MB.
constexpr std::size_t kParamsAtOnce = 10'000;
constexpr std::size_t kBytesAtOnce = 256 * 1024;

}  // namespace

CopiedTable::CopiedTable(const Dialect& dialect, Table table, std::string_view header)
    : dialect_(dialect), table_(std::move(table)) {
  const auto json = nlohmann::json::parse(header, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("columns")) throw Error(WINNOW_BROKEN, "a header names no columns");
  std::string names;
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
  }
  insert_ = "INSERT INTO " + table_.name + " (" + names + ")" + dialect_.overriding() + " VALUES ";
}

std::string CopiedTable::row_of_values(std::size_t before) const {
  std::string out = "(";
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    out += (i == 0 ? "" : ", ") + dialect_.write(table_.columns[columns_[i]], before + i + 1);
  }
  return out + ")";
}

void CopiedTable::insert(Driver& driver, std::span<const std::string_view> copies) const {
  std::string rows;
  std::vector<Param> params;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    rows += (rows.empty() ? "" : ", ") + row_of_values(params.size());
    std::ranges::move(parse_copy(copies[i], columns_.size()), std::back_inserter(params));
    bytes += copies[i].size();
    const bool is_full = bytes >= kBytesAtOnce || params.size() + columns_.size() > kParamsAtOnce;
    if (!is_full && i + 1 < copies.size()) continue;
    driver.change(insert_ + rows, params);
    rows.clear();
    params.clear();
    bytes = 0;
  }
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
