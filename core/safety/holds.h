/// Holds: items that nobody may remove or purge while they stand (a legal hold).
///
/// A hold covers a store (by its name or its identity) or one target of it, and there everything, or certain keys,
/// or what meets a `where`. In doubt it holds: an unknown comparison is held, and in the bin, where fields are not
/// looked at, a hold with `where` covers its whole target. Thread rule: one thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/items/matcher.h"
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
};

/// Called inside a Transaction; both make every batch sealed later see the change.
void add_hold(Database& db, const Hold& hold);
/// False if there is no such standing hold.
bool release_hold(Database& db, const std::string& id, Time at);
std::vector<Hold> all_holds(Database& db);
/// Grows with every change of the holds.
std::int64_t holds_generation(Database& db);

/// The standing holds on one target.
class Holds {
 public:
  static Holds load(Database& db, const std::string& store, const std::string& identity, const std::string& target,
                    Time now, const Zone& zone);

  /// Fields that must be fetched for held() to answer.
  std::vector<std::string> fields() const;
  /// Compiles the `where`s against a selection that fetches them.
  void bind(const Selection& selection);
  bool held(std::string_view key, const winnow_value* fields, std::int64_t time) const;
  bool held_in_bin(std::string_view key) const;

  /// Throws Failure if holds changed since these were loaded; called inside the sealing transaction.
  void check_unchanged(Database& db) const;

 private:
  bool everything_ = false;
  std::set<std::string, std::less<>> keys_;
  std::vector<Filter> wheres_;
  std::vector<Matcher> matchers_;
  std::int64_t generation_ = 0;
};

}  // namespace winnow
