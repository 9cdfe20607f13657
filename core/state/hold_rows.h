/// Holds as the state keeps them: written by `hold add`, ended by `hold release` or by the day that was named,
/// never deleted.
///
/// What they cover is asked of core/safety/holds.h. Thread rule: one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/state/state.h"

namespace winnow {

struct Hold {
  std::string id;
  std::string store;              ///< name in the TOML
  std::string identity;           ///< as it was when the hold was made
  std::string target;             ///< empty: every target of the store
  std::vector<std::string> keys;  ///< empty with empty where: everything
  std::string where;              ///< the inside of a where table, as written
  std::string reason;
  std::string who;
  Time at;
  std::optional<Time> released_at;
  std::optional<Time> until{};  ///< the last moment at which it stands; nullopt: until it is released

  bool stands(Time now) const { return !released_at && (!until || now <= *until); }
};

class HoldRows {
 public:
  explicit HoldRows(State& state) : db_(state.db()) {}

  /// Called inside a Transaction, as release(); both make every batch sealed later see the change.
  void add(const Hold& hold);
  /// False if there is no such standing hold.
  bool release(const std::string& id, Time at);
  /// The oldest first, released ones too. Throws Failure for one that cannot be read.
  std::vector<Hold> all();
  /// Grows with every change of the holds.
  std::int64_t generation();

 private:
  void grow_generation();

  Database& db_;
};

}  // namespace winnow
