#include "sql/copied.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sql/server_store.h"

namespace winnow::sql {
namespace {

/// Of copies in one INSERT: a MariaDB may be set to packets of 1 MB.
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
    written_.push_back(*at);
    names += (names.empty() ? "" : ", ") + dialect_.identifier(name);
  }
  insert_ = "INSERT INTO " + table_.name + " (" + names + ")" + dialect_.overriding() + " ";
}

void CopiedTable::insert(Driver& driver, std::span<const std::string_view> keys,
                         std::span<const std::string_view> copies) const {
  if (!table_.switch_triggers_off) return insert_rows(driver, copies);
  dialect_.switch_triggers(driver, Triggers::off);
  insert_rows(driver, copies);
  dialect_.switch_triggers(driver, Triggers::on);
  require_parents(driver, keys);  // after all of them: a row may refer to another
}

/// With triggers off the server takes rows whose parents are gone. Each parent is locked as the server's own check
/// locks it, by the statement that counts it: one that was only seen could be deleted before our COMMIT.
void CopiedTable::require_parents(Driver& driver, std::span<const std::string_view> keys) const {
  for (std::size_t begin = 0; begin < keys.size(); begin += kKeysAtOnce) {
    std::vector<std::vector<std::string>> parsed;
    for (const std::string_view key : keys.subspan(begin, std::min(kKeysAtOnce, keys.size() - begin)))
      parsed.push_back(parse_key(table_, key).value());
    for (const Parent& parent : table_.parents) {
      std::vector<Param> params;
      const std::string these = dialect_.has_key(table_, parsed, params);
      const auto all_there = driver.value(
          "SELECT CASE WHEN (SELECT count(*) FROM " + table_.name + " WHERE " + these + " AND (" + parent.required +
              ")) = (SELECT count(*) FROM (SELECT 1 FROM " + table_.name + " JOIN " + parent.source + " ON " +
              parent.matches + " WHERE " + these + " FOR KEY SHARE OF winnow_parent) AS found) THEN 'yes' END",
          params);
      if (all_there) continue;
      throw ServerError(WINNOW_BROKEN, Refusal::foreign_key,
                        "a row of " + parent.name + " to which it refers is gone");
    }
  }
}

void CopiedTable::insert_rows(Driver& driver, std::span<const std::string_view> copies) const {
  std::vector<std::vector<Param>> rows;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    rows.push_back(parse_copy(copies[i], columns_.size()));
    bytes += copies[i].size();
    const bool is_full = bytes >= kBytesAtOnce || rows.size() == kKeysAtOnce;
    if (!is_full && i + 1 < copies.size()) continue;
    std::vector<Param> params;
    const std::string source = dialect_.rows_of(written_, rows, params);
    driver.change(insert_ + source, params);
    rows.clear();
    bytes = 0;
  }
}

bool CopiedTable::says_the_same(std::span<const Cell> row, std::string_view copy) const {
  std::string now;
  append_copy(now, row, columns_);
  if (now == copy) return true;
  // The same values may be written in another way, as an older winnow did.
  const std::vector<Param> values = parse_copy(copy, columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Cell& cell = row[columns_[i]];
    if (cell.has_value() != values[i].has_value() || (cell && *cell != *values[i])) return false;
  }
  return true;
}

std::vector<CopiedTable::Standing> CopiedTable::standing(Driver& driver, std::span<const std::string_view> keys,
                                                         std::span<const std::string_view> copies) const {
  std::vector<Standing> out(keys.size(), Standing::absent);
  each_with_key(dialect_, driver, table_, RowReader(dialect_, table_), keys, {},
                [&](std::size_t at, std::span<const Cell> row) {
                  out[at] = says_the_same(row, copies[at]) ? Standing::same : Standing::differs;
                });
  return out;
}

}  // namespace winnow::sql
