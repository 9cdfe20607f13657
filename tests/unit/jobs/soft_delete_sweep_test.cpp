#include <catch2/catch.hpp>

#include "bench.h"

using namespace winnow;
using namespace winnow::test;
using Keys = std::set<std::string>;

namespace {

const std::string kTable = R"(
  CREATE TABLE c(id INTEGER PRIMARY KEY, deleted_at TEXT, gone_on TEXT);
  INSERT INTO c VALUES (1, NULL, '2026-01-01'), (2, '2026-10-01', NULL), (3, '2026-11-20', NULL),
    (4, '2030-01-01', NULL), (5, '', NULL);
)";

Outcome sweep(const std::string& more) {
  return plan(kTable, "plugin = \"soft-delete-sweep\"\ntarget = \"c\"\n" + more);
}

}  // namespace

TEST_CASE("soft-delete-sweep: rows whose mark is old go, rows without one are ordinary") {
  const Outcome out = sweep("retention = \"30d\"");
  CHECK(out.nominated == Keys{"2"});
  CHECK(out.tally.kept.empty());
  CHECK(out.tally.refused == Reasons{{"future_time", 1}, {"unreadable_time", 1}});
  CHECK(sweep("retention = \"30d\"\ncolumn = \"gone_on\"").nominated == Keys{"1"});
}

TEST_CASE("soft-delete-sweep: without a retention nothing ever goes") {
  const Outcome out = sweep("");
  CHECK(out.failure.empty());
  CHECK(out.nominated.empty());
  CHECK(out.tally.scanned == 0);
}
