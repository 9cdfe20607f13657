#include "sql/locked_rows.h"

#include <utility>

#include "sql/leaves.h"
#include "sql/server_store.h"

namespace winnow::sql {
namespace {

void require_removable(const Table& table) {
  for (const Fact& fact : table.facts) {
    const bool blocks = fact.kind == WINNOW_FACT_BLOCKER || fact.kind == WINNOW_FACT_TRIGGER;
    if (blocks) throw Error(WINNOW_DENIED, "\"" + table.target + "\": " + fact.name + " " + fact.detail);
  }
  if (table.key.empty()) throw Error(WINNOW_DENIED, "\"" + table.target + "\" has no primary key");
}

}  // namespace

LockedRows::LockedRows(const ServerDialect& dialect, Driver& driver, Host& host, Selection selection,
                       std::span<const std::string_view> keys, Entry entry)
    : dialect_(dialect),
      driver_(driver),
      selection_(std::move(selection)),
      transaction_(driver),
      table_(dialect.entered(driver, selection_.target, entry)),
      reader_(dialect, table_, selection_) {
  require_removable(table_);
  rows_.reserve(keys.size());
  KeyedQuery locking;
  locking.more = ", CASE WHEN " + match(locking.params) + " THEN 1 ELSE 0 END";
  locking.lock = dialect.lock_rows();
  each_with_key(dialect, driver, table_, reader_, keys, locking,
                [&](std::size_t item, std::span<const Cell> row) { add(item, row, host); });
}

void LockedRows::add(std::size_t item, std::span<const Cell> row, Host& host) {
  Row& out = rows_.emplace_back();
  out.item = item;
  out.matches = row[reader_.width()] == "1";
  out.key = reader_.key(row);
  out.version = reader_.version(row);
  if (!out.matches) return;
  out.copy = reader_.copy(row);
  out.time = reader_.time(row, host);
  for (std::size_t i = 0; i < reader_.fields(); ++i) out.fields.push_back(reader_.field(i, row, host));
}

std::string LockedRows::match(const Selection& selection, std::vector<Param>& params) const {
  ServerLeaves leaves(dialect_, table_, selection, params);
  return condition(selection.match, leaves);
}

bool LockedRows::reads_like(const Selection& other) const {
  std::vector<Param> mine, others;
  return selection_.target == other.target && selection_.fields == other.fields &&
         selection_.time_field == other.time_field && selection_.time_form == other.time_form &&
         match(selection_, mine) == match(other, others) && mine == others;
}

}  // namespace winnow::sql
