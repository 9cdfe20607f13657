#include <algorithm>
#include <set>

#include "copies.h"
#include "store.h"

namespace winnow {
namespace {

using namespace sqlite;

/// Whether a row may for a while refer to one that comes later in the same call.
enum class Parents { may_follow, must_be_there };

/// One restore() call inside its transaction.
class Restoration {
 public:
  Restoration(Connection& connection, std::span<const winnow_header> headers, Parents parents)
      : connection_(connection), tables_(connection, headers), parents_(parents) {
    // Holds until the transaction ends.
    if (parents == Parents::may_follow) connection.execute("PRAGMA defer_foreign_keys = ON");
  }

  /// Goes through the pieces as long as that brings one back: a row may have waited for another.
  void run(const winnow_permit& permit, std::span<const winnow_piece> pieces,
           std::vector<winnow_outcome>& results) {
    std::fill(results.begin(), results.end(), winnow_outcome{WINNOW_NOT_TRIED});
    for (bool progress = true; progress;) {
      progress = false;
      reasons_.clear();
      for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (results[i] == WINNOW_DONE) continue;
        require_in_time(permit);
        results[i] = restore(pieces[i]);
        progress = progress || results[i] == WINNOW_DONE;
      }
    }
  }

  /// Why pieces failed, each reason once.
  const std::set<std::string>& reasons() const { return reasons_; }

 private:
  winnow_outcome restore(const winnow_piece& piece) {
    CopiedTable& table = tables_.of(piece);
    if (!table.obstacle().empty()) return failed(table, table.obstacle());
    const bool is_row = !is_reference(view(piece.content));
    switch (table.standing(piece)) {
      case Standing::same: return WINNOW_DONE;
      case Standing::differs: return WINNOW_OCCUPIED;
      case Standing::orphaned: return WINNOW_GONE;
      case Standing::absent: break;
    }
    Savepoint savepoint(connection_);
    const int code = is_row ? insert(table, piece) : table.refer(piece);
    if (code != SQLITE_DONE) return refused(table, code);
    if (parents_ == Parents::must_be_there && connection_.has_broken_references()) {
      return failed(table, "a row that it refers to is missing; restore that first");
    }
    // Triggers and defaults may have made something else of it.
    if (table.standing(piece) != Standing::same) {
      return failed(table, "it did not come back as it was (a trigger?); it stays in the bin");
    }
    savepoint.keep();
    return WINNOW_DONE;
  }

  int insert(CopiedTable& table, const winnow_piece& piece) {
    const std::vector<Stored> row = table.row(view(piece.content));
    const bool taken = table.has_rowid() && table.is_rowid_taken(row);
    return table.insert(row, taken ? CopiedTable::Rowid::next : CopiedTable::Rowid::old);
  }

  winnow_outcome refused(const CopiedTable& table, int code) {
    if (sqlite3_get_autocommit(connection_.get()) != 0) {
      throw Error(WINNOW_BROKEN, "a trigger of \"" + table.table().name + "\" rolled the transaction back");
    }
    switch (code) {
      case SQLITE_CONSTRAINT_UNIQUE:
      case SQLITE_CONSTRAINT_PRIMARYKEY:
      case SQLITE_CONSTRAINT_ROWID: return WINNOW_OCCUPIED;
      case SQLITE_CONSTRAINT_FOREIGNKEY:
        return failed(table, "a row that it refers to is missing; restore that first");
      default: break;
    }
    if ((code & 0xff) != SQLITE_CONSTRAINT && (code & 0xff) != SQLITE_MISMATCH) connection_.fail(code);
    return failed(table, sqlite3_errmsg(connection_.get()));
  }

  winnow_outcome failed(const CopiedTable& table, const std::string& why) {
    reasons_.insert("a copy of \"" + table.table().name + "\" was not restored: " + why);
    return WINNOW_FAILED;
  }

  Connection& connection_;
  CopiedTables tables_;
  Parents parents_;
  std::set<std::string> reasons_;
};

}  // namespace

void SqliteStore::restore(const winnow_permit& permit, std::span<const winnow_header> headers,
                          std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_RESTORE, keys_of(pieces));
  Connection& connection = writer();
  std::vector<winnow_outcome> results(pieces.size());
  const auto answer = [&](winnow_outcome for_restored) {
    std::replace_copy(results.begin(), results.end(), outcomes.begin(), winnow_outcome{WINNOW_DONE}, for_restored);
  };
  // In any order first; if a row then refers to nothing, each has to stand by itself.
  for (const Parents parents : {Parents::may_follow, Parents::must_be_there}) {
    Transaction transaction(connection);
    Restoration restoration(connection, headers, parents);
    restoration.run(permit, pieces, results);
    if (connection.has_broken_references()) continue;
    require_in_time(permit);
    switch (transaction.commit()) {
      case Transaction::End::committed:
        for (const std::string& reason : restoration.reasons()) host_.log(WINNOW_WARN, reason);
        return answer(WINNOW_DONE);
      case Transaction::End::rolled_back:
        answer(WINNOW_FAILED);
        throw Error(WINNOW_UNAVAILABLE,
                    path_ + ": COMMIT was refused (the database is busy); nothing was restored");
      case Transaction::End::unknown:
        answer(WINNOW_IN_DOUBT);
        throw Error(WINNOW_UNAVAILABLE, path_ + ": COMMIT failed; whether the rows are back is not known");
    }
  }
  answer(WINNOW_FAILED);
  throw Error(WINNOW_BROKEN, path_ + ": restored rows refer to rows that are missing; nothing was restored");
}

}  // namespace winnow
