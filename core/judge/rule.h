/// What a job thinks: a plugin or a Lua policy behind one interface, with what it says of itself.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/judge/stores.h"
#include "core/plugin/host_services.h"
#include "core/state/state.h"

namespace winnow {

class BinView;
class Medium;
struct PolicySource;

/// What every job of a run is given.
struct World {
  const Config& config;
  const Environment& environment;
  Registry& registry;
  State& state;
  Clock& clock;
  HostServices& host;
  Stores& stores;
  BinView& bin;
  const Medium& medium;  ///< where the segments of the bin lie
  std::string run;
  Time as_of;                ///< the run's frozen now
  std::string who;           ///< operator
  Span as_of_since_boot{0};  ///< the time since boot at as_of, so that the two of a run are never of two moments
};

/// Sets of items of which the rule kept some and let others go, and those with one member, of which none can go.
struct Sets {
  std::uint64_t all = 0, alone = 0;
};

/// A rule with what it says of itself.
struct Rule {
  std::unique_ptr<Job> job;
  std::string name;     ///< plugin id or policy file, for reports
  std::string version;  ///< "audit-prune 1.0.0", or "policy sha256:…"
  std::string options;  ///< canonical, for the fingerprint
  std::string column;   ///< the default time column; may be empty
  std::uint32_t flags = 0;
  std::vector<Duration> keep_times;         ///< further ones of the plugin's options
  std::function<Sets()> rotated;            ///< of a policy that rotates: the sets so far; else empty
  std::map<std::string, Reference> refers;  ///< of a policy: what counts for its fields `refers.NAME`
};

/// The text of a job's policy. Throws Failure with its place in the TOML.
PolicySource policy_of(const JobConfig& job, const Config& config);

/// Loads the plugin or compiles the policy, and binds its options. Throws Failure.
Rule make_rule(const JobConfig& job, World& world);

}  // namespace winnow
