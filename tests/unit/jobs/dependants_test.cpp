/// What a plan says of the rows that hang on those that it nominates.
#include <catch2/catch.hpp>

#include "bench.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;

namespace {

Outcome sweep(const std::string& sql) {
  return plan(sql, "plugin = \"soft-delete-sweep\"\ntarget = \"p\"\nretention = \"30d\"");
}

const std::string kParents =
    "CREATE TABLE p(id INTEGER PRIMARY KEY, deleted_at TEXT);"
    "INSERT INTO p VALUES (1, '2026-01-01'), (2, '2026-01-01'), (3, NULL);";

}  // namespace

TEST_CASE("plan: rows that hang on the nominated are counted by table") {
  const Outcome out =
      sweep(kParents +
            "CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE);"
            "CREATE TABLE g(id INTEGER PRIMARY KEY, c REFERENCES c ON DELETE CASCADE);"
            "CREATE TABLE n(id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE SET NULL);"
            "INSERT INTO c VALUES (1, 1), (2, 1), (3, 2), (4, 3); INSERT INTO g VALUES (1, 1), (2, 4);"
            "INSERT INTO n VALUES (1, 2), (2, 3), (3, NULL)");
  CHECK(out.failure.empty());
  CHECK(out.nominated.size() == 2);
  CHECK(out.tally.dependants == Reasons{{"c", 3}, {"g", 1}});
  CHECK(out.tally.dependants_changed == Reasons{{"n", 1}});
}

TEST_CASE("plan: a table that nothing hangs on has nothing to tell") {
  const Outcome out = sweep(kParents + "CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE RESTRICT)");
  CHECK(out.tally.dependants.empty());
  CHECK(out.tally.notes.empty());
}

TEST_CASE("plan: what cannot be counted is said, and does not fail the plan") {
  const Outcome out =
      sweep(kParents + "CREATE TABLE c(p REFERENCES p ON DELETE CASCADE); INSERT INTO c VALUES (1)");
  CHECK(out.failure == "");
  CHECK(out.nominated.size() == 2);
  REQUIRE(out.tally.notes.size() == 1);
  CHECK_THAT(out.tally.notes[0], Contains("cannot be counted") && Contains("no primary key"));
}
