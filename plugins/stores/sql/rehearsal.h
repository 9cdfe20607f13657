/// Whether the rows of a batch could come back: some go, come back and are compared, under a savepoint that is
/// rolled back. They are locked already, so that this lets go of no lock.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sql/dependants.h"
#include "sql/locked_rows.h"

namespace winnow::sql {

/// A row of a batch that could go.
struct Candidate : LockedRows::Row {
  bool goes = false;
};

/// Whether one of the tables needs a transaction of its own for that.
bool must_rehearse_apart(const Table& own, const std::optional<Dependants>& dependants);

/// Thread rule: one thread.
class Rehearsal {
 public:
  /// `dependants`: of the candidates, in their order; nullopt: nothing hangs on them. All outlive it.
  Rehearsal(const ServerDialect& dialect, LockedRows& locked, const winnow_permit& permit,
            const std::vector<Candidate>& candidates, const std::optional<Dependants>& dependants)
      : dialect_(dialect), locked_(locked), permit_(permit), candidates_(candidates), dependants_(dependants) {}

  struct End {
    std::string trouble;          ///< empty: all came back
    std::set<std::size_t> stays;  ///< the candidates that did not
    bool tried_all = false;
    bool erased = false;
    bool not_erased = false;  ///< a constraint keeps some of them: refused() tells which
  };
  /// `erase`: takes these candidates away, with what hangs on them. Throws ServerError where the server is gone, or
  /// somebody holds what a row refers to.
  using Erase = std::function<void(const std::vector<std::size_t>& candidates)>;
  End run(const Erase& erase) const;
  /// The candidates that a constraint of the server keeps, so that the others can go together: a reference that
  /// would become NULL must not, perhaps. Throws Error(WINNOW_DENIED) where there are none.
  std::set<std::size_t> refused(const Erase& erase) const;

 private:
  std::vector<std::size_t> samples() const;
  std::vector<std::size_t> all() const;
  bool may_hold_odd_rows() const;
  bool is_apart() const { return must_rehearse_apart(locked_.table(), dependants_); }
  void put_back_and_compare(const std::vector<std::size_t>& candidates, const Erase& erase, End& end) const;
  bool can_go(const std::vector<std::size_t>& candidates, const Erase& erase) const;

  const ServerDialect& dialect_;
  LockedRows& locked_;
  const winnow_permit& permit_;
  const std::vector<Candidate>& candidates_;
  const std::optional<Dependants>& dependants_;
};

}  // namespace winnow::sql
