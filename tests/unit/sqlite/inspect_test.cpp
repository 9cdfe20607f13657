#include <algorithm>
#include <catch2/catch.hpp>

#include "sqlite/database.h"
#include "support.h"

using namespace winnow;
using namespace winnow::test;

namespace {

std::vector<Fact> of_kind(const std::vector<Fact>& facts, winnow_fact_kind kind) {
  std::vector<Fact> out;
  std::copy_if(facts.begin(), facts.end(), std::back_inserter(out),
               [kind](const Fact& f) { return f.kind == kind; });
  return out;
}

}  // namespace

TEST_CASE("sqlite inspect: columns, key, indexes") {
  Database db(
      "CREATE TABLE t (a VARCHAR(20), b BIGINT, c, d DOUBLE, e BLOB, f DATETIME, g BOOLEAN, h DECIMAL(10, 2), "
      "twice AS (b * 2), PRIMARY KEY (b, a)); CREATE INDEX by_f ON t (f, d)");
  const auto facts = db.store().inspect("t");
  const std::vector<std::pair<std::string, winnow_type>> expected = {
      {"a", WINNOW_TEXT}, {"b", WINNOW_INT},  {"c", WINNOW_NULL}, {"d", WINNOW_REAL},    {"e", WINNOW_BYTES},
      {"f", WINNOW_TIME}, {"g", WINNOW_BOOL}, {"h", WINNOW_REAL}, {"twice", WINNOW_REAL}};
  const auto fields = of_kind(facts, WINNOW_FACT_FIELD);
  REQUIRE(fields.size() == expected.size());
  for (std::size_t i = 0; i + 1 < expected.size(); ++i) {
    CHECK(fields[i].name == expected[i].first);
    CHECK(fields[i].type == expected[i].second);
  }
  CHECK(fields[0].detail == "VARCHAR(20)");
  const auto keys = of_kind(facts, WINNOW_FACT_KEY);
  REQUIRE(keys.size() == 2);
  CHECK(keys[0].name == "b");
  CHECK(keys[1].name == "a");
  const auto indexes = of_kind(facts, WINNOW_FACT_INDEX);
  const auto by_f = std::find_if(indexes.begin(), indexes.end(), [](const Fact& f) { return f.name == "by_f"; });
  REQUIRE(by_f != indexes.end());
  CHECK(by_f->detail == "f, d");
  CHECK(of_kind(facts, WINNOW_FACT_BLOCKER).empty());
}

TEST_CASE("sqlite inspect: what could not be brought back is blocked, and refused by remove") {
  Database db(
      "CREATE TABLE nokey (a); CREATE VIRTUAL TABLE f USING fts5(x);"
      "CREATE TABLE auto (id INTEGER PRIMARY KEY AUTOINCREMENT);"
      "CREATE TABLE hidden (rowid TEXT PRIMARY KEY, oid, _rowid_)");
  for (const auto& [target, words] : {std::pair<std::string, std::string>{"nokey", "no primary key"},
                                      {"f", "a virtual table"},
                                      {"f_data", "a shadow table of a virtual table"},
                                      {"sqlite_sequence", "a table of SQLite's own"},
                                      {"hidden", "columns named rowid, _rowid_ and oid hide the row number"}}) {
    CAPTURE(target);
    const auto blockers = of_kind(db.store().inspect(target), WINNOW_FACT_BLOCKER);
    REQUIRE(blockers.size() == 1);
    CHECK(blockers[0].name == words);
    CHECK_FALSE(blockers[0].detail.empty());
    MemoryBin bin;
    CHECK_THROWS_AS(db.remove(everything(target), {OwnedItem{"1", "", 0, 0, {}}}, bin), Error);
  }
}

TEST_CASE("sqlite inspect: dependants and triggers") {
  Database db(R"(
    CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE);
    CREATE TABLE c1 (id INTEGER PRIMARY KEY, p_id REFERENCES p ON DELETE CASCADE);
    CREATE TABLE c2 (id INTEGER PRIMARY KEY, code REFERENCES P(code) ON DELETE SET NULL);
    CREATE TABLE c3 (id INTEGER PRIMARY KEY, p_id DEFAULT 0 REFERENCES p ON DELETE SET DEFAULT);
    CREATE TABLE c4 (id INTEGER PRIMARY KEY, p_id REFERENCES p);
    CREATE TABLE log (x);
    CREATE TRIGGER gone AFTER DELETE ON p BEGIN INSERT INTO log VALUES (1); END;
    CREATE TRIGGER unrelated AFTER INSERT ON p BEGIN DELETE FROM log; END;)");
  const auto facts = db.store().inspect("p");
  std::vector<std::string> details;
  for (const Fact& fact : of_kind(facts, WINNOW_FACT_DEPENDANT)) details.push_back(fact.name + ": " + fact.detail);
  CHECK(details == std::vector<std::string>{"c1: cascade on c1.p_id", "c2: set null on c2.code"});
  const auto blockers = of_kind(facts, WINNOW_FACT_BLOCKER);
  REQUIRE(blockers.size() == 1);
  CHECK(blockers[0].name == "set_default");
  const auto triggers = of_kind(facts, WINNOW_FACT_TRIGGER);
  REQUIRE(triggers.size() == 1);
  CHECK(triggers[0].name == "gone");
}

TEST_CASE("sqlite inspect: rows that could not come back are told of, and those behind rows of other tables") {
  Database db(
      "CREATE TABLE p (id INTEGER PRIMARY KEY, c REFERENCES c ON DELETE SET NULL);"
      "CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE);"
      "CREATE TABLE nokey (p REFERENCES p ON DELETE CASCADE);"
      "CREATE TABLE never (id INTEGER PRIMARY KEY, p NOT NULL REFERENCES p ON DELETE SET NULL)");
  const auto facts = db.store().inspect("p");
  std::vector<std::string> told;
  for (const Fact& fact : of_kind(facts, WINNOW_FACT_DEPENDANT)) told.push_back(fact.name + ": " + fact.detail);
  CHECK(told == std::vector<std::string>{"c: cascade on c.p", "nokey: cascade on nokey.p", "p: set null on p.c"});
  const auto blockers = of_kind(facts, WINNOW_FACT_BLOCKER);
  REQUIRE(blockers.size() == 1);
  CHECK(blockers[0].detail == "rows of \"nokey\" hang on \"p\": has no primary key");
}

TEST_CASE("sqlite inspect: a trigger that only protects is a trigger") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY);"
      "CREATE TRIGGER guard BEFORE DELETE ON t BEGIN SELECT RAISE(IGNORE); END");
  CHECK(of_kind(db.store().inspect("t"), WINNOW_FACT_TRIGGER).size() == 1);
}

TEST_CASE("sqlite inspect: a name that is no column is never taken for a text") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, expires_at TEXT)");
  const sqlite::Connection connection(db.path, SQLITE_OPEN_READONLY, db.path);
  CHECK_THROWS_AS(sqlite::Statement(connection, R"(SELECT id FROM t WHERE "expird_at" > '2020')"), Error);
}
