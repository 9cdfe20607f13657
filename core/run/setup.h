/// One job made ready: its rule and store opened, its selection made, its guard and filters compiled.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/plugin/host_services.h"
#include "core/run/stores.h"
#include "core/safety/approvals.h"
#include "core/safety/guard.h"
#include "core/safety/holds.h"
#include "core/state/state.h"

namespace winnow {

/// What every job of a run is given.
struct World {
  const Config& config;
  const Environment& environment;
  Registry& registry;
  State& state;
  Clock& clock;
  HostServices& host;
  Stores& stores;
  std::string run;
  Time as_of;       ///< the run's frozen now
  std::string who;  ///< operator
};

/// A rule with what it says of itself.
struct Rule {
  std::unique_ptr<Job> job;
  std::string name;     ///< plugin id or policy file, for reports
  std::string version;  ///< "audit-prune 1.0.0", or "policy sha256:…"
  std::string options;  ///< canonical, for the fingerprint
  std::string column;   ///< the default time column; may be empty
  std::uint32_t flags = 0;
  std::vector<Duration> keep_times;  ///< further ones of the plugin's options
};

/// Loads the plugin or compiles the policy, and binds its options. Throws Failure.
Rule make_rule(const JobConfig& job, World& world);

struct LinkedStore {
  const FileLink* link;
  OpenStore* store;
  std::size_t field;  ///< of the link's column in the selection
};

/// A job that can be planned. Thread rule: one thread.
struct Setup {
  const JobConfig* job;
  Rule rule;
  OpenStore* store;
  std::vector<LinkedStore> links;
  std::vector<Fact> facts;
  Form form;
  std::string lease;
  std::optional<Time> cutoff;
  Holds holds;
  /// nullopt: the rule nominates nothing (no retention is set).
  std::optional<Selection> selection;
  std::optional<Matcher> scope, match, hold_if;
  std::optional<Guard> guard;
};

/// Throws Failure with the place in the TOML of what does not fit.
Setup set_up(const JobConfig& job, World& world);

/// Why apply must not touch the target although it can be planned: engines without rollback, cascades, views.
/// Empty: nothing.
std::string blocker_of(const Setup& setup);

}  // namespace winnow
