#include "core/report/text.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace winnow;

namespace {

std::string text_of(const std::string& mode, const std::vector<JobReport>& jobs) {
  RunReport run;
  run.run = "20261121T064700Z-7f3a";
  run.mode = mode;
  run.ledger_head = "abc";
  run.jobs = jobs;
  std::stringstream out;
  print_report(run, out);
  return out.str();
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

std::string last_line(std::string text) {
  text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

JobReport some_report() {
  JobReport report;
  report.job = "audit";
  report.rule = "audit-prune";
  report.store = "app";
  report.target = "audit_logs";
  report.tally.scanned = 1300;
  report.tally.nominated = 1204;
  report.tally.kept["held"] = 90;
  report.tally.refused["future_time"] = 6;
  return report;
}

}  // namespace

TEST_CASE("the last line of a dry run cannot be mistaken") {
  const std::string text = text_of("plan", {some_report(), some_report()});
  CHECK(last_line(text) == "plan only: 0 removed, 2,408 would be");
  CHECK_THAT(text, Catch::Contains("audit  (audit-prune on app/audit_logs)") && Catch::Contains("ledger head abc"));
}

TEST_CASE("the last line of an apply says what went and what did not") {
  JobReport report = some_report();
  report.status = JobStatus::applied;
  report.tally.removed = 1200;
  report.tally.changed = 4;
  CHECK(last_line(text_of("apply", {report})) == "removed 1,200, kept 94, refused 6");
}

TEST_CASE("what ended a job is said once and without figures that nobody knows") {
  const std::string text = text_of("plan", {failed_job("audit", "app.db: not a SQLite database")});
  CHECK(count(text, "app.db: not a SQLite database") == 1);
  CHECK(count(text, "would go") == 0);
  CHECK(count(text, "limits") == 0);
}

TEST_CASE("a job that failed half-way still shows what it had done") {
  JobReport report = some_report();
  report.status = JobStatus::failed;
  report.message = "the disk is full";
  report.tally.errors = {"17: the store could not remove it", "the disk is full"};
  report.tally.removed = 1000;
  const std::string text = text_of("apply", {report});
  CHECK(count(text, "the disk is full") == 1);
  CHECK_THAT(text, Catch::Contains("removed  1,000") && Catch::Contains("17: the store could not remove it"));
}
