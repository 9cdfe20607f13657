#include "core/report/text.h"

#include <catch2/catch.hpp>
#include <sstream>

using namespace winnow;

namespace {

std::string text_of(const std::string& mode, const std::vector<JobReport>& jobs, const Style& style = {}) {
  RunReport run;
  run.run = "20261121T064700Z-7f3a";
  run.mode = mode;
  run.ledger_head = "abc";
  run.jobs = jobs;
  std::stringstream out;
  for (const JobReport& job : jobs) run.status = most_severe({run.status, exit_status_of(job.status)});
  print_report(run, style, out);
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
  CHECK(count(text, "nothing to do") == 0);
  JobReport idle = some_report();
  idle.tally = {};
  CHECK(count(text_of("plan", {idle}), "nothing to do") == 1);
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

TEST_CASE("where nobody looks a job is one line, with what a person must know below it") {
  const Style lines{Detail::lines};
  JobReport good = some_report();
  good.approved = true;
  good.tally.total = 9000;
  CHECK(text_of("plan", {good}, lines) ==
        "audit: 1,204 of 9,000 would go, about 0 B, kept 90 (held 90), refused 6 (future_time 6)\n"
        "plan only: 0 removed, 1,204 would be\n");
  good.status = JobStatus::applied;
  good.tally.removed = 1204;
  good.tally.dependants["notes"] = 1000;
  good.tally.removed_along = 881;
  const std::string applied = text_of("apply", {good}, lines);
  CHECK(count(applied, "\n") == 2);
  CHECK_THAT(applied, Catch::Contains("audit: removed 1,204 and 881 rows that hang on them"));
  CHECK(last_line(applied) == "removed 1,204 and 881 that hang on them, kept 90, refused 6");

  good.tally.dependants["notes"] = good.tally.removed_along = 1;
  good.tally.files = 7;
  good.tally.removed_files = 1;
  CHECK_THAT(text_of("apply", {good}, lines),
             Catch::Contains("removed 1,204 and 1 row that hangs on them with 1 file"));
  CHECK_THAT(text_of("apply", {good}), Catch::Contains("1  row of notes goes too") &&
                                           Catch::Contains("with 7 files") &&
                                           Catch::Contains("removed  1,204 with 1 file"));
  good.tally.files = good.tally.removed_files = 0;

  JobReport idle = some_report();
  idle.attention = {{"all_refused", "all 6 were refused"}};
  CHECK_THAT(text_of("plan", {idle}, lines), Catch::Contains("ATTENTION all 6 were refused") &&
                                                 Catch::Contains("not approved: winnow approve audit"));
}

TEST_CASE("quiet: nothing while all is well, and only the jobs that are not otherwise") {
  const Style quiet{Detail::troubles};
  JobReport good = some_report();
  good.job = "contacts";
  good.status = JobStatus::applied;
  CHECK(text_of("apply", {good}, quiet).empty());
  const std::string text = text_of("apply", {good, failed_job("audit", "app.db: it is gone")}, quiet);
  CHECK(count(text, "contacts") == 0);
  CHECK_THAT(text, Catch::Contains("audit: failed") && Catch::Contains("app.db: it is gone"));
  JobReport idle = good;
  idle.attention = {{"nothing_goes", "nothing goes"}};
  CHECK_THAT(text_of("apply", {idle}, quiet), Catch::Contains("ATTENTION nothing goes"));
}

TEST_CASE("colour marks what must not be overlooked, and only that") {
  const Style coloured{Detail::lines, true};
  JobReport good = some_report();
  good.status = JobStatus::applied;
  CHECK(count(text_of("apply", {good}, coloured), "\033[31m") == 0);
  CHECK(count(text_of("apply", {failed_job("audit", "gone")}, coloured), "\033[31m") == 1);
}

TEST_CASE("long words are cut between words, and never inside one") {
  CHECK(wrapped("one two three", 0, 4) == "one two three");
  CHECK(wrapped("aaaa bbbb cccc dddd eeee ffff", 24, 4) == "aaaa bbbb cccc dddd\n    eeee ffff");
  CHECK(wrapped(std::string(60, 'x'), 30, 4) == std::string(60, 'x'));
  CHECK(wrapped("aaaa bbbb", 10, 4) == "aaaa bbbb");
}
