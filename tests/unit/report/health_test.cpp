#include "core/report/health.h"

#include <catch2/catch.hpp>

#include "core/base/durations.h"
#include "core/report/past_runs.h"
#include "core/state/lease.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

constexpr const char* kJob = "[jobs.audit]\nplugin = \"a\"\nstore = \"app\"\ntarget = \"t\"\n";

/// A state of one job, and the seconds of a day on which things happen to it.
struct World {
  TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  Runs runs{state};
  std::string options;

  void begin(const std::string& run, std::int64_t second, const char* mode = "apply") {
    JobRun row;
    row.run = run;
    row.job = "audit";
    row.mode = mode;
    row.started = at(second);
    runs.begin(row);
  }
  void end(const std::string& run, std::int64_t second, const char* status) {
    runs.end(run, "audit", {at(second), status, 0, 0, false});
  }
  static Time at(std::int64_t second) {
    return *parse_time("2026-11-21T06:00:00Z", Zone{}) + Span(second * 1'000'000);
  }

  JobHealth health(std::int64_t second) {
    const Config config = parse_config("[stores.app]\nplugin = \"sqlite\"\nallow = [\"t\"]\n" + (kJob + options),
                                       folder.path() / "winnow.toml", at(second));
    return health_of(config, &state, {}, {at(second), parse_duration("8d")}).jobs.front();
  }
  std::vector<std::string> problems(std::int64_t second) {
    std::vector<std::string> out;
    for (const Problem& problem : health(second).problems) out.push_back(problem.name);
    return out;
  }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("health: an apply that only met another run hides nothing of how that one ends") {
  World world;
  world.begin("long", 10);
  world.begin("met", 20);
  world.end("met", 21, "locked");
  SECTION("it ended well") {
    world.end("long", 60, "applied");
    CHECK(world.problems(100).empty());
    CHECK(world.health(100).last_apply->run == "long");
  }
  SECTION("it ended partial") {
    world.end("long", 60, "partial");
    CHECK(world.problems(100) == Names{"partial", "late"});
  }
  SECTION("it is at work still") {
    const Lease lease(world.state, "l");
    world.runs.take_lease("long", "audit", "l", "1.0", World::at(11));
    CHECK(world.problems(100) == Names{"late"});
  }
  SECTION("it was killed") {
    CHECK(world.problems(100) == Names{"interrupted", "locked", "late"});
  }
}

TEST_CASE("health: an apply that met a run of something else, and none has ended since, is a problem") {
  World world;
  world.begin("before", 10);
  world.end("before", 12, "applied");
  world.begin("met", 20);
  world.end("met", 21, "locked");
  CHECK(world.problems(100) == Names{"locked"});
  world.begin("after", 30);
  world.end("after", 31, "applied");
  CHECK(world.problems(100).empty());
}

TEST_CASE("past runs: what a run ends with is not known before its end") {
  World world;
  world.begin("one", 10);
  CHECK(list_past_runs(world.state, {}, 5, Time::max()).at(0).at("status").is_null());
  world.end("one", 12, "partial");
  CHECK(list_past_runs(world.state, {}, 5, Time::max()).at(0).at("status") == 3);
}

TEST_CASE("health: a job that the TOML switches off has its history still") {
  World world;
  world.begin("last", 10);
  world.end("last", 11, "applied");
  world.options = "enabled = false\n";
  const JobHealth health = world.health(60);
  CHECK(world.problems(60) == Names{"paused"});
  CHECK(health.last_success == World::at(10));
  CHECK(health.last_run->run == "last");
  CHECK(health.breaker);
}

TEST_CASE("health: a run of a time that is yet to come is told") {
  World world;
  world.begin("ahead", 1000);
  world.end("ahead", 1001, "applied");
  CHECK(world.problems(60) == Names{"clock", "late"});
  CHECK(world.problems(900) == Names{"late"});
  CHECK(world.problems(1100).empty());
  world.begin("now", 50);
  world.end("now", 51, "applied");
  CHECK(world.problems(60).empty());
}
