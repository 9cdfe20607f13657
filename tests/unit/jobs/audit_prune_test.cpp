#include <catch2/catch.hpp>

#include "bench.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;
using Keys = std::set<std::string>;

namespace {

const std::string kTable = R"(
  CREATE TABLE a(id INTEGER PRIMARY KEY, created_at TEXT, action TEXT, file TEXT);
  INSERT INTO a VALUES
    (1, '2025-01-01', 'login', NULL), (2, '2025-01-01', 'upload', 'x'), (3, '2018-01-01', 'upload', 'y'),
    (4, '2025-01-01', NULL, NULL), (5, '2026-11-01', 'login', NULL), (6, '2025-01-01', 'export', NULL);
)";

Outcome prune(const std::string& more, const std::string& retention = "365d") {
  return plan(kTable, "plugin = \"audit-prune\"\ntarget = \"a\"\nretention = \"" + retention + "\"\n" + more);
}

}  // namespace

TEST_CASE("audit-prune: what is older than its retention goes") {
  CHECK(prune("").nominated == Keys{"1", "2", "3", "4", "6"});
  CHECK(prune("where = { action = \"login\" }").nominated == Keys{"1"});
  CHECK_THAT(plan(kTable, "plugin = \"audit-prune\"\ntarget = \"a\"").failure, Contains("needs a retention"));
}

TEST_CASE("audit-prune: a row goes only if it surely meets no keep filter") {
  const Outcome out = prune("keep = { action = \"upload\", created_at = { newer_than = \"7y\" } }");
  CHECK(out.nominated == Keys{"1", "3", "6"});  // 4 might be an upload: nobody says
  CHECK(out.tally.kept == Reasons{{"kept by the rule", 2}});
  CHECK(prune("keep = [{ action = \"upload\" }, { action = \"login\" }]").nominated == Keys{"6"});
  CHECK(prune("keep = { file = { null = true } }").nominated == Keys{"2", "3"});
  CHECK_THAT(prune("keep = { actoin = \"upload\" }").failure, Contains("no column \"actoin\""));
}

TEST_CASE("audit-prune: a retention below the floor is refused") {
  CHECK_THAT(prune("", "89d").failure, Contains("retention 89d is below the minimum of 90d"));
  CHECK(prune("", "90d").failure.empty());
  CHECK(prune("minimum = \"30d\"", "31d").failure.empty());
  CHECK_THAT(prune("minimum = \"7y\"", "6y").failure, Contains("below the minimum of 7y"));
}
