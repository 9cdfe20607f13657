// What hung on a row that another one has replaced.
#include <catch2/catch.hpp>

#include "support.h"

namespace winnow::test {
namespace {

using Outcomes = std::vector<winnow_outcome>;

const char* const kFamily =
    "CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT COLLATE NOCASE UNIQUE);"
    "CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE);"
    "CREATE TABLE g (id INTEGER PRIMARY KEY, c REFERENCES c ON DELETE CASCADE);"
    "CREATE TABLE n (id INTEGER PRIMARY KEY, code REFERENCES p (code) ON DELETE SET NULL);"
    "INSERT INTO p VALUES (1, 'one'), (2, 'two'); INSERT INTO c VALUES (10, 1), (20, 2);"
    "INSERT INTO g VALUES (100, 10); INSERT INTO n VALUES (5, 'One'), (6, 'two')";

/// A bin with the row 1 and what hung on it: g 100, c 10, n 5, p 1.
MemoryBin removed(Database& db) {
  const Selection all = everything("p");
  MemoryBin bin;
  REQUIRE(db.remove(all, {db.scan(all)[0]}, bin, WINNOW_CASCADE) == Outcomes{WINNOW_DONE});
  REQUIRE(bin.pieces.size() == 4);
  return bin;
}

}  // namespace

TEST_CASE("sqlite strangers: nothing hangs on a row that has the key by now") {
  Database db(kFamily);
  const MemoryBin bin = removed(db);
  db.execute("INSERT INTO p VALUES (1, 'other')");
  CHECK(db.restore(bin) == Outcomes{WINNOW_STRANGER, WINNOW_STRANGER, WINNOW_STRANGER, WINNOW_OCCUPIED});
  CHECK(db.query("SELECT id FROM c") == "20");
  db.execute("UPDATE p SET code = 'one' WHERE id = 1");  // which makes it the row that it was
  CHECK(db.restore(bin) == Outcomes(4, WINNOW_DONE));
}

TEST_CASE("sqlite strangers: nor by another unique column, in whatever case") {
  Database db(kFamily);
  const MemoryBin bin = removed(db);
  db.execute("INSERT INTO p VALUES (9, 'ONE')");
  CHECK(db.restore(bin) == Outcomes{WINNOW_STRANGER, WINNOW_STRANGER, WINNOW_STRANGER, WINNOW_OCCUPIED});
  CHECK(db.query("SELECT code FROM n") == "NULL|two");
}

TEST_CASE("sqlite strangers: a reference goes back only to the row that lost it") {
  Database db(
      "CREATE TABLE p (id INTEGER PRIMARY KEY);"
      "CREATE TABLE n (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE SET NULL, q REFERENCES p ON DELETE SET "
      "NULL,"
      " words TEXT); INSERT INTO p VALUES (1), (2); INSERT INTO n VALUES (5, 1, 2, 'own')");
  const Selection all = everything("p");
  MemoryBin bin;
  REQUIRE(db.remove(all, {db.scan(all)[0]}, bin, WINNOW_CASCADE) == Outcomes{WINNOW_DONE});
  db.execute("DELETE FROM n; INSERT INTO n VALUES (5, NULL, 2, 'another')");
  CHECK(db.restore(bin) == Outcomes{WINNOW_STRANGER, WINNOW_DONE});
  CHECK(db.query("SELECT p FROM n") == "NULL");
  db.execute("UPDATE n SET q = NULL, words = 'own'");  // the other reference may have been lost, too
  CHECK(db.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  bin.pieces[0].content = R"({"reference":{"p":1}})";  // as earlier versions wrote it
  db.execute("UPDATE n SET p = NULL, words = 'another'");
  CHECK(db.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
}

TEST_CASE("sqlite strangers: a witness is not brought back, and must live as it was copied") {
  Database db(kFamily);
  const MemoryBin bin = removed(db);
  MemoryBin rest = bin;
  rest.witnesses = 1;                           // the row 1
  CHECK(db.restore(rest)[1] == WINNOW_FAILED);  // it is not there at all
  db.execute("INSERT INTO p VALUES (1, 'other')");
  CHECK(db.restore(rest) == Outcomes{WINNOW_STRANGER, WINNOW_STRANGER, WINNOW_FAILED, WINNOW_WITNESS});
  db.execute("UPDATE p SET code = 'one' WHERE id = 1");
  CHECK(db.restore(rest) == Outcomes{WINNOW_DONE, WINNOW_DONE, WINNOW_DONE, WINNOW_WITNESS});
}

}  // namespace winnow::test
