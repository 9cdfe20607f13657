/// Holds: items that nobody may remove or purge while they stand (a legal hold).
/// One with an end stands to the last moment of that; `now` decides.
///
/// A hold covers a store (by its name or its identity) or one target of it, and there everything, or certain keys,
/// or what meets a `where`. Where items have names, a target is a folder or a beginning of names, as in `allow`,
/// and a hold on it covers every job that reaches below it. A table that is named without its schema may be that of
/// any. In doubt it holds: an unknown comparison is held, and in the bin, where fields are not looked at, a hold
/// with `where` covers its whole target; and a hold on rows covers all that holds such rows as a whole (kSetsOf),
/// as one on such a whole covers all rows. Thread rule: one thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/items/matcher.h"
#include "core/state/hold_rows.h"

namespace winnow {

/// Where items are looked for under holds.
struct HeldPlace {
  std::string store;  ///< name in the TOML, now or when the items were binned
  std::string identity;
  std::string target;
};

/// The standing holds on one target.
class Holds {
 public:
  static Holds load(State& state, const HeldPlace& place, Time now, const Zone& zone);
  /// As if this hold were the only one.
  static Holds of(const Hold& hold, const HeldPlace& place, Time now, const Zone& zone);

  /// Fields that must be fetched for held_by() to answer.
  std::vector<std::string> fields() const;
  /// Compiles the `where`s against a selection that fetches them; without it each `where` covers its whole target.
  /// `loose_fields` as Matcher has them.
  void bind(const Selection& selection, std::span<const std::string> loose_fields = {});
  /// The id of the first hold on the item; nullopt: none. `fields` in the order of the bound selection.
  std::optional<std::string> held_by(std::string_view key, const winnow_value* fields, std::int64_t time) const;
  bool held(std::string_view key, const winnow_value* fields, std::int64_t time) const {
    return held_by(key, fields, time).has_value();
  }
  /// The same without fields, as in the bin.
  std::optional<std::string> held_in_bin_by(std::string_view key) const;
  bool held_in_bin(std::string_view key) const { return held_in_bin_by(key).has_value(); }

  /// Whether a hold stands on another target of the place's store.
  static bool any_beside(State& state, const HeldPlace& place, Time now);

  /// Whether no hold stands that could cover something of the place.
  bool none() const { return rules_.empty(); }

  /// Throws Failure if holds on this target changed since these were loaded; called inside the sealing transaction.
  void check_unchanged(State& state) const;

 private:
  struct Rule {
    std::string id;
    std::string names;  ///< only keys that this entry of an allow list would cover; empty: all
    std::set<std::string, std::less<>> keys;
    std::optional<Filter> where;
    std::optional<Matcher> matcher;
    bool concerns(std::string_view key) const;
  };

  void add(const Hold& hold, Time now, const Zone& zone);

  HeldPlace place_;
  Time now_{};
  std::vector<Rule> rules_;
  std::int64_t generation_ = 0;
};

/// Whether a target that `allow` names may be, hold or lie in what the hold is on. `names`: of a store whose items
/// have names. Where none does, a hold is a slip of the pen, or its target has another name by now: it holds
/// nothing.
bool is_answered(const Hold& hold, const std::vector<std::string>& allow, bool names);

/// Whether one may be the other with its schema, which a store need not be told: which schema it means may change,
/// and differ from that of another store of the same database.
bool may_be_one_table(std::string_view one, std::string_view other);

/// The identity of the store whose items lie in a store's sets; of a store that has no sets its own.
std::string_view contents_of(std::string_view identity);

/// Whether the items of the one store are sets of the other's.
bool are_sets_of(std::string_view identity, std::string_view contents);

/// A job's `hold_if` as a filter that a missing value does not meet: what has no tag is not held by its tag. What
/// is there and cannot be compared is in doubt, and held.
Filter hold_if_filter(const Filter& written);

}  // namespace winnow
