/// Stores that break their word: the report claims nothing that the host did not allow, and what can be kept is
/// kept.
#include <catch2/catch.hpp>

#include "tests/unit/run/sweep.h"

using namespace winnow;

namespace {

constexpr const char* kStays = "row-00001";

/// Five rows, of which one is un-deleted after the plan, so that the host does not let it go.
JobReport run_liar(Sweep& sweep, Lie lie) {
  sweep.approve();
  sweep.table.lie = lie;
  sweep.table.at = [&](Moment moment) {
    if (moment == Moment::begin) sweep.table.rows.at(kStays).deleted_at = WINNOW_TIME_NONE;
  };
  JobReport report = sweep.run(Mode::apply);
  sweep.table.lie = Lie::none;
  sweep.table.at = [](Moment) {};
  return report;
}

}  // namespace

TEST_CASE("a store that says it removed what it was not to is not believed") {
  Sweep sweep(5);
  const JobReport report = run_liar(sweep, Lie::done_for_all);
  CHECK(report.status == JobStatus::partial);
  CHECK(report.tally.removed == 4);
  CHECK(report.tally.failed == 1);
  REQUIRE(report.tally.errors.size() == 1);
  CHECK_THAT(report.tally.errors[0], Catch::Contains(kStays));
  CHECK(sweep.removed_by_index() == 4);
  CHECK_FALSE(sweep.binned().contains(kStays));
}

TEST_CASE("what a store removed although it was not to is named, and its copy is on disk") {
  Sweep sweep(5);
  const JobReport report = run_liar(sweep, Lie::takes_all);
  CHECK(report.status == JobStatus::partial);
  CHECK(report.tally.removed == 4);
  CHECK(report.tally.failed == 1);
  CHECK(sweep.copies().contains(kStays));
}

TEST_CASE("what a store removed without sealing is no success") {
  Sweep sweep(5);
  const JobReport report = run_liar(sweep, Lie::never_seals);
  CHECK(report.status == JobStatus::failed);
  CHECK(report.tally.removed == 0);
  CHECK_THAT(report.message, Catch::Contains("seal"));
}

TEST_CASE("what a store says it left but removed still has its copy") {
  Sweep sweep(5);
  const JobReport report = run_liar(sweep, Lie::refuses_in_words);
  CHECK(report.tally.removed == 0);
  CHECK(report.tally.changed == 5);
  for (const char* key : {"row-00000", "row-00002", "row-00003", "row-00004"}) CHECK(sweep.copies().contains(key));
}

TEST_CASE("of what a store fills in no outcomes for nobody knows whether it went") {
  Sweep sweep(5);
  const JobReport report = run_liar(sweep, Lie::says_nothing);
  CHECK(report.status == JobStatus::failed);
  CHECK_THAT(report.message, Catch::Contains("it is not known"));
  CHECK(report.tally.removed == 0);
  CHECK(report.tally.failed == 5);
}

TEST_CASE("a put with a number that no item has ends the batch before anything goes") {
  Sweep sweep(5);
  const JobReport report = run_liar(sweep, Lie::puts_unknown_item);
  CHECK(report.status == JobStatus::failed);
  CHECK(report.tally.removed == 0);
  CHECK(sweep.table.rows.size() == 6);
}

TEST_CASE("a put without the fields that were asked for ends the batch before anything goes") {
  Sweep sweep(5);
  const JobReport report = run_liar(sweep, Lie::puts_no_fields);
  CHECK(report.status == JobStatus::failed);
  CHECK_THAT(report.message, Catch::Contains("without its fields"));
  CHECK(sweep.table.rows.size() == 6);
}

TEST_CASE("rows that were put under another name may not go") {
  Sweep sweep(5);
  const JobReport report = run_liar(sweep, Lie::puts_other_key);
  CHECK(report.tally.removed == 0);
  CHECK(sweep.table.rows.size() == 6);
}

TEST_CASE("rows that were not put may not go") {
  Sweep sweep(5);
  const JobReport report = run_liar(sweep, Lie::puts_nothing);
  CHECK(report.tally.removed == 0);
  CHECK(sweep.table.rows.size() == 6);
}
