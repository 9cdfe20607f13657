#include "eraser.h"

#include <algorithm>

#include "keys.h"

namespace winnow::sqlite {
namespace {

/// SQLite follows foreign keys for 1,000 levels at the most.
constexpr std::size_t kMostLevels = 500;

std::string delete_where(const Table& table, const std::string& rows, const std::string& match) {
  return "DELETE FROM main." + identifier(table.name) + " WHERE " + rows + " AND (" + match + ")";
}

}  // namespace

Along along_of(const sql::Dependants& dependants, std::size_t item, std::string_view key) {
  Along out;
  dependants.each_of(item, [&](const sql::Dependant& row, sql::Dependants::Fate) {
    if (row.table == 0 && row.key == key) return;  // its own reference goes and comes back with it
    if (row.table == 0) out.own_table.push_back(row.key);
    out.rows.push_back({dependants.table(row.table).target, row.key, row.content});
  });
  out.levels = dependants.levels_below(item);
  return out;
}

Eraser::Eraser(Connection& connection, const Table& table, std::string match, const FilterLeaves& leaves)
    : connection_(connection),
      table_(table),
      match_(std::move(match)),
      leaves_(leaves),
      one_(connection, delete_where(table, key_condition(table, 1), match_)) {}

int Eraser::first_of_match(const Table& table) {
  return static_cast<int>(std::max<std::size_t>(table.key.size(), 2)) + 1;  // a key, or the two ends of a run
}

bool Eraser::is_deep(const Along& along) {
  return along.levels > kMostLevels;
}

int Eraser::erase(std::string_view key, const Along& along) {
  if (!is_deep(along)) return erase_one(key);
  // From the far end, and asked at COMMIT, which refuses what is broken then: a row may refer to one that goes
  // before it.
  connection_.execute("PRAGMA defer_foreign_keys = ON");
  for (const CopiedRow& row : along.rows) {
    if (is_reference(row.content)) continue;
    if (const int code = erase_along(row); code != SQLITE_DONE) return code;
  }
  return erase_one(key);
}

Eraser::Other::Other(Connection& connection, std::string_view target)
    : table(require_table(connection, target)),
      erase(connection, "DELETE FROM main." + identifier(table.name) + " WHERE " + key_condition(table, 1)) {}

int Eraser::erase_along(const CopiedRow& row) {
  std::unique_ptr<Other>& other = others_[row.target];
  if (!other) other = std::make_unique<Other>(connection_, row.target);
  const auto key = parse_key(other->table, row.key);
  bind_key(other->erase, 1, *key);
  const int code = other->erase.try_step();
  other->erase.reset();
  return code;
}

int Eraser::erase_one(std::string_view key) {
  const auto values = parse_key(table_, key);
  bind_key(one_, 1, *values);
  one_.bind_all(first_of_match(table_), leaves_.values());
  const int code = one_.try_step();
  one_.reset();
  return code;
}

bool Eraser::erase(const RowRange::Run& run) {
  if (!run_) run_.emplace(connection_, delete_where(table_, table_.rowid + " BETWEEN ?1 AND ?2", match_));
  run_->bind(1, run.first);
  run_->bind(2, run.last);
  run_->bind_all(first_of_match(table_), leaves_.values());
  const int code = run_->try_step();
  run_->reset();
  if (code != SQLITE_DONE) connection_.fail(code);
  return sqlite3_changes64(connection_.get()) == run.rows;
}

}  // namespace winnow::sqlite
