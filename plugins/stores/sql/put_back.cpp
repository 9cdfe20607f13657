#include "sql/put_back.h"

#include <algorithm>

namespace winnow::sql {
namespace {

/// Brings all of them back by few statements and looks at all of them again. Where one cannot come back, none does
/// here: those that are not there stay "not tried", and then go one by one.
void restore_at_once(const Stretch& stretch, Driver& driver, std::span<winnow_outcome> results) {
  if (!stretch.table.no_way_back().empty()) return;
  std::vector<winnow_piece> missing;
  std::vector<std::size_t> places;
  const std::vector<CopiedTable::Standing> standing = standing_of(stretch.table, driver, stretch.pieces);
  for (std::size_t i = 0; i < standing.size(); ++i) {
    switch (standing[i]) {
      case CopiedTable::Standing::same: results[i] = WINNOW_DONE; break;
      case CopiedTable::Standing::differs: results[i] = WINNOW_OCCUPIED; break;
      case CopiedTable::Standing::absent:
        missing.push_back(stretch.pieces[i]);
        places.push_back(i);
        break;
    }
  }
  if (missing.empty()) return;
  std::vector<std::string_view> keys, copies;
  for (const winnow_piece& piece : missing) {
    keys.push_back(view(piece.key));
    copies.push_back(view(piece.content));
  }
  driver.execute("SAVEPOINT winnow_rows");
  try {
    stretch.table.insert(driver, keys, copies);
    const auto now = standing_of(stretch.table, driver, missing);
    if (std::ranges::all_of(now, [](auto one) { return one == CopiedTable::Standing::same; })) {
      driver.execute("RELEASE SAVEPOINT winnow_rows");
      for (const std::size_t place : places) results[place] = WINNOW_DONE;
      return;
    }
  } catch (const ServerError& error) {
    if (error.code() == WINNOW_UNAVAILABLE) throw;
  }
  driver.execute("ROLLBACK TO SAVEPOINT winnow_rows");
}

/// One row, under a savepoint: what cannot come back does not stop the rest.
winnow_outcome restore_one(const CopiedTable& table, Driver& driver, Host& host, const winnow_piece& piece,
                           Parents parents) {
  const auto keep = [&](const std::string& why, winnow_outcome outcome) {
    host.log(WINNOW_WARN, std::string(view(piece.key)) + ": " + why);
    return outcome;
  };
  if (!table.no_way_back().empty()) return keep(table.no_way_back(), WINNOW_FAILED);
  switch (standing_of(table, driver, {&piece, 1}).front()) {
    case CopiedTable::Standing::same: return WINNOW_DONE;
    case CopiedTable::Standing::differs: return WINNOW_OCCUPIED;
    case CopiedTable::Standing::absent: break;
  }
  driver.execute("SAVEPOINT winnow_row");
  try {
    const std::string_view keys[] = {view(piece.key)};
    const std::string_view copies[] = {view(piece.content)};
    table.insert(driver, keys, copies);
    if (standing_of(table, driver, {&piece, 1}).front() == CopiedTable::Standing::same) {
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

std::vector<Stretch> stretches_of(const Copies& copies, std::span<const winnow_piece> pieces) {
  std::vector<Stretch> out;
  for (std::size_t begin = 0, end = 0; begin < pieces.size(); begin = end) {
    const std::string_view target = view(pieces[begin].target);
    while (end < pieces.size() && view(pieces[end].target) == target) ++end;
    out.push_back({copies.of(pieces[begin]), begin, pieces.subspan(begin, end - begin)});
  }
  return out;
}

std::vector<CopiedTable::Standing> standing_of(const CopiedTable& table, Driver& driver,
                                               std::span<const winnow_piece> pieces) {
  std::vector<std::string_view> keys, copies;
  for (const winnow_piece& piece : pieces) {
    keys.push_back(view(piece.key));
    copies.push_back(view(piece.content));
  }
  return table.standing(driver, keys, copies);
}

void put_back(const winnow_permit& permit, const Copies& copies, Driver& driver, Host& host,
              std::span<const winnow_piece> pieces, Parents parents, std::vector<winnow_outcome>& results) {
  for (const Stretch& stretch : stretches_of(copies, pieces)) {
    require_in_time(permit);
    restore_at_once(stretch, driver, std::span(results).subspan(stretch.begin, stretch.pieces.size()));
  }
  // Goes through the rest as long as that brings one back: a row may have waited for its parent.
  for (bool progress = true; progress;) {
    progress = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (results[i] == WINNOW_DONE || results[i] == WINNOW_OCCUPIED) continue;
      require_in_time(permit);
      results[i] = restore_one(copies.of(pieces[i]), driver, host, pieces[i], parents);
      progress = progress || results[i] == WINNOW_DONE;
    }
  }
}

}  // namespace winnow::sql
