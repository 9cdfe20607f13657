#include <catch2/catch.hpp>

#include "bench.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;
using Keys = std::set<std::string>;

namespace {

const std::string kTable = R"(
  CREATE TABLE d(id INTEGER PRIMARY KEY, endpoint TEXT, status TEXT, created_at TEXT);
  INSERT INTO d VALUES
    (1, 'a', 'delivered', '2026-09-01'), (2, 'a', 'failed', '2026-09-01'), (3, 'a', 'pending', '2026-09-01'),
    (4, 'a', 'retrying', '2026-09-01'), (5, 'a', NULL, '2026-09-01'), (6, 'a', 'Delivered', '2026-09-01'),
    (7, 'b', 'delivered', '2026-11-10'), (8, 'b', 'failed', '2026-11-10'), (9, 'b', 'failed', '2026-05-01'),
    (10, 'b', 'delivered', '2026-06-01'), (11, 'b', 'cancelled', '2026-06-01');
)";

Outcome prune(const std::string& more, const std::string& sql = kTable) {
  return plan(sql, "plugin = \"webhook-prune\"\ntarget = \"d\"\nretention = \"30d\"\n" + more);
}

}  // namespace

TEST_CASE("webhook-prune: only what is over goes") {
  const Outcome out = prune("");
  CHECK(out.failure.empty());
  CHECK(out.nominated == Keys{"1", "2", "9", "10"});
  CHECK(out.tally.kept.empty());
  CHECK(out.reasons.at("1") == "older than 30d");
}

TEST_CASE("webhook-prune: other words for states, in another column") {
  CHECK(prune("terminal = \"cancelled\"").nominated == Keys{"11"});
  const std::string renamed = "ALTER TABLE d RENAME COLUMN status TO state;";
  CHECK(prune("status = \"state\"", kTable + renamed).nominated == Keys{"1", "2", "9", "10"});
  CHECK_THAT(prune("", kTable + renamed).failure, Contains("no column \"status\""));
  CHECK_THAT(prune("terminal = []").failure, Contains("terminal: must not be empty"));
}

TEST_CASE("webhook-prune: a state under way is never called terminal") {
  const std::string state = GENERATE("pending", "retrying");
  const Outcome out = prune("terminal = [\"delivered\", \"" + state + "\"]");
  CHECK_THAT(out.failure, Contains("terminal names \"" + state + "\""));
  CHECK(out.nominated.empty());
}

TEST_CASE("webhook-prune: failed deliveries have a keep time of their own") {
  const Outcome longer = prune("failed_retention = \"90d\"");
  CHECK(longer.nominated == Keys{"1", "9", "10"});
  CHECK(longer.reasons.at("9") == "failed, past failed_retention");
  CHECK(longer.reasons.at("10") == "older than 30d");

  const Outcome shorter = prune("failed_retention = \"7d\"");
  CHECK(shorter.nominated == Keys{"1", "2", "8", "9", "10"});
  CHECK(prune("failed_retention = \"7d\"\nterminal = \"failed\"").nominated == Keys{"2", "8", "9"});

  CHECK_THAT(prune("failed_retention = \"90d\"\nterminal = \"delivered\"").failure,
             Contains("\"failed\"") && Contains("not in `terminal`"));
  CHECK(prune("failed_retention = \"120d\"\nfailed = \"cancelled\"\nterminal = [\"delivered\", \"cancelled\"]")
            .nominated == Keys{"1", "10", "11"});
}

TEST_CASE("webhook-prune: the last of each endpoint stay") {
  const Outcome one = prune("keep_last = 1");
  // Of a the newest are 1 and 2, with the same time: 2 is the later by its key.
  CHECK(one.nominated == Keys{"1", "9", "10"});
  CHECK(one.tally.kept == std::map<std::string, std::uint64_t>{{"among the last 1 of its group", 1}});
  CHECK(prune("keep_last = 3").nominated == Keys{"9"});
  CHECK(prune("keep_last = 100").nominated.empty());
  CHECK(prune("keep_last = 1\ngroup_by = [\"endpoint\", \"status\"]").nominated == Keys{"10", "9"});
  CHECK_THAT(prune("keep_last = 1\ngroup_by = \"nowhere\"").failure, Contains("no column \"nowhere\""));
}

TEST_CASE("webhook-prune: where narrows before the last are counted") {
  const Outcome out = prune("keep_last = 1\nwhere = { status = \"failed\" }");
  CHECK(out.nominated == Keys{"9"});
  CHECK(out.tally.kept == std::map<std::string, std::uint64_t>{{"among the last 1 of its group", 1}});
}

TEST_CASE("webhook-prune: a time that cannot be trusted takes no place among the last") {
  const Outcome out = prune("keep_last = 1", kTable +
                                                 "INSERT INTO d VALUES (20, 'a', 'failed', '2030-01-01'),"
                                                 "(21, 'a', 'failed', NULL), (22, 'a', 'pending', NULL)");
  CHECK(out.nominated == Keys{"1", "9", "10"});
  CHECK(out.tally.refused == std::map<std::string, std::uint64_t>{{"future_time", 1}, {"null_time", 1}});
}

TEST_CASE("webhook-prune: it needs a retention") {
  CHECK_THAT(plan(kTable, "plugin = \"webhook-prune\"\ntarget = \"d\"").failure, Contains("needs a retention"));
}
