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

TEST_CASE("plan: a row stays with what hangs on it, however long the chain, and a circle of those that go goes") {
  const std::string rule = GENERATE("CASCADE", "SET NULL");
  INFO(rule);
  const Outcome out =
      sweep("CREATE TABLE p(id INTEGER PRIMARY KEY, deleted_at TEXT, up REFERENCES p ON DELETE " + rule +
            ");"
            "INSERT INTO p VALUES (1, '2026-01-01', NULL), (2, '2026-01-01', 1), (3, '2026-01-01', 2),"
            "(4, NULL, 3), (5, '2026-01-01', 6), (6, '2026-01-01', 5), (7, '2026-01-01', 7),"
            "(8, '2026-01-01', 6), (9, '2026-11-20', 10), (10, '2026-01-01', NULL);"
            "CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE);"
            "INSERT INTO c VALUES (1, 1), (2, 5), (3, 10)");
  CHECK(out.failure.empty());
  CHECK(out.nominated == std::set<std::string>{"5", "6", "7", "8"});
  CHECK(out.tally.nominated == 4);
  CHECK(out.tally.kept == Reasons{{"what hangs on it stays", 4}});
  // What hangs on those that stay is not counted.
  CHECK(out.tally.dependants == Reasons{{"c", 1}});
  CHECK(out.tally.notes.empty());
}

TEST_CASE("plan: rows may hang on each other by way of another table") {
  const Outcome out = sweep(
      "CREATE TABLE p(id INTEGER PRIMARY KEY, deleted_at TEXT, c REFERENCES c ON DELETE CASCADE);"
      "CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE);"
      "INSERT INTO p VALUES (1, '2026-01-01', NULL), (2, NULL, 1), (3, '2026-01-01', NULL), (4, '2026-01-01', 3);"
      "INSERT INTO c VALUES (1, 1), (2, 1), (3, 3)");
  CHECK(out.failure.empty());
  CHECK(out.nominated == std::set<std::string>{"3", "4"});
  CHECK(out.tally.kept == Reasons{{"what hangs on it stays", 1}});
}

TEST_CASE("plan: rows of many pages hang on each other") {
  const Outcome out = sweep(
      "CREATE TABLE p(id INTEGER PRIMARY KEY, deleted_at TEXT, up INTEGER REFERENCES p ON DELETE CASCADE);"
      "CREATE INDEX p_up ON p(up);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)"
      "INSERT INTO p SELECT i, CASE WHEN i != 5000 THEN '2026-01-01' END, CASE WHEN i % 30 != 1 THEN i - 1 END "
      "FROM n");
  CHECK(out.failure.empty());
  CHECK(out.tally.nominated == 8980);
  CHECK(out.tally.kept == Reasons{{"what hangs on it stays", 19}});
}
