#include "core/apply/still_wanted.h"

#include "core/base/failure.h"
#include "core/state/approvals.h"
#include "core/state/pauses.h"

namespace winnow {

void check_still_wanted(const BatchContext& context) {
  State& state = context.world.state;
  const std::string& job = context.setup.job->name;
  if (const auto pause = Pauses(state).of(job, context.world.clock.now())) {
    throw Failure(
        "", "it was paused by " + pause->who + " while it ran (" + pause->reason + "); nothing more was removed",
        "to go on: winnow job resume " + job + " --reason \"...\"");
  }
  // Another form that was approved meanwhile is for the next run; this one began with an approval of its own.
  if (Approvals(state).of(job)) return;
  throw Failure("", "its approval was taken back while it ran; nothing more was removed",
                "look at its plan, then: winnow approve " + job);
}

}  // namespace winnow
