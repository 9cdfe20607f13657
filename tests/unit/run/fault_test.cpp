/// A store that fails at its nth call, for every n: nothing is lost, and the next run puts everything in order.
#include <catch2/catch.hpp>

#include "tests/unit/run/sweep.h"

using namespace winnow;

namespace {

constexpr std::size_t kRows = 1010;  // two batches

/// Throws at the nth moment from now on, and at no other.
std::function<void(Moment)> fail_at(std::size_t n, std::size_t& seen) {
  seen = 0;
  return [n, &seen](Moment) {
    if (++seen == n) throw Error(WINNOW_UNAVAILABLE, "flaky: call " + std::to_string(n));
  };
}

/// Every row is live as it was, or has a readable copy, or both.
void check_nothing_lost(Sweep& sweep, const FlakyRows& before) {
  const FlakyRows copies = sweep.copies();
  for (const auto& [key, row] : before) {
    const auto live = sweep.table.rows.find(key);
    const auto copy = copies.find(key);
    const bool kept =
        (live != sweep.table.rows.end() && live->second == row) || (copy != copies.end() && copy->second == row);
    if (!kept) FAIL("lost: " << key);
  }
}

/// What went is in the bin by the index, and what is live is not.
void check_books(Sweep& sweep, const FlakyRows& before) {
  const FlakyRows binned = sweep.binned();
  for (const auto& [key, row] : before) {
    const bool live = sweep.table.rows.contains(key);
    if (live == binned.contains(key)) FAIL(key << (live ? " is live and binned" : " is neither live nor binned"));
  }
  CHECK(sweep.removed_by_index() == static_cast<std::int64_t>(before.size() - sweep.table.rows.size()));
  sweep.check_ledger();
}

}  // namespace

TEST_CASE("a removal that fails at its nth call loses nothing, for every n") {
  bool failed = true;
  std::size_t n = 0;
  while (failed) {
    ++n;
    INFO("failing at call " << n);
    Sweep sweep(kRows);
    sweep.approve();
    const FlakyRows before = sweep.table.rows;
    std::size_t seen = 0;
    sweep.table.at = fail_at(n, seen);
    const JobReport report = sweep.run(Mode::apply);
    failed = seen >= n;
    sweep.table.at = [](Moment) {};
    check_nothing_lost(sweep, before);
    CHECK(report.status == (failed ? JobStatus::failed : JobStatus::applied));
    CHECK(report.message.empty() == !failed);
    // Of a batch that failed the report claims nothing, or what the store confirmed: never more than went.
    CHECK(report.tally.removed <= before.size() - sweep.table.rows.size());

    const JobReport again = sweep.run(Mode::apply);
    CHECK(again.status == JobStatus::applied);
    CHECK(sweep.table.rows.size() == 1);
    check_nothing_lost(sweep, before);
    check_books(sweep, before);

    CHECK(sweep.undo_all().counts.restored == kRows);
    CHECK(sweep.table.rows == before);
  }
  CHECK(n > 18);  // the moments of two batches, and those of the plan
}

TEST_CASE("recovery that fails at its nth call is done again, for every n") {
  for (const Moment killed : {Moment::sealed, Moment::committed}) {
    bool failed = true;
    for (std::size_t n = 1; failed; ++n) {
      INFO("failing at call " << n << " after " << (killed == Moment::sealed ? "sealed" : "committed"));
      Sweep sweep(20);
      sweep.approve();
      const FlakyRows before = sweep.table.rows;
      sweep.table.at = [&](Moment moment) {
        if (moment == killed) throw Error(WINNOW_UNAVAILABLE, "the connection is gone");
      };
      CHECK(sweep.run(Mode::apply).status == JobStatus::failed);
      std::size_t seen = 0;
      sweep.table.at = fail_at(n, seen);
      sweep.run(Mode::apply);
      failed = seen >= n;
      sweep.table.at = [](Moment) {};
      check_nothing_lost(sweep, before);
      CHECK(sweep.run(Mode::apply).status == JobStatus::applied);
      check_books(sweep, before);
      sweep.undo_all();
      CHECK(sweep.table.rows == before);
    }
  }
}

TEST_CASE("undo that fails at its nth call can be run again, for every n") {
  bool failed = true;
  for (std::size_t n = 1; failed; ++n) {
    INFO("failing at call " << n);
    Sweep sweep(kRows);
    sweep.approve();
    const FlakyRows before = sweep.table.rows;
    REQUIRE(sweep.run(Mode::apply).tally.removed == kRows);
    std::size_t seen = 0;
    sweep.table.at = fail_at(n, seen);
    try {
      sweep.undo_all();
    } catch (const std::exception&) {
    }
    failed = seen >= n;
    sweep.table.at = [](Moment) {};
    check_nothing_lost(sweep, before);
    sweep.undo_all();
    CHECK(sweep.table.rows == before);
    CHECK(sweep.binned().empty());
    sweep.check_ledger();
  }
}
