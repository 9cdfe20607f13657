/// Whether a job that ended as it should looks as if it could never do anything. docs/operations.md is the user's
/// page.
#pragma once

#include <optional>
#include <vector>

#include "core/plan/tally.h"

namespace winnow {

/// What the last apply of the job had found, and had done.
struct Before {
  std::uint64_t total = 0;    ///< items in the target when it was planned
  std::uint64_t removed = 0;  ///< by that apply itself
};

/// all_refused: whatever is in scope was refused (and that is no mere handful of the target).
/// target_shrank: more than half of the target went since the last apply, and not by that.
/// only_single_groups: what the rule weighs as one has one member everywhere, ten times or more.
/// nothing_goes: nothing was nominated although items lie there that are older than twice the keep time.
/// Thread rule: pure.
std::vector<Attention> attention_of(const JobReport& report, const std::optional<Before>& before);

}  // namespace winnow
