#include <algorithm>
#include <set>

#include "copies.h"
#include "store.h"

namespace winnow {
namespace {

using namespace sqlite;

/// Whether a row may for a while refer to one that comes later in the same call.
enum class Parents { may_follow, must_be_there };

/// Lets rows come back without foreign keys being asked: what refers to nothing did so before, or is found here.
/// Outside of transactions only.
class WithoutForeignKeys {
 public:
  explicit WithoutForeignKeys(Connection& connection) : connection_(connection) {
    connection_.execute("PRAGMA foreign_keys = OFF");
  }
  ~WithoutForeignKeys() { sqlite3_exec(connection_.get(), "PRAGMA foreign_keys = ON", nullptr, nullptr, nullptr); }
  WithoutForeignKeys(const WithoutForeignKeys&) = delete;
  WithoutForeignKeys& operator=(const WithoutForeignKeys&) = delete;

 private:
  Connection& connection_;
};

/// One restore() call inside its transaction.
class Restoration {
 public:
  Restoration(Connection& connection, std::span<const winnow_header> headers, Parents parents)
      : connection_(connection), tables_(connection, headers), parents_(parents) {}

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
        results[i] = restore(pieces[i], i);
        progress = progress || results[i] == WINNOW_DONE;
      }
    }
  }

  /// Whether a row that came back refers to one that is missing, although it did not when it was copied.
  bool has_missing_parent(std::span<const winnow_piece> pieces) {
    return std::any_of(written_.begin(), written_.end(), [&](std::size_t at) {
      return tables_.of(pieces[at]).missing_parent(pieces[at]).has_value();
    });
  }

  /// Why pieces failed, each reason once.
  const std::set<std::string>& reasons() const { return reasons_; }

 private:
  winnow_outcome restore(const winnow_piece& piece, std::size_t at) {
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
    const int code = is_row ? table.bring_back(piece) : table.refer(piece);
    if (code != SQLITE_DONE) return refused(table, code);
    if (parents_ == Parents::must_be_there) {
      if (const auto parent = table.missing_parent(piece)) {
        return failed(table, "a row of \"" + *parent + "\" that it refers to is missing; restore that first");
      }
    }
    // A column's type may have become another since.
    if (table.standing(piece) != Standing::same) {
      return failed(table, "it did not come back as it was (has its table changed?); it stays in the bin");
    }
    savepoint.keep();
    written_.push_back(at);
    return WINNOW_DONE;
  }

  winnow_outcome refused(const CopiedTable& table, int code) {
    switch (code) {
      case SQLITE_CONSTRAINT_UNIQUE:
      case SQLITE_CONSTRAINT_PRIMARYKEY:
      case SQLITE_CONSTRAINT_ROWID: return WINNOW_OCCUPIED;
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
  std::vector<std::size_t> written_;  ///< the pieces that were not there before
  std::set<std::string> reasons_;
};

}  // namespace

void SqliteStore::restore(const winnow_permit& permit, std::span<const winnow_header> headers,
                          std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_RESTORE, keys_of(pieces));
  Connection& connection = writer();
  const WithoutForeignKeys no_foreign_keys(connection);
  const AsItWas rules(connection);
  std::vector<winnow_outcome> results(pieces.size());
  const auto answer = [&](winnow_outcome for_restored) {
    std::replace_copy(results.begin(), results.end(), outcomes.begin(), winnow_outcome{WINNOW_DONE}, for_restored);
  };
  const bool rehearsed = (permit.flags & WINNOW_REHEARSE) != 0;
  // In any order first; if a row then refers to nothing, each has to stand by itself.
  for (const Parents parents : {Parents::may_follow, Parents::must_be_there}) {
    Transaction transaction(connection);
    Restoration restoration(connection, headers, parents);
    restoration.run(permit, pieces, results);
    // In a rehearsal a row may be alone: its parent may lie in the bin as it does.
    if (parents == Parents::may_follow && !rehearsed && restoration.has_missing_parent(pieces)) continue;
    if (rehearsed) {  // seen and compared; the transaction ends here without a trace
      for (const std::string& reason : restoration.reasons()) host_.log(WINNOW_WARN, reason);
      return answer(WINNOW_DONE);
    }
    connection.require_in_place();
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
}

}  // namespace winnow
