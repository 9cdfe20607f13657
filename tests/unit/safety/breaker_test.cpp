#include "core/safety/breaker.h"
#include "tests/unit/raw_state.h"

#include "core/base/failure.h"
#include "scratch.h"

using namespace winnow;
using Catch::Contains;

namespace {

const Time kNow = *parse_time("2026-11-21T06:47:00Z", Zone{});
constexpr Span kHour = std::chrono::hours(1);

class Bench {
 public:
  Bench() : state(State::open(scratch.path() / "state.db")) {
    limits.max_deletes = 10'000;
    limits.window = parse_duration("1d");
  }

  Breaker breaker(Action action = Action::remove, Time now = kNow) {
    return {state, "audit", limits, 1.0, action, now};
  }
  Judgement judge(std::uint64_t nominated, std::optional<std::uint64_t> total = std::nullopt) {
    return breaker().judge({nominated, 0, total});
  }

  /// A batch of an earlier run in the bin's index.
  void batch(const std::string& run, Time at, std::int64_t counted, const char* how = "settled",
             int let_through = 0) {
    test::raw(state).run(
        "INSERT INTO segments(run, job, n, store, identity, target, lease, place, path, sha256, sealed_at, items, "
        "counted, bytes, taken, allowed, let_through, state, lines, reason) VALUES(?, 'audit', 1, '', '', '', '', "
        "'', '', '', ?, 0, ?, 0, '', ?, ?, ?, 'binned', '')",
        run, micros_of(at), counted, let_through > 0 ? 1 : 0, let_through, std::string_view(how));
  }
  /// An ended apply that had nominated so many.
  void run(const std::string& id, Time at, std::int64_t nominated, const char* status = "applied",
           int allowed = 0) {
    test::raw(state).run(
        "INSERT INTO job_runs(run, job, store, target, lease, mode, operator, host, version, started, status, "
        "nominated, allowed) VALUES(?, 'audit', '', '', '', 'apply', '', '', '', ?, ?, ?, ?)",
        id, micros_of(at), std::string_view(status), nominated, allowed);
  }

  test::Scratch scratch;
  State state;
  Limits limits;
};

}  // namespace

TEST_CASE("a plan up to max_deletes goes ahead and one more item trips") {
  Bench bench;
  CHECK_FALSE(bench.judge(10'000).over());
  const Judgement over = bench.judge(10'001);
  CHECK(over.limit == "max_deletes");
  CHECK(over.words == "would remove 10,001, the limit is 10,000 in 1d (0 used)");
  CHECK(over.toml == "max_deletes = 10001");
}

TEST_CASE("the window rolls over all runs") {
  Bench bench;
  bench.batch("yesterday", kNow - 25 * kHour, 9'000);
  bench.batch("this morning", kNow - 23 * kHour, 4'000);
  bench.batch("an hour ago", kNow - kHour, 2'000);
  CHECK(bench.judge(4'000).used == 6'000);
  CHECK_FALSE(bench.judge(4'000).over());
  CHECK(bench.judge(4'001).over());
}

TEST_CASE("a sealed batch counts in full until it is settled and then for what it removed") {
  Bench bench;
  bench.batch("sealed", kNow - kHour, 1'000, "sealed");
  CHECK(bench.judge(1).used == 1'000);
  test::raw(bench.state).run("UPDATE segments SET state = 'settled', counted = 400");
  CHECK(bench.judge(1).used == 400);
}

TEST_CASE("rows that hang on the nominated count against max_deletes and against no share") {
  Bench bench;
  bench.limits.max_share = 0.5;
  CHECK_FALSE(bench.breaker().judge({1'000, 9'000, 2'000}).over());
  const Judgement over = bench.breaker().judge({1'000, 9'001, 2'000});
  CHECK(over.limit == "max_deletes");
  CHECK(over.words == "would remove 1,000 and 9,001 rows that hang on them, the limit is 10,000 in 1d (0 used)");
  CHECK(over.toml == "max_deletes = 10001");
}

TEST_CASE("a batch on which more hangs than was planned goes ahead as far as the limit has room") {
  Bench bench;
  bench.batch("an hour ago", kNow - kHour, 4'000);
  bench.breaker().reserve("run", "lease", 1'000);
  bench.breaker().draw("run", 900, OverLimits::no);
  CHECK(bench.breaker().used() == 4'100);
  CHECK_THROWS_WITH(bench.breaker().draw("run", 6'001, OverLimits::no), Contains("limits have no room"));
  CHECK(bench.breaker().used() == 4'100);
  CHECK_THROWS_AS(bench.breaker().draw("run", 101, OverLimits::allowed), Failure);
  bench.breaker().draw("run", 6'000, OverLimits::no);
  CHECK(bench.breaker().used() == 4'000);
}

TEST_CASE("what another run has reserved is used and what it did not seal is given back") {
  Bench bench;
  {
    Transaction transaction(bench.state);
    bench.breaker().reserve("first", "lease-a", 6'000);
    transaction.commit();
  }
  CHECK(bench.judge(6'000).over());
  CHECK_FALSE(bench.judge(4'000).over());
  bench.breaker().draw("first", 1'000, OverLimits::no);
  CHECK(bench.judge(1).used == 5'000);
  bench.breaker().release("first");
  CHECK(bench.judge(1).used == 0);
}

TEST_CASE("the reservation of a run that died is replaced by the next one of its lease") {
  Bench bench;
  bench.breaker().reserve("died", "lease-a", 6'000);
  bench.breaker().reserve("next", "lease-a", 3'000);
  CHECK(bench.judge(1).used == 3'000);
  bench.breaker().reserve("elsewhere", "lease-b", 500);
  CHECK(bench.judge(1).used == 3'500);
}

TEST_CASE("max_share is judged against the target") {
  Bench bench;
  bench.limits.max_share = 0.5;
  CHECK_FALSE(bench.judge(50, 100).over());
  const Judgement over = bench.judge(51, 100);
  CHECK(over.limit == "max_share");
  CHECK(over.words == "would remove 51 of 100 (51%), the limit is 50%");
  CHECK(over.toml == "max_share = \"51%\"");
  CHECK_FALSE(bench.judge(51).over());
}

TEST_CASE("max_growth is judged against the largest of the last four runs") {
  Bench bench;
  bench.limits.max_deletes = 1'000'000;
  bench.run("1", kNow - 500 * kHour, 90'000);
  bench.run("2", kNow - 40 * kHour, 1'000);
  bench.run("3", kNow - 30 * kHour, 2'000);
  bench.run("4", kNow - 20 * kHour, 500);
  bench.run("5", kNow - 10 * kHour, 700);
  CHECK_FALSE(bench.judge(6'000).over());
  const Judgement over = bench.judge(6'001);
  CHECK(over.limit == "max_growth");
  CHECK(over.toml == "max_growth = \"301%\"");
  CHECK(bench.judge(900'000).toml == "max_growth = \"45000%\"");
}

TEST_CASE("however large a share is, it is written as a TOML may say it") {
  Bench bench;
  bench.limits.max_deletes = 1'000'000;
  bench.run("1", kNow - 40 * kHour, 1);
  CHECK(bench.judge(30'000).toml == "max_growth = \"3000000%\"");
}

TEST_CASE("a small plan never trips max_growth and a first run has nothing to grow from") {
  Bench bench;
  CHECK_FALSE(bench.judge(9'000).over());
  bench.run("1", kNow - 40 * kHour, 1);
  CHECK_FALSE(bench.judge(1'000).over());
  CHECK(bench.judge(1'001).limit == "max_growth");
}

TEST_CASE("failed runs and those let through once are no history for growth") {
  Bench bench;
  bench.limits.max_deletes = 1'000'000;
  bench.run("1", kNow - 40 * kHour, 2'000);
  bench.run("2", kNow - 30 * kHour, 50'000, "failed");
  bench.run("3", kNow - 20 * kHour, 50'000, "applied", 1);
  CHECK(bench.judge(6'001).limit == "max_growth");
}

TEST_CASE("what a person let through goes once and over as many runs as it takes") {
  Bench bench;
  {
    Transaction transaction(bench.state);
    bench.breaker().latch("run", "too many");
    Reservations(bench.state).allow("audit", 25'000, kNow, "anna", "first clean-up");
    transaction.commit();
  }
  CHECK(bench.breaker().latched().empty());
  CHECK(bench.judge(25'000).allowed == 25'000);
  CHECK_FALSE(bench.judge(25'000).over());
  CHECK_FALSE(bench.judge(35'000).over());
  CHECK(bench.judge(35'001).over());
  bench.breaker().spend_allowance(20'000);
  CHECK_FALSE(bench.judge(15'000).over());
  CHECK(bench.judge(15'001).over());
  bench.breaker().spend_allowance(5'000);
  CHECK(bench.judge(10'001).over());
  CHECK(bench.judge(1).allowed == 0);
}

TEST_CASE("what an allowance pays for uses up nothing of the window, and the rest does") {
  Bench bench;
  bench.batch("allowed", kNow - kHour, 25'000, "settled", 25'000);
  CHECK(bench.judge(1).used == 0);
  bench.batch("partly", kNow - kHour, 25'000, "settled", 24'000);
  CHECK(bench.judge(1).used == 1'000);
  Reservations(bench.state).allow("audit", 10, kNow, "anna", "first clean-up");
  CHECK(bench.breaker().paid_of(8) == 8);
  CHECK(bench.breaker().paid_of(12) == 10);
}

TEST_CASE("the first reason to latch stays") {
  Bench bench;
  CHECK(bench.breaker().latched().empty());
  bench.breaker().latch("one", "too many");
  bench.breaker().latch("two", "another");
  CHECK(bench.breaker().latched() == "too many");
}

TEST_CASE("purging has a count of its own") {
  Bench bench;
  bench.batch("removed", kNow - kHour, 9'000);
  test::raw(bench.state)
      .run("INSERT INTO purges(run, job, at, items) VALUES('p', 'audit', ?, 3000)", micros_of(kNow - kHour));
  CHECK(bench.breaker(Action::purge).judge({1, 0, std::nullopt}).used == 3'000);
  CHECK(bench.breaker(Action::remove).judge({1, 0, std::nullopt}).used == 9'000);
}

TEST_CASE("a plan of nothing never trips") {
  Bench bench;
  bench.batch("removed", kNow - kHour, 90'000);
  CHECK_FALSE(bench.judge(0, 0).over());
}

TEST_CASE("a state that cannot be read trips whoever asks it") {
  Bench bench;
  test::raw(bench.state).run("DROP TABLE reservations");
  CHECK_THROWS_AS(bench.judge(1), Failure);
}

TEST_CASE("a clock that went back or leapt ahead is not trusted until a person takes it") {
  Bench bench;
  constexpr Span kKeep = 24 * 14 * kHour;
  const auto doubt = [&](Time now, const Witness& witness) {
    return distrust_clock(bench.state, now, kKeep, witness);
  };
  CHECK(doubt(kNow, {}).empty());
  accept_clock(bench.state, kNow, {"boot-1", 100 * kHour, {}});
  CHECK(doubt(kNow + kHour, {}).empty());
  CHECK(doubt(kNow - std::chrono::minutes(2), {}).empty());
  CHECK_THAT(doubt(kNow - std::chrono::minutes(3), {}), Contains("it went back"));
  CHECK(doubt(kNow + kKeep, {}).empty());
  CHECK_THAT(doubt(kNow + kKeep + kHour, {}), Contains("a leap of 14d 1h") && Contains("breaker reset"));

  SECTION("the time since boot bears out what passed, and nothing more") {
    const Time later = kNow + 24 * 99 * kHour;
    CHECK(doubt(later, {"boot-1", (100 + 24 * 99) * kHour, {}}).empty());
    CHECK_FALSE(doubt(later, {"boot-1", 101 * kHour, {}}).empty());
    CHECK_FALSE(doubt(later, {"boot-2", (100 + 24 * 99) * kHour, {}}).empty());
    CHECK_FALSE(doubt(later, {"boot-1", 1 * kHour, {}}).empty());
  }
  SECTION("so does a time service, while it agrees") {
    const Time later = kNow + 24 * 99 * kHour;
    CHECK(doubt(later, {"", Span{0}, later}).empty());
    CHECK_FALSE(doubt(later, {"", Span{0}, kNow + kHour}).empty());
  }
  SECTION("a clock that was taken is the one to go by") {
    accept_clock(bench.state, kNow + 3'000 * kHour, {});
    CHECK(doubt(kNow + 3'001 * kHour, {}).empty());
  }
}
