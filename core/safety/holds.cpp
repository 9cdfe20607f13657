#include "core/safety/holds.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/config/where.h"
#include "core/safety/key_rules.h"
#include "winnow/store.hpp"
#include "winnow/text.hpp"

namespace winnow {
namespace {

/// Whether the hold is on what the place's items are sets of, or on sets of them. Of a store that was out of reach
/// when the hold was added that is not known, and it may be.
bool is_on_sets_or_contents(const Hold& hold, const HeldPlace& place) {
  const bool one_table = hold.target.empty() || may_be_one_table(hold.target, place.target);
  const bool sets = place.identity.starts_with(kSetsOf);
  if (!one_table || sets == hold.identity.starts_with(kSetsOf)) return false;
  return contents_of(hold.identity) == contents_of(place.identity) || (sets && hold.identity.empty());
}

/// Whether a hold may cover something of a target. A target that is named by another entry of the store may still
/// share names with it, which is looked at key by key. A store may be reached by other names, links and mounts.
bool concerns(const Hold& hold, const HeldPlace& place, Time now) {
  return hold.stands(now) && (hold.store == place.store || hold.identity == place.identity ||
                              is_same_place(hold.identity, place.identity) || is_on_sets_or_contents(hold, place));
}

/// Whether only times are compared in it.
bool is_of_times(const Filter& filter) {
  if (!filter.parts.empty()) return std::ranges::all_of(filter.parts, is_of_times);
  return !filter.values.empty() &&
         std::ranges::all_of(filter.values, [](const Value& value) { return value.type == WINNOW_TIME; });
}

}  // namespace

bool is_answered(const Hold& hold, const std::vector<std::string>& allow, bool names) {
  return hold.target.empty() || std::ranges::any_of(allow, [&](const std::string& entry) {
           return may_be_one_table(entry, hold.target) || allows(entry, hold.target) ||
                  (names && allows(hold.target, entry));
         });
}

bool may_be_one_table(std::string_view one, std::string_view other) {
  if (one.size() > other.size()) std::swap(one, other);
  return one == other || (!one.empty() && other.ends_with(one) && other[other.size() - one.size() - 1] == '.');
}

std::string_view contents_of(std::string_view identity) {
  if (identity.starts_with(kSetsOf)) identity.remove_prefix(kSetsOf.size());
  return identity;
}

bool are_sets_of(std::string_view identity, std::string_view contents) {
  return identity.starts_with(kSetsOf) && contents_of(identity) == contents;
}

Holds Holds::load(State& state, const HeldPlace& place, Time now, const Zone& zone) {
  Holds out;
  out.place_ = place;
  out.now_ = now;
  out.generation_ = HoldRows(state).generation();
  for (const Hold& hold : HoldRows(state).all()) out.add(hold, now, zone);
  return out;
}

Holds Holds::of(const Hold& hold, const HeldPlace& place, Time now, const Zone& zone) {
  Holds out;
  out.place_ = place;
  out.now_ = now;
  out.add(hold, now, zone);
  return out;
}

bool Holds::any_beside(State& state, const HeldPlace& place, Time now) {
  const std::vector<Hold> all = HoldRows(state).all();
  return std::any_of(all.begin(), all.end(),
                     [&](const Hold& hold) { return hold.target != place.target && concerns(hold, place, now); });
}

void Holds::add(const Hold& hold, Time now, const Zone& zone) {
  if (!concerns(hold, place_, now)) return;
  Rule rule;
  rule.id = hold.id;
  if (is_on_sets_or_contents(hold, place_)) {
    rules_.push_back(std::move(rule));  // which set an item lies in nobody looks up: all are covered
    return;
  }
  rule.keys.insert(hold.keys.begin(), hold.keys.end());
  const bool whole_target = hold.target.empty() || hold.target == place_.target;
  if (!whole_target && !may_be_one_table(hold.target, place_.target)) rule.names = hold.target;
  // Targets of tables have fields of their own; another target's `where` cannot be asked here.
  if (!hold.where.empty() && whole_target) rule.where = parse_where(hold.where, now, zone).filter;
  rules_.push_back(std::move(rule));
}

std::vector<std::string> Holds::fields() const {
  std::vector<std::string> out;
  for (const Rule& rule : rules_) {
    if (rule.where) rule.where->collect_fields(out);
  }
  return out;
}

void Holds::bind(const Selection& selection, std::span<const std::string> loose_fields) {
  for (Rule& rule : rules_) {
    if (rule.where) rule.matcher.emplace(*rule.where, selection, kFirstTime, loose_fields);
  }
}

bool Holds::Rule::concerns(std::string_view key) const {
  return (names.empty() || allows(names, key)) && (keys.empty() || keys.contains(key));
}

std::optional<std::string> Holds::held_by(std::string_view key, const winnow_value* fields,
                                          std::int64_t time) const {
  for (const Rule& rule : rules_) {
    if (rule.concerns(key) && (!rule.matcher || (*rule.matcher)(fields, time) != Truth::no)) return rule.id;
  }
  return std::nullopt;
}

std::optional<std::string> Holds::held_in_bin_by(std::string_view key) const {
  for (const Rule& rule : rules_) {
    if (rule.concerns(key)) return rule.id;
  }
  return std::nullopt;
}

void Holds::check_unchanged(State& state) const {
  if (HoldRows(state).generation() == generation_) return;
  std::set<std::string> now, then;
  for (const Hold& hold : HoldRows(state).all()) {
    if (concerns(hold, place_, now_)) now.insert(hold.id);
  }
  for (const Rule& rule : rules_) then.insert(rule.id);
  if (now == then) return;
  throw Failure("", "a hold was added or released while this job ran; nothing more was removed",
                "run it again: it will be planned under the holds of then");
}

Filter hold_if_filter(const Filter& written) {
  if (!written.parts.empty()) {
    Filter out = written;
    // Beside a tag a date that is not known may be any, and the tag holds; alone, that there is none says no.
    const bool tagged = written.op == WINNOW_AND && !is_of_times(written);
    for (Filter& part : out.parts) {
      if (!tagged || !is_of_times(part)) part = hold_if_filter(part);
    }
    return out;
  }
  if (written.field.empty() || written.op == WINNOW_IS_NULL) return written;
  return Filter::all_of({Filter::negate(Filter::is_null(written.field)), written});
}

}  // namespace winnow
