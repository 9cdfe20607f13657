#include "sql/rehearsal.h"

#include <algorithm>
#include <numeric>

#include "sql/put_back.h"

namespace winnow::sql {
namespace {

bool is_constraint(const ServerError& error) {
  return error.why() == Refusal::unique || error.why() == Refusal::foreign_key ||
         error.why() == Refusal::other_constraint;
}

}  // namespace

/// Enough candidates that a row of each table is among them and what hangs on them; all of them where one may be
/// odd.
std::vector<std::size_t> Rehearsal::samples() const {
  std::vector<std::size_t> out;
  std::set<std::pair<std::size_t, Dependants::Fate>> seen;
  const bool all = may_hold_odd_rows();
  for (std::size_t i = 0; i < candidates_.size() && (i == 0 || all || dependants_); ++i) {
    const std::size_t before = seen.size();
    each_of(dependants_, i,
            [&seen](const Dependant& row, Dependants::Fate fate) { seen.emplace(row.table, fate); });
    if (i == 0 || all || seen.size() > before) out.push_back(i);
  }
  return out;
}

bool Rehearsal::may_hold_odd_rows() const {
  bool out = locked_.table().may_hold_odd_rows;
  for (std::size_t n = 0; dependants_ && n < dependants_->tables(); ++n)
    out = out || dependants_->table(n).may_hold_odd_rows;
  return out;
}

std::vector<std::size_t> Rehearsal::all() const {
  std::vector<std::size_t> out(candidates_.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

bool must_rehearse_apart(const Table& own, const std::optional<Dependants>& dependants) {
  bool out = own.rehearse_apart;
  for (std::size_t n = 0; dependants && n < dependants->tables(); ++n)
    out = out || dependants->table(n).rehearse_apart;
  return out;
}

bool Rehearsal::can_go(const std::vector<std::size_t>& candidates, const Erase& erase) const {
  Driver& driver = locked_.driver();
  driver.execute("SAVEPOINT winnow_trial");
  bool out = true;
  try {
    erase(candidates);
  } catch (const ServerError& error) {
    if (!is_constraint(error)) throw;
    out = false;
  }
  driver.execute("ROLLBACK TO SAVEPOINT winnow_trial");
  return out;
}

/// By halves, each tried together with all that can go already: two may be in each other's way.
std::set<std::size_t> Rehearsal::refused(const Erase& erase) const {
  std::set<std::size_t> out;
  std::vector<std::size_t> going;
  std::vector<std::vector<std::size_t>> todo{all()};
  while (!todo.empty()) {
    const std::vector<std::size_t> some = std::move(todo.back());
    todo.pop_back();
    std::vector<std::size_t> together = going;
    together.insert(together.end(), some.begin(), some.end());
    if (can_go(together, erase)) {
      going = std::move(together);
    } else if (some.size() == 1) {
      out.insert(some.front());
    } else {
      const auto middle = some.begin() + static_cast<std::ptrdiff_t>(some.size() / 2);
      todo.emplace_back(middle, some.end());
      todo.emplace_back(some.begin(), middle);
    }
  }
  if (!out.empty()) return out;
  throw Error(WINNOW_DENIED, "\"" + locked_.table().target + "\": the server does not let these rows go together");
}

Rehearsal::End Rehearsal::run(const Erase& erase) const {
  End end;
  const std::vector<std::size_t> rows = samples();
  end.tried_all = rows.size() == candidates_.size();
  // What the server has against a reference that becomes NULL, it may have against two of them together. Apart from
  // the samples, which come back to parents that they need.
  if (dependants_ && !is_apart() && !can_go(all(), erase)) {
    end.trouble = "the server does not let all of them go";
    end.not_erased = true;
    return end;
  }
  Driver& driver = locked_.driver();
  driver.execute("SAVEPOINT winnow_rehearsal");
  try {
    put_back_and_compare(rows, erase, end);
  } catch (const ServerError& error) {
    // Nothing is wrong with the table where somebody holds what a row of it refers to, or the server is gone.
    if (error.code() == WINNOW_UNAVAILABLE) throw;
    end.trouble = error.what();
    end.not_erased = !end.erased && is_constraint(error);
  }
  driver.execute("ROLLBACK TO SAVEPOINT winnow_rehearsal");
  dialect_.after_restore(driver);
  return end;
}

void Rehearsal::put_back_and_compare(const std::vector<std::size_t>& candidates, const Erase& erase,
                                     End& end) const {
  const Table& own = locked_.table();
  Copies copies;
  copies.add(dialect_, own, locked_.reader().header());
  for (std::size_t n = 1; dependants_ && n < dependants_->tables(); ++n)
    copies.add(dialect_, dependants_->table(n), dependants_->header(n));
  std::vector<winnow_piece> pieces;
  const auto add = [&pieces](std::size_t of, std::string_view target, std::string_view key,
                             std::string_view content) {
    pieces.push_back({of, borrow(target), borrow(key), nullptr, WINNOW_TIME_NONE, borrow(content)});
  };
  for (const std::size_t candidate : candidates) {
    each_of(dependants_, candidate, [&](const Dependant& row, Dependants::Fate) {
      add(candidate, dependants_->table(row.table).target, row.key, row.content);
    });
    add(candidate, own.target, candidates_[candidate].key, candidates_[candidate].copy);
  }
  std::ranges::reverse(pieces);
  // A server that must not delete a row twice has no need of parents while rows are put back.
  erase(dependants_ && is_apart() ? all() : candidates);
  end.erased = true;
  dialect_.before_restore(locked_.driver());
  std::string trouble = "a row that is put back is not as it was";
  std::vector<winnow_outcome> results(pieces.size(), WINNOW_NOT_TRIED);
  put_back(
      permit_, dialect_, copies, locked_.driver(), [&trouble](const std::string& why) { trouble = why; }, pieces,
      Parents::needed, results);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    // The row of a reference may have gone itself, and be no sample.
    const bool fine =
        results[i] == WINNOW_DONE || (results[i] == WINNOW_GONE && is_reference(view(pieces[i].content)));
    if (!fine) end.stays.insert(pieces[i].item);
  }
  if (!end.stays.empty()) end.trouble = trouble;
}

}  // namespace winnow::sql
