#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "support.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;
using Outcomes = std::vector<winnow_outcome>;

namespace {

/// Removes all rows of "t", and answers the bin.
MemoryBin emptied(Database& db) {
  MemoryBin bin;
  const Selection all = everything("t");
  for (const winnow_outcome outcome : db.remove(all, db.scan(all), bin)) REQUIRE(outcome == WINNOW_DONE);
  REQUIRE(db.query("SELECT count(*) FROM t") == "0");
  return bin;
}

}  // namespace

TEST_CASE("sqlite restore: the dump is as it was, whatever the values and the kind of table") {
  const std::string values =
      "('a', NULL, '', x'', 9223372036854775807, 1.0, 'e\u0301'), ('b', 9e999, -9e999, x'00ff', -1, 1e300, "
      "CAST(x'ff' AS TEXT)), ('c', 'x' || char(0) || 'y', char(10), zeroblob(3), 0.1, '5', 5)";
  for (const std::string declaration :
       {"CREATE TABLE t (k TEXT PRIMARY KEY, c1, c2, c3, c4, c5, c6)",
        "CREATE TABLE t (k TEXT PRIMARY KEY, c1, c2, c3, c4, c5, c6) WITHOUT ROWID",
        "CREATE TABLE t (k, c1, c2 TEXT, c3 BLOB, c4 NUMERIC, c5 REAL, c6 INTEGER, PRIMARY KEY (k, c4))",
        "CREATE TABLE t (k, c1, c2, c3, c4, c5, c6, id INTEGER PRIMARY KEY AUTOINCREMENT, u AS (c4) STORED)"}) {
    CAPTURE(declaration);
    Database db(declaration + ";INSERT INTO t(k, c1, c2, c3, c4, c5, c6) VALUES " + values +
                ";DELETE FROM t WHERE k = 'a'; INSERT INTO t(k, c1, c2, c3, c4, c5, c6) VALUES " +
                values.substr(0, values.find("),") + 1));
    const std::string before = db.dump();
    const MemoryBin bin = emptied(db);
    CHECK(db.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE, WINNOW_DONE});
    CHECK(db.dump() == before);
    CHECK(db.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE, WINNOW_DONE});
    CHECK(db.dump() == before);
  }
}

TEST_CASE("sqlite restore: never overwrites") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, name TEXT UNIQUE ON CONFLICT REPLACE);"
      "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')");
  const MemoryBin bin = emptied(db);
  db.execute("INSERT INTO t VALUES (1, 'a'), (2, 'other'), (9, 'c')");
  CHECK(db.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_OCCUPIED, WINNOW_OCCUPIED, WINNOW_DONE});
  CHECK(db.query("SELECT id || name FROM t ORDER BY id") == "1a|2other|4d|9c");
}

TEST_CASE("sqlite restore: neighbours come back at once, each as it would by itself") {
  const unsigned seed = GENERATE(range(0u, 40u));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto one_in = [&random](unsigned n) { return random() % n == 0; };
  const std::string on_conflict = seed % 3 == 0 ? " ON CONFLICT REPLACE" : "";
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, v, name TEXT UNIQUE" + on_conflict + ")");
  for (int i = 1; i <= 100; ++i) {
    if (one_in(6)) continue;
    const std::string value = one_in(5)   ? "'a\"b\\'"
                              : one_in(5) ? "-0.5"
                              : one_in(5) ? "x'00ff'"
                              : one_in(5) ? "NULL"
                                          : "'v'";
    db.execute("INSERT INTO t VALUES (" + std::to_string(i) + ", " + value + ", 'n" + std::to_string(i) + "')");
  }
  const MemoryBin bin = emptied(db);
  Outcomes expected;
  for (const KeptPiece& piece : bin.pieces) {
    winnow_outcome outcome = WINNOW_DONE;
    if (one_in(6)) {
      db.execute("INSERT INTO t VALUES (" + piece.key + ", 'another', 'another " + piece.key + "')");
      outcome = WINNOW_OCCUPIED;
    } else if (seed % 2 == 0 && one_in(12)) {
      db.execute("INSERT INTO t VALUES (" + piece.key + " + 1000, 'v', 'n" + piece.key + "')");
      outcome = WINNOW_OCCUPIED;
    }
    expected.push_back(outcome);
  }
  const std::string others = db.query("SELECT count(*) FROM t");
  CHECK(db.restore(bin) == expected);
  const auto back = std::ranges::count(expected, winnow_outcome{WINNOW_DONE});
  CHECK(db.query("SELECT count(*) FROM t") == std::to_string(std::stoi(others) + back));
  CHECK(db.query("SELECT count(*) FROM t WHERE v = 'another' OR id > 1000") == others);
  const std::string before = db.dump();
  CHECK(db.restore(bin) == expected);
  CHECK(db.dump() == before);
}

TEST_CASE("sqlite restore: neighbours of a column that changed its type stay in the bin, each that would") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'a'), (2, '7'), (3, 'c')");
  const MemoryBin bin = emptied(db);
  db.execute("DROP TABLE t; CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)");
  CHECK(db.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_FAILED, WINNOW_DONE});
  CHECK(db.query("SELECT id || v FROM t ORDER BY id") == "1a|3c");
}

TEST_CASE("sqlite restore: a row number taken by another row is given up, the row is not") {
  Database db("CREATE TABLE t (k TEXT PRIMARY KEY, v); INSERT INTO t(rowid, k, v) VALUES (5, 'a', 1)");
  const MemoryBin bin = emptied(db);
  db.execute("INSERT INTO t(rowid, k, v) VALUES (5, 'new', 2)");
  CHECK(db.restore(bin) == Outcomes{WINNOW_DONE});
  CHECK(db.query("SELECT k FROM t ORDER BY rowid") == "new|a");
  CHECK(db.restore(bin) == Outcomes{WINNOW_DONE});
  CHECK(db.query("SELECT count(*) FROM t") == "2");
}

TEST_CASE("sqlite restore: a missing parent fails that row alone, with a hint") {
  for (const std::string deferred : {"", " DEFERRABLE INITIALLY DEFERRED"}) {
    Database db(
        "CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1), (2);"
        "CREATE TABLE t (id INTEGER PRIMARY KEY, p REFERENCES p" +
        deferred +
        ");"
        "INSERT INTO t VALUES (1, 1), (2, 2)");
    const MemoryBin bin = emptied(db);
    db.execute("DELETE FROM p WHERE id = 1");
    CHECK(db.restore(bin) == Outcomes{WINNOW_FAILED, WINNOW_DONE});
    CHECK(db.query("SELECT id FROM t") == "2");
    CHECK_THAT(db.host.messages.back(), Contains("restore that first"));
  }
}

TEST_CASE("sqlite restore: with deferred foreign keys a row may come before its parent") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, p REFERENCES t DEFERRABLE INITIALLY DEFERRED);"
      "INSERT INTO t VALUES (2, NULL), (3, 2); UPDATE t SET p = 3 WHERE id = 2");
  MemoryBin bin;
  bin.headers["t"] = R"({"columns":[{"name":"id"},{"name":"p"}],"rowid":false})";
  bin.pieces = {{0, "t", "2", "[2,3]", 0, {}}, {1, "t", "3", "[3,2]", 0, {}}};
  db.execute("DELETE FROM t");
  CHECK(db.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  CHECK(db.query("SELECT p FROM t ORDER BY id") == "3|2");
}

TEST_CASE("sqlite restore: rows that miss a parent, and what hangs on them, stop no circle of others") {
  Database db(
      "CREATE TABLE p (id INTEGER PRIMARY KEY);"
      "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t, p REFERENCES p)");
  MemoryBin bin;
  bin.headers["t"] = R"({"columns":[{"name":"id"},{"name":"up"},{"name":"p"}],"rowid":false})";
  const auto add = [&bin](const std::string& id, const std::string& up, const std::string& p) {
    bin.pieces.push_back({bin.pieces.size(), "t", id, "[" + id + "," + up + "," + p + "]", 0, {}});
  };
  add("1", "2", "null");
  add("2", "1", "null");
  add("5", "4", "null");
  add("4", "3", "null");
  add("3", "null", "9");  // there is no such parent
  CHECK(db.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE, WINNOW_FAILED, WINNOW_FAILED, WINNOW_FAILED});
  CHECK(db.query("SELECT id FROM t ORDER BY id") == "1|2");
  db.execute("INSERT INTO p VALUES (9)");
  CHECK(db.restore(bin) == Outcomes(5, WINNOW_DONE));
  CHECK(db.query("SELECT up FROM t ORDER BY id") == "2|1|NULL|3|4");
}

TEST_CASE("sqlite restore: into a table that has changed since") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, w); INSERT INTO t VALUES (1, 'a', 2)");
  const MemoryBin bin = emptied(db);
  db.execute("ALTER TABLE t ADD COLUMN more DEFAULT 7");
  CHECK(db.restore(bin) == Outcomes{WINNOW_DONE});
  CHECK(db.query("SELECT v || w || more FROM t") == "a27");
  db.execute("DELETE FROM t; ALTER TABLE t DROP COLUMN w");
  CHECK(db.restore(bin) == Outcomes{WINNOW_FAILED});
  CHECK_THAT(db.host.messages.back(), Contains("no column \"w\""));
  db.execute("DROP TABLE t");
  CHECK(db.restore(bin) == Outcomes{WINNOW_FAILED});
}

TEST_CASE("sqlite restore: copies that are none of this store are refused") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (1, 'a')");
  MemoryBin bin = emptied(db);
  MemoryBin short_row = bin;
  short_row.pieces[0].content = "[1]";
  CHECK_THROWS_WITH(db.restore(short_row), Contains("header's columns"));
  MemoryBin other_header = bin;
  other_header.headers["t"] = "{}";
  CHECK_THROWS_WITH(db.restore(other_header), Contains("header that is not of this store"));
  MemoryBin no_header = bin;
  no_header.headers.clear();
  CHECK_THROWS_WITH(db.restore(no_header), Contains("without its header"));
  CHECK(db.query("SELECT count(*) FROM t") == "0");
}
