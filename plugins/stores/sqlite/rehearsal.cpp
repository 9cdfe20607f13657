#include "rehearsal.h"

#include <algorithm>
#include <set>
#include <vector>

#include "copies.h"

namespace winnow::sqlite {

std::optional<std::string> Rehearsal::try_out(const CopiedRow& row, const Along& along, Trial trial) {
  std::optional<Deferred> foreign_keys;  // outlives the savepoint: its end forgets what is broken
  if (Eraser::is_deep(along)) foreign_keys.emplace(connection_);
  const Savepoint undone(connection_);
  const int code = eraser_.erase(row.key, along);
  const bool is_gone = code == SQLITE_DONE && sqlite3_changes64(connection_.get()) == 1;
  const int kind = code & 0xff;
  // A mismatch: a row number cannot become NULL, which is no constraint to SQLite.
  const bool is_refused = kind == SQLITE_CONSTRAINT || kind == SQLITE_MISMATCH;
  if (code != SQLITE_DONE && !is_refused && kind != SQLITE_ERROR) connection_.fail(code);
  if (kind == SQLITE_ERROR) return "too many rows hang on each other";
  // SQLite says only that a constraint does not allow it.
  if (!is_gone || connection_.has_broken_references()) return "the database does not let it go";
  if (trial == Trial::removal) return std::nullopt;
  if (!comes_back(row, along)) return "it would not come back as it is";
  has_held_ = true;
  return std::nullopt;
}

bool Rehearsal::comes_back(const CopiedRow& row, const Along& along) {
  const AsItWas rules(connection_);
  const Deferred foreign_keys(connection_);  // inside a transaction they cannot be switched off
  std::set<std::string_view> targets;
  std::vector<winnow_header> headers;
  std::vector<winnow_piece> pieces;
  const auto add = [&](const CopiedRow& one) {
    if (targets.insert(one.target).second)
      headers.push_back({borrow(one.target), borrow(std::string_view{headers_.find(one.target)->second})});
    pieces.push_back({0, borrow(one.target), borrow(one.key), nullptr, WINNOW_TIME_NONE, borrow(one.content)});
  };
  add(row);
  // What hangs on others stands before them, so the way back is the other way round.
  for (auto one = along.rows.rbegin(); one != along.rows.rend(); ++one) add(*one);
  // A reference is given back to a row that is there.
  std::stable_partition(pieces.begin(), pieces.end(),
                        [](const winnow_piece& piece) { return !is_reference(view(piece.content)); });
  CopiedTables tables(connection_, headers);
  return std::all_of(pieces.begin(), pieces.end(), [&](const winnow_piece& piece) {
    CopiedTable& table = tables.of(piece);
    if (!table.obstacle().empty()) return false;
    const bool is_row = !is_reference(view(piece.content));
    if (!is_row && !table.is_otherwise_as_copied(piece)) return false;
    const int code = !is_row ? table.refer(piece) : table.bring_back(piece);
    const int kind = code & 0xff;
    if (code != SQLITE_DONE && kind != SQLITE_CONSTRAINT && kind != SQLITE_MISMATCH) connection_.fail(code);
    return code == SQLITE_DONE && table.standing(piece) == Standing::same;
  });
}

}  // namespace winnow::sqlite
