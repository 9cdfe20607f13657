/// Exit statuses (docs/reference/exit-statuses.md), and which one of several jobs holds.
#pragma once

#include <string_view>
#include <vector>

#include "core/plan/tally.h"

namespace winnow {

enum ExitStatus : int {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,
  kPartial = 3,
  kTripped = 4,
  kLocked = 5,
  kNeedsApproval = 6,
  kGated = 7,
};

/// In a few words, for help and man page.
std::string_view meaning_of(int status);

int exit_status_of(JobStatus status);

/// The most severe of several.
int most_severe(const std::vector<int>& statuses);

}  // namespace winnow
