/// What one version of a job would remove and another would not, item by item.
///
/// Both are planned at one moment over the same data, so that what differs is the versions' doing alone: a shorter
/// retention, a filter that was loosened, a target that was swapped. Items are told apart by store, target and key.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/judge/setup.h"
#include "core/plan/tally.h"
#include "core/safety/form.h"

namespace winnow {

/// Some items, with the first few of them.
struct Share {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;  ///< of the items themselves, without linked files
  std::vector<Sample> samples;
};

struct JobDifference {
  /// added, dropped: the other version has no such job, or pauses it.
  enum class Kind { changed, same, added, dropped };
  std::string job;
  Kind kind = Kind::changed;
  std::string store, target;  ///< of the new version, where it has one
  Share before, after;        ///< all that each would remove; no samples
  std::vector<AgeStep> ages;  ///< of what the new version would remove
  Share more, less;           ///< only the new version would; only the old one would
  std::vector<FormChange> changes;
  std::string trouble;  ///< why one of them cannot be planned; then the figures mean nothing
};

/// A job and the world in which it is to be planned. Without a job: that version has none.
struct Version {
  std::optional<JobConfig> job;
  World* world = nullptr;
};

/// Reads only. What fails is told in `trouble`. Thread rule: one thread.
JobDifference difference(const std::string& job, const Version& before, const Version& after);

/// The job as it was approved, to be planned again in `world`; nullopt: it is not approved. Throws Failure.
std::optional<JobConfig> approved_version(const std::string& job, World& world);

std::string_view word_of(JobDifference::Kind kind);

}  // namespace winnow
