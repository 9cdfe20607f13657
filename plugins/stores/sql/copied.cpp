#include "sql/copied.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "winnow/copy.hpp"
#include "winnow/store.hpp"

namespace winnow::sql {
namespace {

/// Of copies in one INSERT: a MariaDB may be set to packets of 1 MB.
constexpr std::size_t kBytesAtOnce = 256 * 1024;

struct NamedText {
  std::string column;
  Param text;
};

/// Throws Error(WINNOW_BROKEN).
std::vector<NamedText> parse_reference(std::string_view content) {
  std::vector<NamedText> out;
  const nlohmann::json columns = reference_in(content);
  for (const auto& [column, json] : columns.items()) {
    Param text = name_in(json);
    if (!json.is_null() && !text) throw Error(WINNOW_BROKEN, "a copy holds what is no text");
    out.push_back({column, std::move(text)});
  }
  return out;
}

}  // namespace

CopiedTable::CopiedTable(const ServerDialect& dialect, Table table, std::string_view header)
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

void CopiedTable::insert(Driver& driver, std::span<const winnow_piece> rows) const {
  if (!table_.switch_triggers_off) return insert_rows(driver, rows);
  dialect_.switch_triggers(driver, Triggers::off);
  insert_rows(driver, rows);
  dialect_.switch_triggers(driver, Triggers::on);
  require_parents(driver, rows);  // after all of them: a row may refer to another
}

/// With triggers off the server takes rows whose parents are gone. Each parent is locked as the server's own check
/// locks it, by the statement that counts it: one that was only seen could be deleted before our COMMIT.
void CopiedTable::require_parents(Driver& driver, std::span<const winnow_piece> rows) const {
  for (std::size_t begin = 0; begin < rows.size(); begin += kKeysAtOnce) {
    const auto keys = keys_of(rows.subspan(begin, std::min(kKeysAtOnce, rows.size() - begin)));
    for (const Parent& parent : table_.parents) {
      std::vector<Param> params;
      const std::string these = has_key(dialect_, table_, keys, params);
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

void CopiedTable::insert_rows(Driver& driver, std::span<const winnow_piece> rows) const {
  std::vector<std::vector<Param>> values;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    values.push_back(parse_copy(view(rows[i].content), columns_.size()));
    bytes += rows[i].content.size;
    const bool is_full = bytes >= kBytesAtOnce || values.size() == kKeysAtOnce;
    if (!is_full && i + 1 < rows.size()) continue;
    std::vector<Param> params;
    const std::string source = dialect_.rows_of(written_, values, params);
    driver.change(insert_ + source, params);
    values.clear();
    bytes = 0;
  }
}

bool CopiedTable::is_otherwise_as_copied(Driver& driver, const winnow_piece& reference) const {
  const std::optional<Others> others = others_in(view(reference.content));
  if (!others) return true;
  std::vector<std::size_t> columns;
  for (const std::string& name : others->columns) columns.push_back(place_of(table_, name));
  const std::string_view key[] = {view(reference.key)};
  bool out = false;
  each_with_key(
      dialect_, driver, table_, RowReader(dialect_, table_), key, {},
      [&](std::size_t, std::span<const Cell> row) { out = dialect_.digest_of(row, columns) == others->digest; });
  return out;
}

void CopiedTable::refer(Driver& driver, const winnow_piece& reference) const {
  std::vector<Param> params;
  const std::string_view key[] = {view(reference.key)};
  std::string where = has_key(dialect_, table_, key, params);
  std::string set;
  const auto assign = [&set, this](const Column& column, const std::string& value) {
    set += (set.empty() ? "" : ", ") + dialect_.identifier(column.name) + " = " + value;
  };
  for (const NamedText& part : parse_reference(view(reference.content))) {
    const Column& column = column_of(table_, part.column);
    params.push_back(part.text);
    assign(column, dialect_.write(column, params.size()));
    where += " AND " + dialect_.identifier(column.name) + " IS NULL";
  }
  for (const Column& column : table_.columns) {
    if (column.stamped) assign(column, dialect_.identifier(column.name));
  }
  driver.change("UPDATE " + table_.name + " SET " + set + " WHERE " + where, params);
}

bool CopiedTable::says_the_same(std::span<const Cell> row, std::string_view copy) const {
  std::string now = "[";
  for (const std::size_t column : columns_) {
    if (now.size() > 1) now += ',';
    dialect_.append_cell(now, row[column]);
  }
  if (now += ']'; now == copy) return true;
  // The same values may be written in another way, as an older winnow did.
  const std::vector<Param> values = parse_copy(copy, columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Cell& cell = row[columns_[i]];
    if (cell.has_value() != values[i].has_value() || (cell && *cell != *values[i])) return false;
  }
  return true;
}

Standing CopiedTable::standing_of(std::span<const Cell> row, std::string_view content) const {
  if (!is_reference(content)) return says_the_same(row, content) ? Standing::same : Standing::differs;
  bool same = true;
  bool empty = true;
  for (const NamedText& part : parse_reference(content)) {
    const Cell& now = row[place_of(table_, part.column)];
    same = same && now.has_value() == part.text.has_value() && (!now || *now == *part.text);
    empty = empty && !now;
  }
  return same ? Standing::same : empty ? Standing::absent : Standing::differs;
}

std::optional<std::vector<Param>> CopiedTable::values(std::string_view content,
                                                      std::span<const std::string> names) const {
  const std::vector<Param> row = parse_copy(content, columns_.size());
  std::vector<Param> out;
  for (const std::string& name : names) {
    const auto at = std::ranges::find(written_, name, &Column::name);
    if (at == written_.end()) return std::nullopt;
    out.push_back(row[static_cast<std::size_t>(at - written_.begin())]);
  }
  return out;
}

std::vector<Standing> CopiedTable::standing(Driver& driver, std::span<const winnow_piece> pieces) const {
  std::vector<Standing> out;
  std::vector<std::string_view> keys;
  // A row that hung on several others has a copy for each of them.
  std::unordered_map<std::string_view, std::vector<std::size_t>> places;
  for (const winnow_piece& piece : pieces) {
    std::vector<std::size_t>& of = places[view(piece.key)];
    if (of.empty()) keys.push_back(view(piece.key));
    of.push_back(out.size());
    out.push_back(is_reference(view(piece.content)) ? Standing::orphaned : Standing::absent);
  }
  each_with_key(dialect_, driver, table_, RowReader(dialect_, table_), keys, {},
                [&](std::size_t at, std::span<const Cell> row) {
                  for (const std::size_t place : places.find(keys[at])->second)
                    out[place] = standing_of(row, view(pieces[place].content));
                });
  return out;
}

}  // namespace winnow::sql
