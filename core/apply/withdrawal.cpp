#include "core/apply/withdrawal.h"

#include "core/state/approvals.h"
#include "core/state/ledger.h"

namespace winnow {

bool withdraw_approval(World& world, const std::string& job, const std::string& reason) {
  if (!Approvals(world.state).withdraw(job)) return false;
  Ledger(world.state)
      .append(world.clock.now(), "approval withdrawn", {{"job", job}, {"operator", world.who}, {"reason", reason}});
  return true;
}

}  // namespace winnow
