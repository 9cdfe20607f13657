#include "core/apply/answering.h"

#include "core/judge/links.h"
#include "core/state/approvals.h"

namespace winnow {

std::string fallen_silent(const Setup& setup, World& world) {
  if (!setup.names) return {};
  const std::string& job = setup.job->name;
  for (const std::string& column : Approvals(world.state).answering(job)) {
    if (!setup.names->silent().contains(column)) continue;
    return column +
           " names nothing any more, and at the last apply it did: is it the right database, and whole? If it is, "
           "approve the job again: winnow plan " +
           job + ", then: winnow approve " + job;
  }
  return {};
}

void remember_answering(const Setup& setup, World& world, const Tally& tally) {
  constexpr std::uint64_t kMany = 10;
  std::uint64_t kept = 0;
  for (const auto& [reason, items] : tally.kept) kept += items;
  // What fell silent while nothing was to go stays remembered: a person has not been asked yet.
  if (!setup.names || kept < kMany || !fallen_silent(setup, world).empty()) return;
  Approvals(world.state).remember_answering(setup.job->name, setup.names->answering());
}

}  // namespace winnow
