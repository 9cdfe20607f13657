#include <algorithm>
#include <map>

#include "sql/copied.h"
#include "sql/server_store.h"

namespace winnow::sql {
namespace {

/// The tables of a call, by target. Inside a transaction, which enters each of them.
class Copies {
 public:
  Copies(const Dialect& dialect, Driver& driver, std::span<const winnow_header> headers) {
    for (const winnow_header& header : headers) {
      const std::string_view target = view(header.target);
      if (tables_.contains(target)) continue;
      tables_.try_emplace(std::string(target), dialect, dialect.entered(driver, target), view(header.header));
    }
  }
  const CopiedTable& of(const winnow_piece& piece) const {
    const auto at = tables_.find(view(piece.target));
    if (at == tables_.end()) throw Error(WINNOW_BROKEN, "a copy has no header");
    return at->second;
  }

 private:
  std::map<std::string, CopiedTable, std::less<>> tables_;
};

CopiedTable::Standing standing_of(const CopiedTable& table, Driver& driver, const winnow_piece& piece) {
  const std::string_view keys[] = {view(piece.key)};
  const std::string_view copies[] = {view(piece.content)};
  return table.standing(driver, keys, copies).front();
}

/// Whether a row needs what it refers to: in a rehearsal its parent may lie in the bin as it does.
enum class Parents { needed, may_be_missing };

/// One row, under a savepoint: what cannot come back does not stop the rest.
winnow_outcome restore_one(const CopiedTable& table, Driver& driver, Host& host, const winnow_piece& piece,
                           Parents parents) {
  const auto keep = [&](const std::string& why, winnow_outcome outcome) {
    host.log(WINNOW_WARN, std::string(view(piece.key)) + ": " + why);
    return outcome;
  };
  if (!table.obstacle().empty()) return keep(table.obstacle(), WINNOW_FAILED);
  switch (standing_of(table, driver, piece)) {
    case CopiedTable::Standing::same: return WINNOW_DONE;
    case CopiedTable::Standing::differs: return WINNOW_OCCUPIED;
    case CopiedTable::Standing::absent: break;
  }
  driver.execute("SAVEPOINT winnow_row");
  try {
    table.insert(driver, view(piece.content));
    if (standing_of(table, driver, piece) == CopiedTable::Standing::same) {
      driver.execute("RELEASE SAVEPOINT winnow_row");
      return WINNOW_DONE;
    }
    driver.execute("ROLLBACK TO SAVEPOINT winnow_row");
    return keep("it would not come back as it was", WINNOW_FAILED);
  } catch (const ServerError& error) {
    if (error.code() == WINNOW_UNAVAILABLE) throw;
    driver.execute("ROLLBACK TO SAVEPOINT winnow_row");
    if (parents == Parents::may_be_missing && error.why() == Refusal::foreign_key) return WINNOW_REFUSED;
    return keep(error.what(), error.why() == Refusal::unique ? WINNOW_OCCUPIED : WINNOW_FAILED);
  }
}

}  // namespace

void ServerStore::restore(const winnow_permit& permit, std::span<const winnow_header> headers,
                          std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_RESTORE, keys_of(pieces));
  require_in_time(permit);
  const Borrowed driver(*this);
  Transaction transaction(*driver);
  const Copies copies(*dialect_, *driver, headers);
  dialect_->before_restore(*driver);
  std::vector<winnow_outcome> results(pieces.size(), WINNOW_NOT_TRIED);
  const bool rehearsed = (permit.flags & WINNOW_REHEARSE) != 0;
  const Parents parents = rehearsed ? Parents::may_be_missing : Parents::needed;
  // Goes through the pieces as long as that brings one back: a row may have waited for its parent.
  for (bool progress = true; progress;) {
    progress = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (results[i] == WINNOW_DONE || results[i] == WINNOW_OCCUPIED) continue;
      require_in_time(permit);
      results[i] = restore_one(copies.of(pieces[i]), *driver, host_, pieces[i], parents);
      progress = progress || results[i] == WINNOW_DONE;
    }
  }
  dialect_->after_restore(*driver);
  if (rehearsed) {  // seen and compared; the transaction ends here without a trace
    std::copy(results.begin(), results.end(), outcomes.begin());
    return;
  }
  const CommitEnd end = transaction.commit();
  for (std::size_t i = 0; i < results.size(); ++i) {
    const bool came = results[i] == WINNOW_DONE;
    outcomes[i] = !came || end == CommitEnd::committed ? results[i]
                  : end == CommitEnd::rolled_back      ? winnow_outcome{WINNOW_FAILED}
                                                       : winnow_outcome{WINNOW_IN_DOUBT};
  }
}

void ServerStore::settle(const winnow_permit& permit, std::span<const winnow_header> headers,
                         std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_SETTLE, keys_of(pieces));
  require_in_time(permit);
  const Borrowed driver(*this);
  const Transaction transaction(*driver);  // rolled back: settling changes nothing
  // The lock that each batch holds until it ends: once it is ours, the old session has committed or never will.
  const Copies copies(*dialect_, *driver, headers);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const CopiedTable& table = copies.of(pieces[i]);
    if (!table.obstacle().empty()) {
      host_.log(WINNOW_WARN, "a copy cannot be compared: " + table.obstacle());
      outcomes[i] = WINNOW_IN_DOUBT;
      continue;
    }
    switch (standing_of(table, *driver, pieces[i])) {
      case CopiedTable::Standing::same: outcomes[i] = WINNOW_SAME; break;
      case CopiedTable::Standing::differs: outcomes[i] = WINNOW_CHANGED; break;
      case CopiedTable::Standing::absent: outcomes[i] = WINNOW_DONE; break;
    }
  }
}

}  // namespace winnow::sql
