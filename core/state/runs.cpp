#include "core/state/runs.h"

#include <algorithm>

#include "core/base/failure.h"

namespace winnow {
namespace {

constexpr const char* kColumns =
    "run, job, store, target, lease, mode, operator, host, version, started, finished, status, nominated, removed, "
    "report";

std::string select(const char* rest) {
  return std::string("SELECT ") + kColumns + " FROM job_runs " + rest;
}

JobRun read(const Statement& row) {
  JobRun out;
  int column = 0;
  for (std::string* const text :
       {&out.run, &out.job, &out.store, &out.target, &out.lease, &out.mode, &out.who, &out.host, &out.version}) {
    *text = row.text(column++);
  }
  out.started = time_of(row.integer(column++));
  if (!row.null(column)) out.finished = time_of(row.integer(column));
  out.status = row.text(++column);
  out.nominated = static_cast<std::uint64_t>(row.integer(++column));
  out.removed = static_cast<std::uint64_t>(row.integer(++column));
  out.report = row.text(++column);
  return out;
}

std::optional<JobRun> first(Statement row) {
  if (!row.next()) return std::nullopt;
  return read(row);
}

}  // namespace

void Runs::begin(const JobRun& row) {
  const auto added = db_.run(
      "INSERT INTO job_runs(run, job, store, target, lease, mode, operator, host, version, started, status) "
      "VALUES(?, ?, ?, ?, '', ?, ?, ?, ?, ?, 'running') ON CONFLICT DO NOTHING",
      row.run, row.job, row.store, row.target, row.mode, row.who, row.host, row.version, micros_of(row.started));
  if (added == 1) return;
  throw Failure("job " + row.job, "another run has the id " + row.run, "run it again");
}

void Runs::take_lease(const std::string& run, const std::string& job, const std::string& lease,
                      const std::string& version, Time now) {
  db_.run(
      "UPDATE job_runs SET status = 'interrupted', finished = ? WHERE job = ? AND run <> ? AND finished IS NULL "
      "AND (lease = '' OR mode = 'plan')",
      micros_of(now), job, run);
  db_.run("UPDATE job_runs SET lease = ?, version = ? WHERE run = ? AND job = ?", lease, version, run, job);
}

void Runs::end(const std::string& run, const std::string& job, const RunEnd& end) {
  db_.run(
      "UPDATE job_runs SET finished = ?, status = ?, nominated = ?, removed = ?, allowed = ? "
      "WHERE run = ? AND job = ?",
      micros_of(end.finished), end.status, end.nominated, end.removed, end.allowed ? 1 : 0, run, job);
}

void Runs::end_interrupted(const std::string& run, const std::string& job, Time at) {
  db_.run("UPDATE job_runs SET status = 'interrupted', finished = ? WHERE run = ? AND job = ?", micros_of(at), run,
          job);
}

void Runs::correct_removed(const std::string& run, const std::string& job) {
  db_.run("UPDATE job_runs SET removed = ? WHERE run = ? AND job = ?", removed_by(run, job), run, job);
}

std::vector<JobRun> Runs::not_ended_well(const std::string& lease, const std::string& run) {
  std::vector<JobRun> out;
  for (auto row = db_.query(
           select("WHERE lease = ? AND mode <> 'plan' AND run <> ? AND (finished IS NULL OR status = 'failed')"),
           lease, run);
       row.next();) {
    out.push_back(read(row));
  }
  return out;
}

std::optional<std::uint64_t> Runs::largest_of_last(const std::string& job, int most) {
  std::optional<std::uint64_t> largest;
  for (auto row = db_.query("SELECT nominated FROM job_runs WHERE job = ? AND mode = 'apply' AND allowed = 0 AND "
                            "status IN ('applied', 'partial') ORDER BY started DESC LIMIT ?",
                            job, most);
       row.next();) {
    largest = std::max(largest.value_or(0), static_cast<std::uint64_t>(row.integer(0)));
  }
  return largest;
}

bool Runs::knows(const std::string& run) {
  return db_.integer("SELECT 1 FROM job_runs WHERE run = ? LIMIT 1", run).has_value();
}

void Runs::keep_report(const std::string& run, const std::string& job, const std::string& report) {
  db_.run("UPDATE job_runs SET report = ? WHERE run = ? AND job = ?", report, run, job);
}

std::optional<JobRun> Runs::find(const std::string& run, const std::string& job) {
  return first(db_.query(select("WHERE run = ? AND job = ?"), run, job));
}

std::vector<JobRun> Runs::of(const std::string& run) {
  std::vector<JobRun> out;
  for (auto row = db_.query(select("WHERE run = ? ORDER BY started, finished IS NULL, finished, job"), run);
       row.next();) {
    out.push_back(read(row));
  }
  return out;
}

std::optional<JobRun> Runs::last(const std::string& job, const std::string& mode, Time until) {
  return first(db_.query(select("WHERE job = ?1 AND (?2 = '' OR mode = ?2) AND started <= ?3 "
                                "ORDER BY started DESC, run DESC LIMIT 1"),
                         job, mode, micros_of(until)));
}

std::optional<JobRun> Runs::last_at_work(const std::string& job, Time until) {
  return first(db_.query(select("WHERE job = ? AND mode = 'apply' AND status <> 'locked' AND started <= ? "
                                "ORDER BY started DESC, run DESC LIMIT 1"),
                         job, micros_of(until)));
}

std::optional<JobRun> Runs::last_but(const std::string& run, const std::string& job, const std::string& mode) {
  return first(
      db_.query(select("WHERE job = ?1 AND mode = ?2 AND run <> ?3 AND finished IS NOT NULL AND status <> 'locked' "
                       "ORDER BY started DESC, run DESC LIMIT 1"),
                job, mode, run));
}

std::optional<Time> Runs::last_success(const std::string& job, Time until) {
  const auto at = db_.integer(
      "SELECT max(started) FROM job_runs WHERE job = ? AND mode = 'apply' AND status = 'applied' AND started <= ?",
      job, micros_of(until));
  if (!at) return std::nullopt;
  return time_of(*at);
}

RunTotals Runs::totals(const std::string& job) {
  auto sums = db_.query(
      "SELECT total(removed), total((SELECT sum(value) FROM json_each(report, '$.refused'))),"
      " total(json_extract(report, '$.failed')), total(json_extract(report, '$.removed_bytes')) "
      "FROM job_runs WHERE job = ? AND mode = 'apply' AND status IN ('applied', 'partial', 'failed', "
      "'interrupted')",
      job);
  sums.next();
  return {sums.real(0), sums.real(1), sums.real(2), sums.real(3)};
}

void Runs::newest_first(Time now, const std::function<bool(const JobRun&)>& each) {
  for (auto row = db_.query(select("ORDER BY started > ?, started DESC, run DESC, finished IS NULL, finished, job"),
                            micros_of(now));
       row.next();) {
    if (!each(read(row))) return;
  }
}

std::optional<std::string> Runs::latest(Time now) {
  return db_.text("SELECT run FROM job_runs ORDER BY started > ?, started DESC, run DESC LIMIT 1", micros_of(now));
}

std::vector<std::string> Runs::beginning_with(const std::string& prefix, std::size_t most) {
  std::vector<std::string> out;
  for (auto row = db_.query("SELECT run FROM job_runs WHERE substr(run, 1, length(?1)) = ?1 "
                            "GROUP BY run ORDER BY max(started) DESC, run DESC LIMIT ?2",
                            prefix, static_cast<std::int64_t>(most));
       row.next();) {
    out.push_back(row.text(0));
  }
  return out;
}

std::uint64_t Runs::removed_by(const std::string& run, const std::string& job) {
  // The index counts a batch with the rows that hung on its items; its record in the ledger says the items.
  const auto settled = db_.integer(
      "SELECT sum(json_extract(body, '$.removed')) FROM ledger WHERE instr(body, ?1) > 0 AND "
      "json_extract(body, '$.kind') = 'settled' AND json_extract(body, '$.run') = ?1 AND "
      "json_extract(body, '$.job') = ?2",
      run, job);
  const auto purged = db_.integer("SELECT sum(items) FROM purges WHERE run = ? AND job = ?", run, job);
  return static_cast<std::uint64_t>(settled.value_or(0) + purged.value_or(0));
}

}  // namespace winnow
