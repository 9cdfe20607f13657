#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "support.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;
using Outcomes = std::vector<winnow_outcome>;

namespace {

const std::string kTable =
    "CREATE TABLE t (id TEXT PRIMARY KEY, v); INSERT INTO t VALUES ('a', 1), ('b', 2), ('c', 3)";

/// A bin with copies of all rows, and nothing removed.
MemoryBin copies(Database& db) {
  const Selection all = everything("t");
  MemoryBin bin;
  bin.refused = {0, 1, 2};
  db.remove(all, db.scan(all), bin);
  return bin;
}

}  // namespace

TEST_CASE("sqlite settle: each copy against what lives, and nothing is changed") {
  Database db(kTable);
  const MemoryBin bin = copies(db);
  CHECK(db.settle(bin) == Outcomes(3, WINNOW_SAME));
  db.execute("DELETE FROM t WHERE id = 'a'; UPDATE t SET v = '2' WHERE id = 'b'; PRAGMA user_version = 17");
  const std::string before = db.dump();
  CHECK(db.settle(bin) == Outcomes{WINNOW_DONE, WINNOW_CHANGED, WINNOW_SAME});
  CHECK(db.dump() == before);
  CHECK(db.query("PRAGMA user_version") == "17");
  db.execute("VACUUM");
  CHECK(db.settle(bin)[2] == WINNOW_SAME);  // under another row number
  db.execute("DROP TABLE t");
  CHECK(db.settle(bin) == Outcomes(3, WINNOW_IN_DOUBT));
}

TEST_CASE("sqlite settle: commits a write of its own") {
  for (const std::string mode : {"DELETE", "WAL"}) {
    Database db("PRAGMA journal_mode = " + mode + ";" + kTable);
    sqlite::Connection watcher(db.path, SQLITE_OPEN_READONLY, db.path);
    const MemoryBin bin = copies(db);
    const std::int64_t before = watcher.number("PRAGMA data_version");
    db.settle(bin);
    CHECK(watcher.number("PRAGMA data_version") != before);
  }
}

TEST_CASE("sqlite settle: a removal that was killed before COMMIT left everything") {
  for (const std::string mode : {"DELETE", "WAL"}) {
    Database db("PRAGMA journal_mode = " + mode + ";" + kTable);
    MemoryBin bin = copies(db);
    db.close();
    in_killed_process([&db] {
      sqlite::Connection connection(db.path, SQLITE_OPEN_READWRITE, db.path);
      connection.execute("PRAGMA cache_size = 1; BEGIN IMMEDIATE; DELETE FROM t");
      ::kill(::getpid(), SIGKILL);
    });
    CHECK(db.settle(bin) == Outcomes(3, WINNOW_SAME));
  }
}

TEST_CASE("sqlite settle: waits for a session that still holds the database") {
  Database db(kTable);
  const MemoryBin bin = copies(db);
  sqlite::Connection other(db.path, SQLITE_OPEN_READWRITE, db.path);
  other.execute("BEGIN IMMEDIATE");
  db.host.stop = true;  // who is to stop does not wait for locks
  CHECK_THROWS_WITH(db.settle(bin), Contains("locked by another process"));
}
