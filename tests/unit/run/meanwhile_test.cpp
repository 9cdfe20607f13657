/// What others do to an item between the plan and its removal.
#include <catch2/catch.hpp>

#include "tests/unit/run/sweep.h"

using namespace winnow;

namespace {

/// Calls `act` once, when the store is about to begin its first batch: after the plan.
void before_removal(Sweep& sweep, const std::function<void()>& act) {
  sweep.table.at = [act, done = false](Moment moment) mutable {
    if (moment != Moment::begin || done) return;
    done = true;
    act();
  };
}

}  // namespace

TEST_CASE("a row un-deleted between plan and removal stays with its attachment and counts as changed") {
  Sweep sweep(10);
  sweep.attach("row-00003", "private/three.pdf");
  sweep.attach("row-00004", "private/four.pdf");
  sweep.approve();
  before_removal(sweep, [&] { sweep.table.rows.at("row-00003").deleted_at = WINNOW_TIME_NONE; });
  const JobReport report = sweep.run(Mode::apply);
  CHECK(report.status == JobStatus::applied);
  CHECK(report.tally.nominated == 10);
  CHECK(report.tally.removed == 9);
  CHECK(report.tally.changed == 1);
  CHECK(report.tally.failed == 0);
  CHECK(sweep.table.rows.contains("row-00003"));
  CHECK(sweep.has_file("private/three.pdf"));
  CHECK_FALSE(sweep.has_file("private/four.pdf"));
}

TEST_CASE("a file that cannot be moved any more keeps its row, and no other") {
  Sweep sweep(3);
  sweep.attach("row-00001", "private/one.pdf");
  sweep.attach("row-00002", "private/two.pdf");
  sweep.approve();
  sweep.table.at = [&sweep](Moment moment) {
    const std::filesystem::path other = sweep.uploads() / "private" / "other.pdf";
    // Asked once all is planned, before the first batch.
    if (moment == Moment::total && !std::filesystem::exists(other)) {
      std::filesystem::create_hard_link(sweep.uploads() / "private" / "one.pdf", other);
    }
  };
  const JobReport report = sweep.run(Mode::apply);
  CHECK(report.status == JobStatus::partial);
  CHECK(report.tally.nominated == 3);
  CHECK(report.tally.removed == 2);
  CHECK(report.tally.failed == 1);
  CHECK(sweep.table.rows.contains("row-00001"));
  CHECK(sweep.has_file("private/one.pdf"));
  CHECK_FALSE(sweep.has_file("private/two.pdf"));
}

TEST_CASE("a hold that came after the look keeps its copy from being purged") {
  Sweep sweep(3);
  sweep.approve();
  REQUIRE(sweep.run(Mode::apply).tally.removed == 3);
  sweep.hold("row-00001");
  const PurgeResult result = sweep.purge_all();
  CHECK(result.items == 2);
  CHECK(result.held == 1);
  const FlakyRows left = sweep.binned();
  CHECK(left.size() == 1);
  CHECK(left.contains("row-00001"));
}

TEST_CASE("a row deleted anew between plan and removal stays: its time is judged as it is now") {
  Sweep sweep(3);
  sweep.approve();
  before_removal(sweep, [&] {
    sweep.table.rows.at("row-00001").deleted_at = Sweep::long_ago() + Span(std::chrono::hours(24 * 395)).count();
  });
  const JobReport report = sweep.run(Mode::apply);
  CHECK(report.tally.removed == 2);
  CHECK(report.tally.changed == 1);
  CHECK(sweep.table.rows.contains("row-00001"));
}

TEST_CASE("a row that another removed meanwhile is gone, which is no failure") {
  Sweep sweep(3);
  sweep.approve();
  before_removal(sweep, [&] { sweep.table.rows.erase("row-00001"); });
  const JobReport report = sweep.run(Mode::apply);
  CHECK(report.status == JobStatus::applied);
  CHECK(report.tally.removed == 2);
  CHECK(report.tally.gone == 1);
}

TEST_CASE("a row that became expired after the plan is left for the next run") {
  Sweep sweep(3);
  sweep.approve();
  before_removal(sweep, [&] { sweep.table.rows["late"] = {Sweep::long_ago(), ""}; });
  CHECK(sweep.run(Mode::apply).tally.removed == 3);
  CHECK(sweep.table.rows.contains("late"));
  CHECK(sweep.run(Mode::apply).tally.removed == 1);
}

TEST_CASE("half a listing decides nothing") {
  Sweep sweep(10);
  sweep.approve();
  sweep.table.at = [](Moment moment) {
    if (moment == Moment::page) throw Error(WINNOW_UNAVAILABLE, "the connection is gone");
  };
  const JobReport report = sweep.run(Mode::apply);
  CHECK(report.status == JobStatus::failed);
  CHECK_THAT(report.message, Catch::Contains("the connection is gone"));
  CHECK(report.tally.removed == 0);
  CHECK(sweep.table.rows.size() == 11);
}

TEST_CASE("a file that could not be moved after its row had gone is told by every apply until it has gone too") {
  Sweep sweep(3, Sweep::Files::behind_a_door);
  sweep.attach("row-00001", "private/one.pdf");
  const FlakyRows attached = sweep.table.rows;
  sweep.approve();
  sweep.table.lie = Lie::takes_nothing;
  const JobReport first = sweep.run(Mode::apply);
  CHECK(first.status == JobStatus::partial);
  CHECK(first.tally.removed == 3);
  CHECK(first.tally.failed == 1);
  CHECK_THAT(first.tally.errors.at(0),
             Catch::Contains("private/one.pdf") && Catch::Contains("after its row had gone"));
  CHECK(sweep.has_file("private/one.pdf"));

  SECTION("the next cannot move it either") {
    const JobReport next = sweep.run(Mode::apply);
    CHECK(next.status == JobStatus::partial);
    CHECK(next.tally.nominated == 0);
    CHECK_THAT(next.tally.errors.at(0), Catch::Contains("private/one.pdf"));
  }
  SECTION("the next moves it, and both come back") {
    sweep.table.lie = Lie::none;
    const JobReport next = sweep.run(Mode::apply);
    CHECK(next.status == JobStatus::applied);
    CHECK_THAT(next.tally.notes.at(0), Catch::Contains("1 file went whose rows had gone before"));
    CHECK_FALSE(sweep.has_file("private/one.pdf"));
    CHECK(sweep.run(Mode::apply).tally.notes.empty());
    CHECK(sweep.undo_all().errors.empty());
    CHECK(sweep.has_file("private/one.pdf"));
    CHECK(sweep.table.rows == attached);
  }
  SECTION("a hold keeps it where it is") {
    sweep.table.lie = Lie::none;
    sweep.hold("row-00001");
    sweep.run(Mode::apply);
    CHECK(sweep.has_file("private/one.pdf"));
  }
  SECTION("another row names it by now") {
    sweep.table.lie = Lie::none;
    sweep.table.rows["new"] = {WINNOW_TIME_NONE, "private/one.pdf"};
    CHECK(sweep.run(Mode::apply).status == JobStatus::applied);
    CHECK(sweep.has_file("private/one.pdf"));
    CHECK(sweep.run(Mode::apply).status == JobStatus::applied);
  }
  SECTION("undo brings the row back to it") {
    CHECK(sweep.undo_all().errors.empty());
    CHECK(sweep.has_file("private/one.pdf"));
    CHECK(sweep.table.rows == attached);
  }
  SECTION("a purge by age keeps the row's copy; a person who destroys it is told of the file") {
    sweep.table.lie = Lie::none;
    CHECK(sweep.purge_all().items == 2);
    CHECK(sweep.binned().contains("row-00001"));
    const PurgeResult all = sweep.purge_all(Doubtful::purge);
    CHECK_THAT(all.errors.at(0), Catch::Contains("private/one.pdf") && Catch::Contains("by hand"));
    CHECK(sweep.has_file("private/one.pdf"));
  }
}
