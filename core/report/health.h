/// Whether all is well, from the state alone: what `winnow status` and the status page show.
///
///   {"jobs":[{"job":"audit","last_run":{…},"last_success":"2026-11-21T…","late":false,"breaker":{…},"holds":2}],
///    "bin":{"items":1204,"bytes":512000,"overdue":0,"held":3},"healthy":true}
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/state/state.h"

namespace winnow {

/// What counts as recent.
struct HealthRule {
  Time now;
  Duration max_age;
};

/// `jobs`: empty for all. A job is late without a success within `max_age`: an apply that ended as it should, also
/// with nothing to do. The bin is overdue where items that no hold keeps should have been purged more than
/// `max_age` ago. `state`: nullptr where there is none yet. Throws Failure. Thread rule: one thread.
nlohmann::ordered_json health_of(const Config& config, State* state, const std::vector<std::string>& jobs,
                                 const HealthRule& rule);

/// The breaker of one job: {"tripped", "reason", "since", "run", "used", "max_deletes", "window", "allowed"}.
nlohmann::ordered_json breaker_of(State& state, const JobConfig& job, Time now);

}  // namespace winnow
