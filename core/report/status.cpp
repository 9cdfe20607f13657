#include "core/report/status.h"

#include <algorithm>
#include <array>

namespace winnow {
namespace {

struct Row {
  std::string_view word;
  int status;
};
constexpr std::array kRows = {Row{"planned", kDone},    Row{"applied", kDone},
                              Row{"partial", kPartial}, Row{"failed", kFailed},
                              Row{"tripped", kTripped}, Row{"locked", kLocked},
                              Row{"gated", kGated},     Row{"needs_approval", kNeedsApproval}};
constexpr std::array kMostSevereFirst = {kFailed, kTripped, kPartial, kGated, kNeedsApproval, kLocked, kDone};

}  // namespace

std::string_view meaning_of(int status) {
  switch (status) {
    case kDone: return "done (also: nothing to do)";
    case kFailed: return "a job failed";
    case kUsage: return "usage or configuration error; nothing was tried";
    case kPartial: return "partial: an item that should have gone could not, or a signal stopped the run";
    case kTripped: return "over a limit or tripped; nothing more is removed until a person decides";
    case kLocked: return "another run works on that target";
    case kNeedsApproval: return "needs approval";
    case kGated: return "a gate is closed";
    default: return "unknown";
  }
}

int exit_status_of(std::string_view job_status) {
  const auto row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& r) { return r.word == job_status; });
  return row == kRows.end() ? kFailed : row->status;
}

int most_severe(const std::vector<int>& statuses) {
  for (const int status : kMostSevereFirst) {
    if (std::find(statuses.begin(), statuses.end(), status) != statuses.end()) return status;
  }
  return kDone;
}

}  // namespace winnow
