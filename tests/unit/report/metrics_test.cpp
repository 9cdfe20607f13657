#include "core/report/metrics.h"
#include "tests/unit/raw_state.h"

#include <catch2/catch.hpp>
#include <sstream>

#include "core/base/file.h"
#include "core/report/json.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;
using Catch::Contains;

namespace {

constexpr const char* kToml =
    "[stores.app]\nplugin = \"sqlite\"\nallow = [\"t\"]\n"
    "[jobs.audit]\nplugin = \"a\"\nstore = \"app\"\ntarget = \"t\"\n"
    "[jobs.never]\nplugin = \"a\"\nstore = \"app\"\ntarget = \"t\"\n";

Config config_in(const std::filesystem::path& folder) {
  return parse_config(kToml, folder / "winnow.toml", time_of(0));
}

JobReport report_of(std::uint64_t nominated, std::uint64_t refused) {
  JobReport report;
  report.job = "audit";
  report.tally.nominated = nominated;
  report.tally.kept = {{"held", 3}, {"young", 4}};
  report.tally.refused = {{"null_time", refused}};
  report.tally.failed = 2;
  report.tally.removed_bytes = 500;
  report.took = std::chrono::milliseconds(1500);
  return report;
}

void add_run(Database& db, const std::string& run, const char* mode, const char* status, std::int64_t second,
             std::int64_t removed, const JobReport& report) {
  db.run(
      "INSERT INTO job_runs(run, job, store, target, lease, mode, operator, host, version, started, status, "
      "removed,"
      " report) VALUES(?, 'audit', 'app', 't', 'l', ?, 'o', 'h', 'v', ?, ?, ?, ?)",
      run, mode, second * 1'000'000, status, removed, to_json(report).dump());
}

void add_segment(Database& db, std::int64_t n, const char* taken, std::int64_t bytes, const char* lines) {
  db.run(
      "INSERT INTO segments(run, job, n, store, identity, target, lease, place, path, sha256, sealed_at, items,"
      " counted, bytes, taken, allowed, state, lines, reason)"
      " VALUES('r', 'audit', ?, 'app', 'i', 't', 'l', '', '', '', 0, 0, 0, ?, ?, 0, 'settled', ?, '')",
      n, bytes, taken, lines);
}

std::string printed(const std::vector<JobMetrics>& metrics) {
  std::ostringstream out;
  print_metrics(metrics, out);
  return out.str();
}

auto has(const std::string& name, const std::string& value) {
  return Contains("\n" + name + "{job=\"audit\",store=\"app\"} " + value + "\n");
}

}  // namespace

TEST_CASE("metrics: counters add up the applies, the rest is of the last run") {
  const TemporaryFolder folder;
  const Config config = config_in(folder.path());
  State state = State::open(config.state);
  add_run(test::raw(state), "1", "apply", "applied", 1000, 10, report_of(10, 1));
  add_run(test::raw(state), "2", "apply", "partial", 2000, 20, report_of(25, 1));
  add_run(test::raw(state), "3", "apply", "needs_approval", 3000, 0, report_of(30, 1));
  add_run(test::raw(state), "4", "plan", "planned", 4000, 0, report_of(40, 5));
  const std::string text = printed(metrics_of(config, state));
  CHECK_THAT(text, has("winnow_job_nominated", "40"));
  CHECK_THAT(text, has("winnow_job_kept", "7"));
  CHECK_THAT(text, has("winnow_job_refused", "5"));
  CHECK_THAT(text, has("winnow_job_duration_seconds", "1.5"));
  CHECK_THAT(text, has("winnow_job_last_run_timestamp_seconds", "4000"));
  CHECK_THAT(text, has("winnow_job_last_success_timestamp_seconds", "1000"));
  CHECK_THAT(text, has("winnow_job_removed_total", "30"));
  CHECK_THAT(text, has("winnow_job_refused_total", "2"));
  CHECK_THAT(text, has("winnow_job_failed_total", "4"));
  CHECK_THAT(text, has("winnow_job_bytes_total", "1000"));
  CHECK_THAT(text, has("winnow_breaker_open", "0"));
}

TEST_CASE("metrics: a job that never ran has no last run, but counters and a breaker") {
  const TemporaryFolder folder;
  const Config config = config_in(folder.path());
  State state = State::open(config.state);
  const std::string text = printed(metrics_of(config, state));
  CHECK_THAT(text, Contains("winnow_job_removed_total{job=\"never\",store=\"app\"} 0\n"));
  CHECK_THAT(text, !Contains("winnow_job_nominated{") && !Contains("last_run_timestamp_seconds{"));
}

TEST_CASE("metrics: what lies in the bin, and a tripped breaker") {
  const TemporaryFolder folder;
  const Config config = config_in(folder.path());
  State state = State::open(config.state);
  add_segment(test::raw(state), 1, "2-11", 1000, "binned");    // ten lines, of which two came back
  add_segment(test::raw(state), 2, "2-11", 1000, "restored");  // ten lines, of which one is still here
  add_segment(test::raw(state), 3, "2-3", 70, "purged");
  test::raw(state).script(
      "INSERT INTO bin_lines VALUES (1, 2, 'restored', 0), (1, 3, 'void', 0), (2, 5, 'binned', 0);"
      "INSERT INTO latches VALUES ('audit', 0, 'r', 'over')");
  const std::string text = printed(metrics_of(config, state));
  CHECK_THAT(text, has("winnow_trash_items", "9"));
  CHECK_THAT(text, has("winnow_trash_bytes", "900"));
  CHECK_THAT(text, has("winnow_breaker_open", "1"));
}

TEST_CASE("metrics: what a job left that the TOML no longer has lies in the bin still") {
  const TemporaryFolder folder;
  const Config config = config_in(folder.path());
  State state = State::open(config.state);
  for (const std::int64_t n : {1, 2}) add_segment(test::raw(state), n, "2-11", 1000, n == 1 ? "binned" : "purged");
  test::raw(state).script("UPDATE segments SET job = 'old' || n");
  const std::string text = printed(metrics_of(config, state));
  CHECK_THAT(text, Catch::Contains("winnow_trash_items{job=\"old1\",store=\"app\"} 10"));
  CHECK_THAT(text, !Catch::Contains("old2"));
}

TEST_CASE("metrics: after a run its report counts, also for a job that never came to the state") {
  const TemporaryFolder folder;
  const Config config = config_in(folder.path());
  JobReport report = report_of(7, 0);
  report.findings = {{"ttl_lag_seconds", 90.5, false, "late"}, {"expired", 2, true, "some"}};
  RunReport run;
  run.as_of = time_of(7'200'000'000);
  run.jobs = {report};

  const std::string without_state = printed(metrics_after(config, run));
  CHECK_THAT(without_state, has("winnow_job_nominated", "7"));
  CHECK_THAT(without_state, has("winnow_job_last_run_timestamp_seconds", "7200"));
  CHECK_THAT(without_state,
             Contains("\nwinnow_job_check{job=\"audit\",store=\"app\",figure=\"ttl_lag_seconds\"} 90.5\n"));
  CHECK_THAT(without_state,
             Contains("\nwinnow_job_check_failed{job=\"audit\",store=\"app\",figure=\"ttl_lag_seconds\"} 1\n") &&
                 Contains("\nwinnow_job_check_failed{job=\"audit\",store=\"app\",figure=\"expired\"} 0\n"));
  CHECK_THAT(without_state, has("winnow_breaker_open", "0"));
  CHECK_FALSE(std::filesystem::exists(config.state));

  make_folders(config.state.parent_path());
  replace_file(config.state, "this is no database, however long one looks at it");
  CHECK_THAT(printed(metrics_after(config, run)), has("winnow_breaker_open", "1"));
}

TEST_CASE("metrics: labels are escaped, a file is replaced as a whole") {
  JobMetrics job;
  job.job = "a\"b\\c\nd";
  job.store = "s";
  CHECK_THAT(printed({job}), Contains("{job=\"a\\\"b\\\\c\\nd\",store=\"s\"}"));

  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "winnow.prom";
  write_metrics(std::vector<JobMetrics>(500, job), file);
  write_metrics({job}, file);
  CHECK(read_file(file) == printed({job}));
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}
