#include "core/state/runs.h"

#include <catch2/catch.hpp>

#include "core/base/failure.h"
#include "core/state/state.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

JobRun row_of(const std::string& run, const std::string& job, std::int64_t second) {
  JobRun row;
  row.run = run;
  row.job = job;
  row.mode = "apply";
  row.started = time_of(second * 1'000'000);
  return row;
}

}  // namespace

TEST_CASE("runs: a row is running until it ends, and an id is used once") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  Runs runs(state);
  runs.begin(row_of("r1", "audit", 1));
  CHECK(runs.find("r1", "audit")->status == kRunning);
  CHECK_FALSE(runs.find("r1", "audit")->finished);
  CHECK_THROWS_WITH(runs.begin(row_of("r1", "audit", 1)), Catch::Contains("another run has the id r1"));
  runs.end("r1", "audit", {time_of(5), "applied", 3, 2, false});
  CHECK(runs.find("r1", "audit")->status == "applied");
  CHECK(runs.find("r1", "audit")->removed == 2);
  CHECK(runs.last_success("audit") == time_of(1'000'000));
}

TEST_CASE("runs: what was killed before it had a lease gets its end from the next one; what had one does not") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  Runs runs(state);
  runs.begin(row_of("early", "audit", 1));
  runs.begin(row_of("leased", "audit", 2));
  runs.take_lease("leased", "audit", "l", "1.0", time_of(3));
  runs.begin(row_of("now", "audit", 4));
  runs.take_lease("now", "audit", "l", "1.0", time_of(5));
  CHECK(runs.find("early", "audit")->status == "interrupted");
  CHECK(runs.find("leased", "audit")->status == kRunning);
  CHECK(runs.find("now", "audit")->status == kRunning);
}

TEST_CASE("runs: found by a beginning of the id, newest first, and the last of a mode") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  Runs runs(state);
  CHECK_FALSE(runs.latest(time_of(9'000'000)));
  runs.begin(row_of("20a", "audit", 1));
  runs.begin(row_of("20b", "audit", 2));
  JobRun plan = row_of("30", "audit", 3);
  plan.mode = "plan";
  runs.begin(plan);
  CHECK(runs.latest(time_of(9'000'000)) == "30");
  // What began under a clock that was ahead is not the latest, until there is nothing else.
  CHECK(runs.latest(time_of(2'000'000)) == "20b");
  CHECK(runs.latest(time_of(0)) == "30");
  CHECK(runs.beginning_with("20", 5) == std::vector<std::string>{"20b", "20a"});
  CHECK(runs.last("audit")->run == "30");
  CHECK(runs.last("audit", "apply")->run == "20b");
  CHECK_FALSE(runs.last("other"));
}
