#include "core/report/attention.h"

#include <catch2/catch.hpp>

using namespace winnow;

namespace {

std::vector<std::string> names(const JobReport& report, const std::optional<Before>& before = std::nullopt) {
  std::vector<std::string> out;
  for (const Attention& one : attention_of(report, before)) out.push_back(one.name);
  return out;
}

JobReport found(std::uint64_t total, std::uint64_t scanned, std::uint64_t nominated) {
  JobReport out;
  out.tally.total = total;
  out.tally.scanned = scanned;
  out.tally.nominated = nominated;
  return out;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("attention: a job that finds nothing, or works, needs none") {
  CHECK(names(found(100, 0, 0)).empty());
  JobReport works = found(100, 50, 40);
  works.tally.refused["null_time"] = 10;
  works.tally.long_overdue = 10;
  CHECK(names(works).empty());
}

TEST_CASE("attention: everything in scope refused, unless that is a handful of the target") {
  JobReport report = found(200, 200, 0);
  report.tally.refused["unreadable_time"] = 200;
  CHECK(names(report) == Names{"all_refused"});
  CHECK_THAT(attention_of(report, {}).front().words, Catch::Contains("unreadable_time 200"));
  report.tally.total.reset();
  CHECK(names(report) == Names{"all_refused"});
  JobReport few = found(1000, 2, 0);
  few.tally.refused["null_time"] = 2;
  CHECK(names(few).empty());
  few.tally.total = 40;
  CHECK(names(few) == Names{"all_refused"});
}

TEST_CASE("attention: nothing goes although what lies there is older than twice the keep time") {
  JobReport report = found(60, 58, 0);
  report.tally.kept["too small"] = 58;
  CHECK(names(report).empty());
  report.tally.long_overdue = 28;
  CHECK(names(report) == Names{"nothing_goes"});
  CHECK_THAT(attention_of(report, {}).front().words,
             Catch::Contains("28 items") && Catch::Contains("too small 58"));
}

TEST_CASE("attention: nothing goes for every group has one member") {
  JobReport report = found(120, 120, 0);
  report.tally.kept["daily: no date in the name"] = 120;
  report.tally.groups = report.tally.singletons = 120;
  CHECK(names(report) == Names{"only_single_groups"});
  report.tally.singletons = 119;
  CHECK(names(report).empty());
  report.tally.groups = report.tally.singletons = 9;  // so many databases are backed up for the first time
  CHECK(names(report).empty());
}

TEST_CASE("attention: a target that lost more than half by itself") {
  CHECK(names(found(40, 0, 0), Before{100, 10}) == Names{"target_shrank"});
  CHECK(names(found(45, 0, 0), Before{100, 10}).empty());
  CHECK(names(found(10, 0, 0), Before{100, 90}).empty());
  CHECK(names(found(0, 0, 0), Before{100, 0}) == Names{"target_shrank"});
  CHECK(names(found(1, 0, 0), Before{9, 0}).empty());
  JobReport unknown = found(0, 0, 0);
  unknown.tally.total.reset();
  CHECK(names(unknown, Before{100, 0}).empty());
}
