#include "core/apply/answering.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/judge/links.h"
#include "core/state/approvals.h"

namespace winnow {
namespace {

constexpr std::uint64_t kMany = 10;

std::uint64_t kept_by(const Tally& tally, const std::string& target) {
  const auto found = tally.kept.find("referenced by " + target);
  return found == tally.kept.end() ? 0 : found->second;
}

}  // namespace

std::string fallen_silent(const Setup& setup, World& world, const Tally& planned) {
  if (!setup.names) return {};
  const std::string& job = setup.job->name;
  const std::string remedy =
      ": is it the right database, and whole? If it is, approve the job again: winnow plan " + job +
      ", then: winnow approve " + job;
  const Approvals::Answering before = Approvals(world.state).answering(job);
  for (const Namer& namer : setup.names->namers()) {
    const std::string column = namer.reference.name();
    const auto known = before.find(column);
    if (known == before.end()) continue;
    if (setup.names->silent().contains(column)) {
      return column + " names nothing any more, and at the last apply it did" + remedy;
    }
    const std::uint64_t then = known->second;
    const std::uint64_t freed = then - std::min(then, kept_by(planned, namer.reference.target));
    const bool many =
        then >= kMany && static_cast<double>(freed) > setup.job->limits.max_shrink * static_cast<double>(then);
    // What it kept may also be held by now, or have been deleted by somebody else.
    if (many && planned.nominated >= freed) {
      return "rows of " + namer.reference.target + " keep " + with_commas(then - freed) +
             ", and at the last apply they kept " + with_commas(then) + remedy;
    }
  }
  return {};
}

void remember_answering(const Setup& setup, World& world, const Tally& tally) {
  std::uint64_t kept = 0;
  for (const auto& [reason, items] : tally.kept) kept += items;
  // What fell silent while nothing was to go stays remembered: a person has not been asked yet.
  if (!setup.names || kept < kMany || !fallen_silent(setup, world, tally).empty()) return;
  Approvals::Answering now;
  for (const Namer& namer : setup.names->namers()) {
    const std::string column = namer.reference.name();
    if (setup.names->answering().contains(column)) now.emplace(column, kept_by(tally, namer.reference.target));
  }
  Approvals(world.state).remember_answering(setup.job->name, now);
}

}  // namespace winnow
