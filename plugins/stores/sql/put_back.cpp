#include "sql/put_back.h"

#include <algorithm>
#include <set>

namespace winnow::sql {
namespace {

using Standing = CopiedTable::Standing;

/// Brings rows back by few statements and looks at all of them again. Where one cannot come back, none does here:
/// those that are not there stay "not tried". Answers whether it came to know anything of a row.
bool restore_at_once(const Share& share, Driver& driver, std::vector<winnow_outcome>& results) {
  if (!share.table.no_way_back().empty()) return false;
  std::vector<winnow_piece> missing;
  std::vector<std::size_t> places;
  std::set<std::string_view> keys;
  bool progress = false;
  const std::vector<Standing> standing = share.table.standing(driver, share.pieces);
  for (std::size_t i = 0; i < standing.size(); ++i) {
    const std::size_t place = share.places[i];
    if (results[place] != WINNOW_NOT_TRIED || is_reference(view(share.pieces[i].content))) continue;
    if (standing[i] == Standing::absent) {
      if (!keys.insert(view(share.pieces[i].key)).second) continue;  // another copy of it comes back now
      missing.push_back(share.pieces[i]);
      places.push_back(place);
    } else {
      results[place] = standing[i] == Standing::same ? WINNOW_DONE : WINNOW_OCCUPIED;
      progress = true;
    }
  }
  if (missing.empty()) return progress;
  driver.execute("SAVEPOINT winnow_rows");
  try {
    share.table.insert(driver, missing);
    const std::vector<Standing> now = share.table.standing(driver, missing);
    if (std::ranges::all_of(now, [](Standing one) { return one == Standing::same; })) {
      driver.execute("RELEASE SAVEPOINT winnow_rows");
      for (const std::size_t place : places) results[place] = WINNOW_DONE;
      return true;
    }
  } catch (const ServerError& error) {
    if (error.code() == WINNOW_UNAVAILABLE) throw;
  }
  driver.execute("ROLLBACK TO SAVEPOINT winnow_rows");
  return progress;
}

/// One row or reference, under a savepoint: what cannot come back does not stop the rest.
winnow_outcome restore_one(const CopiedTable& table, Driver& driver, const Tell& tell, const winnow_piece& piece,
                           Parents parents) {
  const auto keep = [&](const std::string& why, winnow_outcome outcome) {
    tell(std::string(view(piece.key)) + ": " + why);
    return outcome;
  };
  const bool is_row = !is_reference(view(piece.content));
  const std::string obstacle = is_row ? table.no_way_back() : table.no_reference_back();
  if (!obstacle.empty()) return keep(obstacle, WINNOW_FAILED);
  switch (table.standing(driver, {&piece, 1}).front()) {
    case Standing::same: return WINNOW_DONE;
    case Standing::differs: return WINNOW_OCCUPIED;
    case Standing::orphaned: return WINNOW_GONE;
    case Standing::absent: break;
  }
  driver.execute("SAVEPOINT winnow_row");
  try {
    is_row ? table.insert(driver, {&piece, 1}) : table.refer(driver, piece);
    if (table.standing(driver, {&piece, 1}).front() == Standing::same) {
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

std::vector<Share> shares_of(const Copies& copies, std::span<const winnow_piece> pieces) {
  std::vector<Share> out;
  std::map<std::string_view, std::size_t> shares;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto [at, is_new] = shares.try_emplace(view(pieces[i].target), out.size());
    if (is_new) out.push_back({copies.of(pieces[i]), {}, {}});
    out[at->second].pieces.push_back(pieces[i]);
    out[at->second].places.push_back(i);
  }
  return out;
}

void put_back(const winnow_permit& permit, const Copies& copies, Driver& driver, const Tell& tell,
              std::span<const winnow_piece> pieces, Parents parents, std::vector<winnow_outcome>& results) {
  const std::vector<Share> shares = shares_of(copies, pieces);
  // Goes through all as long as that brings one back: a row may have waited for its parent.
  for (bool progress = true; progress;) {
    progress = false;
    for (const Share& share : shares) {
      require_in_time(permit);
      const auto left = [&](std::size_t place) {
        return results[place] == WINNOW_NOT_TRIED && !is_reference(view(pieces[place].content));
      };
      if (std::ranges::any_of(share.places, left)) progress |= restore_at_once(share, driver, results);
    }
  }
  for (bool progress = true; progress;) {
    progress = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      if (results[i] == WINNOW_DONE || results[i] == WINNOW_OCCUPIED) continue;
      require_in_time(permit);
      results[i] = restore_one(copies.of(pieces[i]), driver, tell, pieces[i], parents);
      progress = progress || results[i] == WINNOW_DONE;
    }
  }
}

}  // namespace winnow::sql
