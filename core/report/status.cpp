#include "core/report/status.h"

#include <algorithm>
#include <array>

namespace winnow {
namespace {

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

int exit_status_of(JobStatus status) {
  switch (status) {
    case JobStatus::planned:
    case JobStatus::applied:
    case JobStatus::paused:
    case JobStatus::running: return kDone;
    case JobStatus::partial: return kPartial;
    case JobStatus::tripped: return kTripped;
    case JobStatus::locked: return kLocked;
    case JobStatus::needs_approval: return kNeedsApproval;
    case JobStatus::gated: return kGated;
    case JobStatus::failed:
    case JobStatus::interrupted: return kFailed;
  }
  return kFailed;
}

int most_severe(const std::vector<int>& statuses) {
  for (const int status : kMostSevereFirst) {
    if (std::find(statuses.begin(), statuses.end(), status) != statuses.end()) return status;
  }
  return kDone;
}

}  // namespace winnow
