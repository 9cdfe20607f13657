/// Everything that was planned is judged again just before it goes: single items on what `put` brought, groups by
/// scanning and deciding the whole group anew.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/judge/judge.h"
#include "core/judge/setup.h"
#include "core/plan/spool.h"
#include "winnow/page.hpp"

namespace winnow {

/// Items as their store shows them now; one that it does not show any more is not among them.
class FetchedNow {
 public:
  /// Throws Error or Failure.
  FetchedNow(const Setup& setup, std::span<const std::string_view> keys);
  /// With the fields that the store was asked for.
  std::span<const winnow_item> items() const { return page_.items(); }

 private:
  Page page_;
};

/// What the judge says of each item as it is now; under group_by without the rule's look. `items` have the fields
/// that the store was asked for. Throws Error or Failure; then none may go.
std::vector<Decision> second_look(const Setup& setup, World& world, std::span<const winnow_item> items,
                                  Judge::Look look = Judge::Look::again);

/// Those of `items` that their group, scanned now, still nominates in the version that was planned. Without
/// group_by all of them. Throws Error or Failure.
std::vector<PlannedItem> still_nominated(const Setup& setup, World& world, std::vector<PlannedItem> items);

/// What the judge says of the items with these keys as they are now, under group_by in their whole groups; those
/// that the store does not show any more are not among them. Throws Error or Failure.
std::map<std::string, Decision, std::less<>> judged_now(const Setup& setup, World& world,
                                                        std::span<const std::string_view> keys, Judge::Look look);

}  // namespace winnow
