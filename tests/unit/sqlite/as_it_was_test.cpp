/// A row comes back exactly as it was, and nothing else happens; what cannot come back so is not removed.
#include <catch2/catch.hpp>

#include "support.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;
using Outcomes = std::vector<winnow_outcome>;

namespace {

/// Takes all rows of "t" away and brings them back; the database is then as it was, or says why not.
std::string there_and_back(Database& db) {
  const Selection all = everything("t");
  const std::string before = db.dump();
  const auto items = db.scan(all);
  MemoryBin bin;
  const auto removed = db.remove(all, items, bin, WINNOW_CASCADE);
  if (removed != Outcomes(items.size(), WINNOW_DONE)) return "not removed";
  if (db.query("SELECT count(*) FROM t") != "0") return "still there";
  db.close();
  if (db.restore(bin) != Outcomes(bin.pieces.size(), WINNOW_DONE)) return "not restored";
  return db.dump() == before ? "as it was" : "something else has changed";
}

std::vector<std::string> blockers(Database& db) {
  std::vector<std::string> out;
  for (const Fact& fact : db.store().inspect("t")) {
    if (fact.kind == WINNOW_FACT_BLOCKER) out.push_back(fact.name + "; " + fact.detail);
  }
  return out;
}

const std::string kRows = "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c');";

}  // namespace

TEST_CASE("sqlite as it was: insert triggers do not fire when a row comes back") {
  const std::string body =
      GENERATE("INSERT INTO log VALUES (new.id)", "UPDATE t SET v = 'stamped' WHERE id = new.id",
               "DELETE FROM t WHERE v = new.v AND id <> new.id", "SELECT RAISE(ABORT, 'no')",
               "SELECT RAISE(ROLLBACK, 'no')", "INSERT INTO f(rowid, v) VALUES (new.id, new.v)");
  CAPTURE(body);
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);" + kRows +
              "CREATE TABLE log (id); CREATE VIRTUAL TABLE f USING fts5(v);"
              "CREATE TRIGGER before BEFORE INSERT ON t BEGIN SELECT 1; END;"
              "CREATE TRIGGER after AFTER INSERT ON t BEGIN " +
              body + "; END");
  CHECK(there_and_back(db) == "as it was");
  CHECK(db.query("SELECT count(*) FROM log") == "0");
}

TEST_CASE("sqlite as it was: update triggers do not fire when a reference comes back") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY); CREATE TABLE log (id); INSERT INTO t VALUES (1);"
      "CREATE TABLE c (id INTEGER PRIMARY KEY, t REFERENCES t ON DELETE SET NULL); INSERT INTO c VALUES (5, 1);");
  const Selection all = everything("t");
  const std::string before = db.query("SELECT t FROM c");
  MemoryBin bin;
  REQUIRE(db.remove(all, db.scan(all), bin, WINNOW_CASCADE) == Outcomes{WINNOW_DONE});
  db.execute("CREATE TRIGGER late AFTER UPDATE ON c BEGIN INSERT INTO log VALUES (new.id); END");
  CHECK(db.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  CHECK(db.query("SELECT t FROM c") == before);
  CHECK(db.query("SELECT count(*) FROM log") == "0");
}

TEST_CASE("sqlite as it was: CHECKs are not asked, whether rows break them or only the application can tell") {
  const std::string check =
      GENERATE("v REGEXP 'x'", "only_the_application_has(v)", "length(v) > 5", "v IN (\"zz\")");
  CAPTURE(check);
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);" + kRows +
      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'v TEXT', 'v TEXT CHECK (' || '" +
      [&check] {
        std::string quoted;
        for (const char c : check) quoted += c == '\'' ? std::string("''") : std::string(1, c);
        return quoted;
      }() +
      "' || ')') WHERE name = 't'");
  CHECK(there_and_back(db) == "as it was");
}

TEST_CASE("sqlite as it was: a reference that led nowhere leads nowhere again, a new one is missing") {
  const std::string rule = GENERATE("", " ON DELETE CASCADE", " DEFERRABLE INITIALLY DEFERRED");
  Database db(
      "CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1);"
      "CREATE TABLE t (id INTEGER PRIMARY KEY, p REFERENCES p" +
      rule +
      ", q);"
      "PRAGMA foreign_keys = OFF; INSERT INTO t VALUES (1, 1, NULL), (2, 99, NULL), (3, NULL, 7), (4, 1, 8)");
  CHECK(there_and_back(db) == "as it was");
  const Selection all = everything("t");
  MemoryBin bin;
  REQUIRE(db.remove(all, db.scan(all), bin, WINNOW_CASCADE) == Outcomes(4, WINNOW_DONE));
  CHECK(bin.pieces[1].content == R"([2,99,null,{"dangling":["p"]}])");
  db.execute("PRAGMA foreign_keys = OFF; DELETE FROM p");
  CHECK(db.restore(bin) == Outcomes{WINNOW_FAILED, WINNOW_DONE, WINNOW_DONE, WINNOW_FAILED});
  CHECK_THAT(db.host.messages.back(), Contains("\"p\"") && Contains("restore that first"));
  CHECK(db.query("SELECT id FROM t") == "2|3");
}

TEST_CASE("sqlite as it was: tables of every shape") {
  const std::string schema = GENERATE(
      "CREATE TABLE t (k TEXT, n INT, v, PRIMARY KEY (n, k)) WITHOUT ROWID; INSERT INTO t VALUES ('a', 1, 1.0)",
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a ANY, r REAL, i INT) STRICT; INSERT INTO t VALUES (1, '5', 2, 3), "
      "(2, 5, 2.5, 9)",
      "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, v); INSERT INTO t VALUES (5, 1), (9, 2)",
      "CREATE TABLE t (k TEXT PRIMARY KEY, v UNIQUE ON CONFLICT REPLACE); INSERT INTO t(rowid, k, v) VALUES (7, "
      "'b', 1), (3, 'a', 2)",
      "CREATE TABLE t (id INTEGER PRIMARY KEY, v, s AS (v || 'x') STORED, w AS (json_extract(v, '$.a')));"
      "CREATE UNIQUE INDEX i ON t (json_extract(v, '$.a')) WHERE v IS NOT NULL; INSERT INTO t VALUES (1, "
      "'{\"a\":1}'), (2, NULL)",
      "CREATE TABLE t (id INTEGER PRIMARY KEY, d DATETIME, n NUMERIC); INSERT INTO t VALUES (1, '2020-01-01', "
      "'1e5x'), (2, 5, 1e300)");
  CAPTURE(schema);
  Database db(schema);
  CHECK(blockers(db).empty());
  CHECK(there_and_back(db) == "as it was");
}

TEST_CASE("sqlite as it was: a value that its column would not take again keeps its row, and no other") {
  const std::string change = GENERATE("NOT NULL", "TEXT");
  CAPTURE(change);
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'a'), (2, " +
              std::string(change == "TEXT" ? "5" : "NULL") +
              "), (3, 'c'); PRAGMA writable_schema = ON;"
              "UPDATE sqlite_schema SET sql = replace(sql, ', v', ', v " +
              change + "') WHERE name = 't'");
  const Selection all = everything("t");
  MemoryBin bin;
  CHECK(db.remove(all, db.scan(all), bin) == Outcomes{WINNOW_DONE, WINNOW_REFUSED, WINNOW_DONE});
  CHECK(bin.reasons[1] == "it would not come back as it is");
  CHECK(db.query("SELECT id FROM t") == "2");
}

TEST_CASE("sqlite as it was: a foreign key to a table that is not there is told before") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, p REFERENCES nowhere); INSERT INTO t VALUES (1, NULL)");
  const auto told = blockers(db);
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0], Contains("nowhere"));
}

TEST_CASE("sqlite as it was: what only the application can index is told before, by name") {
  const std::string schema = GENERATE("CREATE INDEX i ON t (only_the_application_has(v))",
                                      "CREATE INDEX i ON t (v COLLATE only_the_application_has)",
                                      "CREATE UNIQUE INDEX i ON t (v) WHERE only_the_application_has(v)");
  CAPTURE(schema);
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'a');"
      "CREATE INDEX plain ON t (v); PRAGMA writable_schema = ON;"
      "UPDATE sqlite_schema SET sql = '" +
      schema + "', name = 'i' WHERE name = 'plain'");
  const auto told = blockers(db);
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0], Contains("only_the_application_has"));
  MemoryBin bin;
  CHECK_THROWS_AS(db.remove(everything("t"), {OwnedItem{"1", "", 0, 0, {}}}, bin), Error);
  CHECK(db.query("SELECT count(*) FROM t") == "1");
}

TEST_CASE("sqlite as it was: a schema that works in the application works here") {
  const std::string beside = GENERATE("CREATE VIEW w AS SELECT json_extract(v, '$.a') FROM t",
                                      "CREATE VIEW w AS SELECT only_the_application_has(v) FROM t",
                                      "CREATE VIEW w AS SELECT * FROM a_table_that_is_gone",
                                      "CREATE TABLE o (v, a AS (json_extract(v, '$.a'))); CREATE INDEX oi ON o (a)",
                                      "CREATE TABLE o (v CHECK (v IN (\"double\", \"quotes\")))",
                                      "CREATE VIRTUAL TABLE f USING fts5(v, content='t', content_rowid='id')");
  CAPTURE(beside);
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);" + kRows + beside);
  CHECK(blockers(db).empty());
  CHECK(there_and_back(db) == "as it was");
}

TEST_CASE("sqlite as it was: a column that only the application can compute is not read unless it is asked for") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);" + kRows +
              "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'v TEXT', "
              "'v TEXT, w AS (only_the_application_has(v))') WHERE name = 't'");
  CHECK(db.scan(everything("t", {"v"})).size() == 3);
  CHECK_THROWS_WITH(db.scan(everything("t", {"w"})), Contains("only_the_application_has"));
}

TEST_CASE("sqlite as it was: a thread deeper than SQLite follows goes and comes back, beside ordinary rows") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t ON DELETE CASCADE); CREATE INDEX i ON t (up);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500) "
      "INSERT INTO t SELECT i, CASE WHEN i > 1 THEN i - 1 END FROM n; INSERT INTO t VALUES (9000, NULL), (9001, "
      "NULL)");
  const std::string before = db.dump();
  const Selection all = everything("t");
  const auto items = db.fetch(all, {"1", "9000", "9001"});
  const auto counts = db.store().dependants("t", std::vector<std::string_view>{"1", "2", "2000"});
  REQUIRE(counts.size() == 1);
  CHECK(counts[0].gone == 2497);
  MemoryBin bin;
  CHECK(db.remove(all, items, bin, WINNOW_CASCADE) == Outcomes(3, WINNOW_DONE));
  CHECK(db.query("SELECT count(*) FROM t") == "0");
  CHECK(db.restore(bin) == Outcomes(2502, WINNOW_DONE));
  CHECK(db.dump() == before);
}

TEST_CASE("sqlite as it was: a deep thread that something keeps stays alone, with its reason") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t ON DELETE CASCADE); CREATE INDEX i ON t (up);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500) "
      "INSERT INTO t SELECT i, CASE WHEN i > 1 THEN i - 1 END FROM n; INSERT INTO t VALUES (9000, NULL);"
      "CREATE TABLE pin (t REFERENCES t); INSERT INTO pin VALUES (1499)");
  const Selection all = everything("t");
  MemoryBin bin;
  CHECK(db.remove(all, db.fetch(all, {"1", "9000"}), bin, WINNOW_CASCADE) == Outcomes{WINNOW_REFUSED, WINNOW_DONE});
  CHECK(bin.reasons[0] == "referenced by pin");
  CHECK(db.query("SELECT count(*) FROM t") == "1500");
}
