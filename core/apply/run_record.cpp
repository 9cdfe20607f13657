#include "core/apply/run_record.h"

#include <unistd.h>

#include <array>

#include "core/state/ledger.h"
#include "core/state/reservations.h"
#include "core/state/runs.h"

namespace winnow {

std::string host_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

void begin_record(World& world, const JobConfig& job, std::string_view mode) {
  JobRun row;
  row.run = world.run;
  row.job = job.name;
  row.store = job.store;
  row.target = job.target;
  row.mode = mode;
  row.who = world.who;
  row.host = host_name();
  row.started = world.as_of;
  Runs(world.state).begin(row);
}

void record_lease(World& world, const Setup& setup) {
  Runs(world.state).take_lease(world.run, setup.job->name, setup.lease, setup.rule.version, world.clock.now());
}

void finish_record(World& world, const JobReport& report, bool applied) {
  const Tally& tally = report.tally;
  Transaction transaction(world.state);
  Runs(world.state)
      .end(world.run, report.job,
           {world.clock.now(), std::string(word_of(report.status)), tally.nominated, tally.removed,
            report.judgement.allowed > 0});
  Reservations(world.state).release(world.run, report.job);
  // What was let through was let through of the plan that is worked off now; what it lacked by then is not owed.
  if (applied && report.status == JobStatus::applied) Reservations(world.state).take_allowance_back(report.job);
  if (applied) {
    Ledger(world.state)
        .append(world.clock.now(), "finished",
                {{"run", world.run},
                 {"job", report.job},
                 {"operator", world.who},
                 {"host", host_name()},
                 {"rule", report.rule},
                 {"store", report.store},
                 {"target", report.target},
                 {"cutoff", report.cutoff ? iso(*report.cutoff) : ""},
                 {"plan", report.plan_digest},
                 {"fingerprint", report.fingerprint},
                 {"status", word_of(report.status)},
                 {"nominated", tally.nominated},
                 {"removed", tally.removed},
                 {"failed", tally.failed}});
    if (report.status == JobStatus::applied || report.status == JobStatus::partial) {
      // Both of the moment at which the run began: its own length is no leap of the clock, and a leap within it is
      // one.
      Witness witness = world.clock.witness();
      witness.since_boot = world.as_of_since_boot;
      accept_clock(world.state, world.as_of, witness);
    }
  }
  transaction.commit();
}

}  // namespace winnow
