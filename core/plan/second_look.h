/// Everything that was planned is judged again just before it goes: single items on what `put` brought, groups by
/// scanning and deciding the whole group anew.
#pragma once

#include <span>
#include <vector>

#include "core/judge/judge.h"
#include "core/judge/setup.h"
#include "core/plan/spool.h"

namespace winnow {

/// What the judge says of each item as it is now; under group_by without the rule's look. `items` have the fields
/// that the store was asked for. Throws Error or Failure; then none may go.
std::vector<Decision> second_look(const Setup& setup, World& world, std::span<const winnow_item> items);

/// Those of `items` that their group, scanned now, still nominates in the version that was planned. Without
/// group_by all of them. Throws Error or Failure.
std::vector<PlannedItem> still_nominated(const Setup& setup, World& world, std::vector<PlannedItem> items);

}  // namespace winnow
