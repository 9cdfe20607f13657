/// Whether all is well, from the state alone: what `winnow status` and the pages of `serve` show.
///
/// Well means: each job's last apply ended with 0, not too long ago; nothing is tripped, gated or waits for a
/// person; nothing in the bin is overdue, and the bin is the state's own; no job needs attention. A plan never
/// makes up for a bad apply. What is not well is said in words, one problem each.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/report/run_report.h"
#include "core/safety/breaker.h"
#include "core/state/runs.h"
#include "core/state/state.h"

namespace winnow {

/// What counts as recent.
struct HealthRule {
  Time now;
  Duration max_age;
};

/// Something that is not well with a job.
struct Problem {
  std::string name;  ///< stable: the status of its last apply (failed, partial, …), late, needs_approval, refused,
                     ///< tripped, drill_failed, not_drilled, not_in_toml, clock, or the name of an Attention
  std::string words;
};

/// How much of a job's limit is used, and whether it is stopped.
struct BreakerHealth {
  std::string job;
  std::optional<Latch> latch;
  std::uint64_t used = 0, max_deletes = 0, allowed = 0;
  std::string window;
};

struct JobHealth {
  std::string job;
  std::optional<JobRun> last_run,
      last_apply;  ///< the newest ones; an apply that runs still is neither good nor bad, and one that only met
                   ///< another run (locked) is none
  std::optional<Time> last_success;
  std::optional<Time> last_drill;        ///< that went well; only where [winnow] drill_every asks for drills
  std::optional<BreakerHealth> breaker;  ///< none where there is no state yet
  std::size_t holds = 0;
  std::vector<Problem> problems;
  bool late() const;
};

struct Health {
  Time as_of{};
  std::string max_age;
  std::vector<JobHealth> jobs;
  std::uint64_t bin_items = 0, bin_bytes = 0;
  std::uint64_t for_a_person = 0;  ///< of bin_items, those in conflict or in doubt
  std::uint64_t overdue = 0;  ///< items in the bin that no hold keeps and that should have been purged long ago
  std::string bin_trouble;  ///< why no job works with this bin: it is not mounted, or the state is lost; else empty
  bool well() const;
};

/// `jobs`: empty for all. The bin is overdue where items that no hold keeps should have been purged more than
/// `max_age` ago. `state`: nullptr where there is none yet. Throws Failure. Thread rule: one thread.
Health health_of(const Config& config, State* state, const std::vector<std::string>& jobs, const HealthRule& rule);

/// {"as_of", "max_age", "healthy", "jobs": [{"job", "well", "problems", "last_run", …}], "bin": {…}}
nlohmann::ordered_json to_json(const Health& health);

BreakerHealth breaker_of(State& state, const JobConfig& job, Time now);
nlohmann::ordered_json to_json(const BreakerHealth& breaker);

}  // namespace winnow
