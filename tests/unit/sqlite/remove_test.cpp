#include <catch2/catch.hpp>
#include <filesystem>

#include <unistd.h>

#include "support.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;
using Outcomes = std::vector<winnow_outcome>;

namespace {

const std::string kContacts =
    "CREATE TABLE contacts (id INTEGER PRIMARY KEY, name TEXT, deleted_at TEXT);"
    "INSERT INTO contacts VALUES (1, 'Ann', '2020-01-01'), (2, 'Bob', '2020-01-01'), (3, 'Cid', NULL)";

Selection sweep() {
  return older_than("contacts", "deleted_at", "2025-01-01");
}

}  // namespace

TEST_CASE("sqlite remove: what is sealed goes, and only that") {
  Database db(kContacts);
  const auto items = db.scan(sweep());
  REQUIRE(items.size() == 2);
  MemoryBin bin;
  bin.refused = {1};
  CHECK(db.remove(sweep(), items, bin) == Outcomes{WINNOW_DONE, WINNOW_REFUSED});
  CHECK(db.query("SELECT id FROM contacts") == "2|3");
  REQUIRE(bin.pieces.size() == 2);
  CHECK(bin.pieces[0].content == R"([1,"Ann","2020-01-01"])");
  CHECK(bin.pieces[0].time == 1577923199'999999);  // a date counts by its end
  CHECK(bin.pieces[0].fields == std::vector<Value>{Value::time(time_of(1577923199'999999))});
  CHECK(bin.headers["contacts"] == R"({"columns":[{"name":"id","type":"INTEGER"},{"name":"name","type":"TEXT"},)"
                                   R"({"name":"deleted_at","type":"TEXT"}],"rowid":false})");
}

TEST_CASE("sqlite remove: a row that was un-deleted or changed since stays") {
  Database db(kContacts);
  auto items = db.scan(sweep());
  db.execute("UPDATE contacts SET deleted_at = NULL WHERE id = 1; UPDATE contacts SET name = 'Rob' WHERE id = 2");
  MemoryBin bin;
  CHECK(db.remove(sweep(), items, bin) == Outcomes{WINNOW_CHANGED, WINNOW_CHANGED});
  CHECK(bin.pieces.empty());
  items[0].version.clear();  // the predicate keeps it without a version, too
  CHECK(db.remove(sweep(), {items[0]}, bin) == Outcomes{WINNOW_CHANGED});
  CHECK(db.query("SELECT count(*) FROM contacts") == "3");
}

TEST_CASE("sqlite remove: what is gone is gone, and nothing is sealed for it") {
  Database db(kContacts);
  const auto items = db.scan(sweep());
  db.execute("DELETE FROM contacts");
  MemoryBin bin;
  bin.while_sealing = [] { FAIL("sealed"); };
  CHECK(db.remove(sweep(), items, bin) == Outcomes{WINNOW_GONE, WINNOW_GONE});
}

TEST_CASE("sqlite remove: a bin that fails leaves everything") {
  Database db(kContacts);
  const auto items = db.scan(sweep());
  MemoryBin bin;
  bin.while_sealing = [] { throw Error(WINNOW_STOPPED, "the disk is full"); };
  CHECK_THROWS_WITH(db.remove(sweep(), items, bin), "the disk is full");
  CHECK(db.query("SELECT count(*) FROM contacts") == "3");
  bin.while_sealing = nullptr;
  CHECK(db.remove(sweep(), items, bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
}

TEST_CASE("sqlite remove: a permit for something else, or one that is over, opens nothing") {
  Database db(kContacts);
  const auto items = db.scan(sweep());
  winnow_permit permit{};
  permit.action = WINNOW_REMOVE;
  permit.count = 1;
  MemoryBin bin;
  Outcomes outcomes(1);
  winnow_item item{};
  item.key = borrow(std::string_view{items[0].key});
  const std::string_view keys[] = {items[0].key};
  CHECK_THROWS_WITH(db.store().remove(permit, sweep(), {&item, 1}, bin, outcomes), Contains("names other items"));
  permit.digest = permit_digest(WINNOW_REMOVE, "", "", keys);
  permit.not_after = 1;  // one microsecond after the machine started
  CHECK_THROWS_WITH(db.store().remove(permit, sweep(), {&item, 1}, bin, outcomes), Contains("the permit ended"));
  CHECK(bin.pieces.empty());
  CHECK(db.query("SELECT count(*) FROM contacts") == "3");
}

TEST_CASE("sqlite remove: no other writer comes between reading and COMMIT") {
  Database db(kContacts);
  const auto items = db.scan(sweep());
  MemoryBin bin;
  bin.while_sealing = [&db] {
    sqlite::Connection other(db.path, SQLITE_OPEN_READWRITE, db.path);
    sqlite3_busy_timeout(other.get(), 0);
    CHECK_THROWS_WITH(other.execute("UPDATE contacts SET deleted_at = NULL"),
                      Contains("locked by another process"));
  };
  CHECK(db.remove(sweep(), items, bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
}

TEST_CASE("sqlite remove: a reader that holds the database makes COMMIT fail for certain") {
  Database db(kContacts);
  const auto items = db.scan(sweep());
  sqlite::Connection reader(db.path, SQLITE_OPEN_READONLY, db.path);
  sqlite::Statement row(reader, "SELECT * FROM contacts");
  REQUIRE(row.step());
  db.host.stop = true;  // who is to stop does not wait for locks
  MemoryBin bin;
  try {
    db.remove(sweep(), items, bin);
    FAIL("removed");
  } catch (const Error& error) {
    CHECK(error.code() == WINNOW_UNAVAILABLE);
    CHECK_THAT(error.what(), Contains("nothing was removed"));
  }
  row.reset();
  CHECK(db.query("SELECT count(*) FROM contacts") == "3");
}

TEST_CASE("sqlite remove: a writer elsewhere is said to be one") {
  Database db(kContacts);
  const auto items = db.scan(sweep());
  sqlite::Connection other(db.path, SQLITE_OPEN_READWRITE, db.path);
  other.execute("BEGIN IMMEDIATE");
  db.host.stop = true;
  MemoryBin bin;
  CHECK_THROWS_WITH(db.remove(sweep(), items, bin), Contains("locked by another process"));
}

TEST_CASE("sqlite remove: a trigger that a DELETE would fire stops it by name, also one that came after the plan") {
  for (const char* const body :
       {"INSERT INTO log VALUES (old.id)", "DELETE FROM contacts WHERE id = 3", "UPDATE contacts SET name = 'x'",
        "INSERT OR REPLACE INTO contacts VALUES (3, 'x', NULL)", "SELECT RAISE(IGNORE)",
        "INSERT INTO log VALUES (\"a text in double quotes\")",
        "INSERT INTO log VALUES (only_the_application_has(1))"}) {
    CAPTURE(body);
    Database db(kContacts + ";CREATE TABLE log (id)");
    const auto items = db.scan(sweep());
    REQUIRE(items.size() == 2);
    db.execute(std::string("CREATE TRIGGER late BEFORE DELETE ON contacts BEGIN ") + body + "; END");
    const std::string before = db.dump();
    MemoryBin bin;
    CHECK_THROWS_WITH(db.remove(sweep(), items, bin, WINNOW_CASCADE),
                      Contains("trigger \"late\"") && Contains("drop it while winnow runs"));
    CHECK(bin.pieces.empty());
    CHECK(db.dump() == before);
  }
}

TEST_CASE("sqlite remove: a trigger far down a cascade stops it too") {
  Database db(
      "CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1); CREATE TABLE log (id);"
      "CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE SET NULL);"
      "CREATE TRIGGER moved AFTER UPDATE ON c BEGIN INSERT INTO log VALUES (new.id); END");
  const Selection all = everything("p");
  MemoryBin bin;
  CHECK_THROWS_WITH(db.remove(all, db.scan(all), bin, WINNOW_CASCADE), Contains("trigger \"moved\""));
}

TEST_CASE("sqlite remove: a database that was replaced is told as that, and nothing is removed from either") {
  Database db(kContacts);
  const auto items = db.scan(sweep());
  MemoryBin bin;
  const std::string old = db.path + ".old";
  bin.while_sealing = [&] {
    std::filesystem::rename(db.path, old);
    std::filesystem::copy_file(old, db.path);
  };
  CHECK_THROWS_WITH(db.remove(sweep(), items, bin), Contains("was replaced or moved"));
  CHECK(db.query("SELECT count(*) FROM contacts") == "3");
  const sqlite::Connection moved(old, SQLITE_OPEN_READONLY, old);
  sqlite::Statement rows(moved, "SELECT count(*) FROM contacts");
  REQUIRE(rows.step());
  CHECK(sqlite3_column_int(rows.get(), 0) == 3);
}

TEST_CASE("sqlite remove: a row that others refer to is refused, and stops no other") {
  for (const std::string deferred : {"", " DEFERRABLE INITIALLY DEFERRED"}) {
    Database db(kContacts + ";CREATE TABLE notes (id INTEGER PRIMARY KEY, contact REFERENCES contacts" + deferred +
                ");INSERT INTO notes VALUES (1, 1)");
    const auto items = db.scan(sweep());
    MemoryBin bin;
    CHECK(db.remove(sweep(), items, bin) == Outcomes{WINNOW_REFUSED, WINNOW_DONE});
    CHECK(bin.pieces.size() == 1);
    CHECK(db.query("SELECT id FROM contacts") == "1|3");
  }
}

TEST_CASE("sqlite remove: a database that may only be read says so") {
  Database db(kContacts);
  const auto items = db.scan(sweep());
  std::filesystem::permissions(db.path, std::filesystem::perms::owner_read);
  if (::access(db.path.c_str(), W_OK) == 0) return;  // root may write everywhere
  MemoryBin bin;
  CHECK_THROWS_WITH(db.remove(sweep(), items, bin), Contains("read-only"));
}

TEST_CASE("sqlite purge: the copies are the host's") {
  Database db(kContacts);
  CHECK_THROWS_AS(db.store().purge({}, {}, {}), Error);
}
