#include "sql/put_back.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "sql/strangers.h"

namespace winnow::sql {
namespace {

/// Whether rows of `child` refer to those of `parent`.
bool may_hang(const Table& child, const Table& parent) {
  return std::ranges::any_of(parent.references,
                             [&child](const Reference& one) { return one.child_name == child.name; });
}

/// The copies of a share's rows that do not live as they were copied. `results`: of all pieces, so far.
std::vector<const winnow_piece*> displaced_of(Driver& driver, const Share& share,
                                              std::span<const winnow_outcome> results) {
  std::vector<const winnow_piece*> out;
  std::vector<winnow_piece> witnesses;
  std::vector<const winnow_piece*> of_witnesses;
  for (std::size_t i = 0; i < share.pieces.size(); ++i) {
    const winnow_piece& piece = share.pieces[i];
    if (is_reference(view(piece.content))) continue;
    if (results[share.places[i]] == WINNOW_WITNESS) {
      witnesses.push_back(piece);
      of_witnesses.push_back(&piece);
    } else if (results[share.places[i]] != WINNOW_DONE) {
      out.push_back(&piece);
    }
  }
  if (witnesses.empty()) return out;
  const std::vector<Standing> standing = share.table.standing(driver, witnesses);
  for (std::size_t i = 0; i < standing.size(); ++i) {
    if (standing[i] != Standing::same) out.push_back(of_witnesses[i]);
  }
  return out;
}

/// The tables of the call for hanging_on_strangers().
std::vector<Kin> kin_of(Driver& driver, std::span<const Share> shares, std::span<const winnow_outcome> results) {
  std::vector<Kin> out;
  for (const Share& share : shares) {
    const CopiedTable& table = share.table;
    const bool is_parent = std::ranges::any_of(
        shares, [&table](const Share& child) { return may_hang(child.table.table(), table.table()); });
    out.push_back(
        {table.table(), share.places, {}, [&table](std::string_view content, std::span<const std::string> names) {
           return table.values(content, names);
         }});
    if (is_parent && table.obstacle().empty()) out.back().displaced = displaced_of(driver, share, results);
  }
  return out;
}

class PutBack {
 public:
  PutBack(const winnow_permit& permit, const Copies& copies, Driver& driver, std::span<const Share> shares,
          std::span<const winnow_piece> pieces, std::vector<winnow_outcome>& results)
      : permit_(permit), copies_(copies), driver_(driver), shares_(shares), pieces_(pieces), results_(results) {}

  /// Goes through all as long as that brings one back: a row may have waited for its parent. Such as have none in
  /// the end are WINNOW_REFUSED.
  void run() {
    written_.clear();
    reasons_.clear();
    for (bool progress = true; progress;) {
      progress = false;
      for (const Share& share : shares_) {
        require_in_time(permit_);
        const auto left = [&](std::size_t place) {
          return results_[place] == WINNOW_NOT_TRIED && !is_reference(view(pieces_[place].content));
        };
        if (std::ranges::any_of(share.places, left)) progress |= restore_at_once(share);
      }
    }
    for (bool progress = true; progress;) {
      progress = false;
      for (std::size_t i = 0; i < pieces_.size(); ++i) {
        if (is_known(results_[i])) continue;
        require_in_time(permit_);
        results_[i] = restore_one(i);
        progress = progress || results_[i] == WINNOW_DONE;
      }
    }
  }

  /// The pieces whose rows were not there before.
  const std::set<std::size_t>& written() const { return written_; }

  /// Those that have no parent because the copy of that is in another row's way are no failures, but conflicts.
  void tell_strangers() {
    for (bool more = true; more;) {
      more = false;
      for (std::size_t i = 0; i < pieces_.size(); ++i) {
        if (results_[i] != WINNOW_REFUSED || !hung_on_displaced(i)) continue;
        results_[i] = WINNOW_STRANGER;
        more = true;
      }
    }
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (results_[i] == WINNOW_STRANGER && !reasons_.contains(i))
        reasons_[i] = "another row has the place of the one on which it hung";
    }
  }

  void tell(const Tell& tell) const {
    for (const auto& [place, why] : reasons_) {
      if (results_[place] != WINNOW_DONE) tell(std::string(view(pieces_[place].key)) + ": " + why);
    }
  }

 private:
  static bool is_known(winnow_outcome result) {
    return result == WINNOW_DONE || result == WINNOW_OCCUPIED || result == WINNOW_STRANGER ||
           result == WINNOW_WITNESS;
  }

  /// Brings rows back by few statements and looks at all of them again. Where one cannot come back, none does here:
  /// those that are not there stay "not tried". Answers whether it came to know anything of a row.
  bool restore_at_once(const Share& share) {
    if (!share.table.no_way_back().empty()) return false;
    std::vector<winnow_piece> missing;
    std::vector<std::size_t> places;
    std::set<std::string_view> keys;
    bool progress = false;
    const std::vector<Standing> standing = share.table.standing(driver_, share.pieces);
    for (std::size_t i = 0; i < standing.size(); ++i) {
      const std::size_t place = share.places[i];
      if (results_[place] != WINNOW_NOT_TRIED || is_reference(view(share.pieces[i].content))) continue;
      if (standing[i] == Standing::absent) {
        if (!keys.insert(view(share.pieces[i].key)).second) continue;  // another copy of it comes back now
        missing.push_back(share.pieces[i]);
        places.push_back(place);
      } else {
        results_[place] = standing[i] == Standing::same ? WINNOW_DONE : WINNOW_OCCUPIED;
        progress = true;
      }
    }
    if (missing.empty()) return progress;
    driver_.execute("SAVEPOINT winnow_rows");
    try {
      share.table.insert(driver_, missing);
      const std::vector<Standing> now = share.table.standing(driver_, missing);
      if (std::ranges::all_of(now, [](Standing one) { return one == Standing::same; })) {
        driver_.execute("RELEASE SAVEPOINT winnow_rows");
        for (const std::size_t place : places) results_[place] = WINNOW_DONE;
        written_.insert(places.begin(), places.end());
        return true;
      }
    } catch (const ServerError& error) {
      if (error.code() == WINNOW_UNAVAILABLE) throw;
    }
    driver_.execute("ROLLBACK TO SAVEPOINT winnow_rows");
    return progress;
  }

  /// One row or reference, under a savepoint: what cannot come back does not stop the rest.
  winnow_outcome restore_one(std::size_t place) {
    const winnow_piece& piece = pieces_[place];
    const CopiedTable& table = copies_.of(piece);
    const auto keep = [&](const std::string& why, winnow_outcome outcome) {
      reasons_[place] = why;
      return outcome;
    };
    const bool is_row = !is_reference(view(piece.content));
    const std::string obstacle = is_row ? table.no_way_back() : table.no_reference_back();
    if (!obstacle.empty()) return keep(obstacle, WINNOW_FAILED);
    switch (table.standing(driver_, {&piece, 1}).front()) {
      case Standing::same: return WINNOW_DONE;
      case Standing::differs: return WINNOW_OCCUPIED;
      case Standing::orphaned: return WINNOW_GONE;
      case Standing::absent: break;
    }
    if (!is_row && !table.is_otherwise_as_copied(driver_, piece))
      return keep("its row is another one by now, or has changed", WINNOW_STRANGER);
    driver_.execute("SAVEPOINT winnow_row");
    try {
      is_row ? table.insert(driver_, {&piece, 1}) : table.refer(driver_, piece);
      if (table.standing(driver_, {&piece, 1}).front() == Standing::same) {
        driver_.execute("RELEASE SAVEPOINT winnow_row");
        written_.insert(place);
        return WINNOW_DONE;
      }
      driver_.execute("ROLLBACK TO SAVEPOINT winnow_row");
      return keep("it would not come back as it was", WINNOW_FAILED);
    } catch (const ServerError& error) {
      if (error.code() == WINNOW_UNAVAILABLE) throw;
      driver_.execute("ROLLBACK TO SAVEPOINT winnow_row");
      if (error.why() == Refusal::foreign_key) return keep(error.what(), WINNOW_REFUSED);
      return keep(error.what(), error.why() == Refusal::unique ? WINNOW_OCCUPIED : WINNOW_FAILED);
    }
  }

  /// Whether what a row hung on went with it, and stays in the bin because of another row.
  bool hung_on_displaced(std::size_t row) const {
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (results_[i] != WINNOW_OCCUPIED && results_[i] != WINNOW_STRANGER) continue;
      if (pieces_[i].item != pieces_[row].item || is_reference(view(pieces_[i].content))) continue;
      if (may_hang(copies_.of(pieces_[row]).table(), copies_.of(pieces_[i]).table())) return true;
    }
    return false;
  }

  const winnow_permit& permit_;
  const Copies& copies_;
  Driver& driver_;
  std::span<const Share> shares_;
  std::span<const winnow_piece> pieces_;
  std::vector<winnow_outcome>& results_;
  std::set<std::size_t> written_;
  std::map<std::size_t, std::string> reasons_;
};

/// With all copies of the same rows: one that hung on several others has a copy for each of them.
void add_copies(std::span<const winnow_piece> pieces, std::set<std::size_t>& of) {
  const auto name = [&pieces](std::size_t i) {
    const winnow_piece& piece = pieces[i];
    return std::tuple(view(piece.target), view(piece.key), is_reference(view(piece.content)));
  };
  std::set<std::tuple<std::string_view, std::string_view, bool>> names;
  for (const std::size_t one : of) names.insert(name(one));
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (names.contains(name(i))) of.insert(i);
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

void put_back(const winnow_permit& permit, const ServerDialect& dialect, const Copies& copies, Driver& driver,
              const Tell& tell, std::span<const winnow_piece> pieces, Parents parents,
              std::vector<winnow_outcome>& results) {
  const std::vector<Share> shares = shares_of(copies, pieces);
  const std::vector<winnow_outcome> untouched = results;
  PutBack act(permit, copies, driver, shares, pieces, results);
  std::set<std::size_t> strangers;
  driver.execute("SAVEPOINT winnow_all");
  // A foreign key is content with a stranger, so that is looked at once all is back, and what hangs on one is left
  // out the next time.
  while (true) {
    results = untouched;
    for (const std::size_t one : strangers) {
      if (results[one] != WINNOW_WITNESS) results[one] = WINNOW_STRANGER;
    }
    act.run();
    const std::set<std::size_t> found =
        hanging_on_strangers(dialect, driver, kin_of(driver, shares, results), pieces, act.written());
    if (found.empty()) break;
    strangers.insert(found.begin(), found.end());
    add_copies(pieces, strangers);
    driver.execute("ROLLBACK TO SAVEPOINT winnow_all");
  }
  act.tell_strangers();
  if (parents == Parents::needed)
    std::ranges::replace(results, winnow_outcome{WINNOW_REFUSED}, winnow_outcome{WINNOW_FAILED});
  act.tell(tell);
}

}  // namespace winnow::sql
