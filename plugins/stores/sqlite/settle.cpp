#include "copies.h"
#include "store.h"

namespace winnow {

using namespace sqlite;

namespace {

/// A write of our own, the same value again. While another process holds a WAL database open, what a killed COMMIT
/// left half-written can be seen even under the write lock and is lost later; the next commit decides it.
void commit_something(Connection& connection) {
  Transaction transaction(connection);
  const std::int64_t own = connection.number("PRAGMA user_version");
  connection.execute(("PRAGMA user_version = " + std::to_string(own)).c_str());
  if (transaction.commit() != sql::CommitEnd::committed) {
    throw Error(WINNOW_UNAVAILABLE, connection.path() + ": a write of our own could not be committed; try again");
  }
}

}  // namespace

void SqliteStore::settle(const winnow_permit& permit, std::span<const winnow_header> headers,
                         std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_SETTLE, keys_of(pieces));
  ahead_.forget();
  require_in_time(permit);
  Connection& connection = writer();
  commit_something(connection);
  const Transaction transaction(connection);  // keeps the old session and every writer out; rolled back
  CopiedTables tables(connection, headers);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    CopiedTable& table = tables.of(pieces[i]);
    if (!table.obstacle().empty()) {
      host_.log(WINNOW_WARN, "a copy cannot be compared: " + table.obstacle());
      outcomes[i] = WINNOW_IN_DOUBT;
      continue;
    }
    outcomes[i] = sql::settled(table.standing(pieces[i]));
  }
}

}  // namespace winnow
