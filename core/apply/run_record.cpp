#include "core/apply/run_record.h"

#include <unistd.h>

#include <array>

#include "core/state/ledger.h"

namespace winnow {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

}  // namespace

std::string_view word_of(JobStatus status) {
  switch (status) {
    case JobStatus::planned: return "planned";
    case JobStatus::applied: return "applied";
    case JobStatus::partial: return "partial";
    case JobStatus::failed: return "failed";
    case JobStatus::tripped: return "tripped";
    case JobStatus::locked: return "locked";
    case JobStatus::needs_approval: return "needs_approval";
    case JobStatus::gated: return "gated";
  }
  return "failed";
}

void begin_record(World& world, const Setup& setup, std::string_view mode) {
  world.state.db().run(
      "INSERT INTO job_runs(run, job, store, target, lease, mode, operator, host, version, started, status) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'running')",
      world.run, setup.job->name, setup.job->store, setup.job->target, setup.lease, mode, world.who, host_name(),
      setup.rule.version, micros_of(world.as_of));
}

void finish_record(World& world, const JobReport& report, bool applied) {
  const Tally& tally = report.tally;
  Database& db = world.state.db();
  Transaction transaction(db);
  db.run(
      "UPDATE job_runs SET finished = ?, status = ?, nominated = ?, removed = ?, allowed = ? WHERE run = ? AND job "
      "= ?",
      micros_of(world.clock.now()), word_of(report.status), tally.nominated, tally.removed,
      report.judgement.allowed > 0 ? 1 : 0, world.run, report.job);
  db.run("DELETE FROM reservations WHERE run = ? AND job = ?", world.run, report.job);
  if (applied) {
    append_to_ledger(db, world.clock.now(), "finished",
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
      accept_clock(world.state, world.as_of);
    }
  }
  transaction.commit();
}

}  // namespace winnow
