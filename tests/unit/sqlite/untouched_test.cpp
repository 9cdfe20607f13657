/// Reading changes nothing: neither a byte nor a time nor a name in the database's folder.
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "support.h"

using namespace winnow;
using namespace winnow::test;

namespace {

const std::string kRows =
    "CREATE TABLE t (id INTEGER PRIMARY KEY, v); WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c "
    "WHERE n < 50) INSERT INTO t SELECT n, 'value' FROM c;";

/// All that a plan does.
void plan(const std::string& path, std::size_t rows) {
  QuietHost host;
  const auto store = open_store(path, host);
  store->identity();
  store->inspect("t");
  if (store->total("t") != rows) throw Error(WINNOW_BROKEN, "another number of rows");
  std::size_t seen = 0;
  Selection selection = everything("t", {"v"});
  selection.page = 7;
  store->scan(selection, [&](std::span<const winnow_item> items) { return seen += items.size(), Next::more; });
  if (seen != rows) throw Error(WINNOW_BROKEN, "another number of items");
  const std::string_view key = "1";
  store->fetch(selection, {&key, 1}, [](std::span<const winnow_item>) { return Next::more; });
}

void plan_touches_nothing(const Database& db, std::size_t rows) {
  const auto before = fingerprints(db.folder);
  REQUIRE_NOTHROW(plan(db.path, rows));
  CHECK(fingerprints(db.folder) == before);
}

/// The same as an account that may read, and write nothing.
void plan_as_nobody_touches_nothing(const Database& db, std::size_t rows) {
  if (::geteuid() != 0) return;  // only root can become somebody else
  using std::filesystem::perms;
  std::filesystem::permissions(db.folder, perms::owner_all | perms::others_read | perms::others_exec);
  for (const auto& entry : std::filesystem::directory_iterator(db.folder)) {
    std::filesystem::permissions(entry, perms::owner_read | perms::owner_write | perms::others_read);
  }
  const auto before = fingerprints(db.folder);
  const pid_t child = ::fork();
  if (child == 0) {
    if (::setgid(65534) != 0 || ::setuid(65534) != 0) ::_exit(2);
    try {
      plan(db.path, rows);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      ::_exit(1);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(fingerprints(db.folder) == before);
}

void check(const Database& db, std::size_t rows) {
  plan_touches_nothing(db, rows);
  plan_as_nobody_touches_nothing(db, rows);
}

/// Runs SQL in a process that dies before it can tidy up.
void killed_after(const Database& db, const std::string& sql) {
  in_killed_process([&] {
    sqlite::Connection connection(db.path, SQLITE_OPEN_READWRITE, db.path);
    connection.execute(sql.c_str());
    ::kill(::getpid(), SIGKILL);
  });
}

}  // namespace

TEST_CASE("sqlite reading: a database with a rollback journal") {
  const Database db(kRows);
  check(db, 50);
}

TEST_CASE("sqlite reading: a WAL database that nobody has open") {
  const Database db("PRAGMA journal_mode = WAL;" + kRows);
  REQUIRE(fingerprints(db.folder).size() == 1);
  check(db, 50);
}

TEST_CASE("sqlite reading: a WAL database whose last writer was killed") {
  const Database db("PRAGMA journal_mode = WAL;" + kRows);
  killed_after(db, "INSERT INTO t VALUES (51, 'in the WAL')");
  REQUIRE(fingerprints(db.folder).size() == 3);
  check(db, 51);
}

TEST_CASE("sqlite reading: a WAL whose shared memory file is gone") {
  const Database db("PRAGMA journal_mode = WAL;" + kRows);
  killed_after(db, "INSERT INTO t VALUES (51, 'in the WAL')");
  std::filesystem::remove(db.path + "-shm");
  check(db, 51);
}

TEST_CASE("sqlite reading: a rollback journal whose writer was killed") {
  const Database db(kRows);
  killed_after(db, "PRAGMA cache_size = 1; BEGIN; UPDATE t SET v = zeroblob(3000); DELETE FROM t WHERE id < 40");
  REQUIRE(fingerprints(db.folder).contains("app.db-journal"));
  check(db, 50);
}

TEST_CASE("sqlite reading: beside a living writer") {
  for (const std::string mode : {"DELETE", "WAL"}) {
    const Database db("PRAGMA journal_mode = " + mode + ";" + kRows);
    sqlite::Connection writer(db.path, SQLITE_OPEN_READWRITE, db.path);
    writer.execute("INSERT INTO t VALUES (51, 'committed'); BEGIN IMMEDIATE; INSERT INTO t VALUES (52, 'not yet')");
    // No fingerprints here: to open the files would drop the writer's locks.
    CHECK_NOTHROW(plan(db.path, 51));
    writer.execute("COMMIT");
    CHECK_NOTHROW(plan(db.path, 52));
  }
}

TEST_CASE("sqlite reading: a writer that comes in the middle of a scan is noticed") {
  Database db("PRAGMA journal_mode = WAL;" + kRows);
  Selection selection = everything("t", {"v"});
  selection.page = 10;
  std::vector<std::string> values;
  db.store().scan(selection, [&](std::span<const winnow_item> items) {
    if (values.empty()) db.execute("UPDATE t SET v = 'new'");
    for (const winnow_item& item : items) values.emplace_back(view(item.fields[0].as.text));
    return Next::more;
  });
  REQUIRE(values.size() == 50);
  CHECK(values[9] == "value");
  CHECK(values[20] == "new");  // the page between was being read meanwhile
}

TEST_CASE("sqlite reading: private copies leave nothing behind") {
  const Database db("PRAGMA journal_mode = WAL;" + kRows);
  killed_after(db, "INSERT INTO t VALUES (51, 'in the WAL')");
  std::filesystem::remove(db.path + "-shm");
  const Database elsewhere("");
  ::setenv("TMPDIR", elsewhere.folder.c_str(), 1);
  QuietHost host;
  const auto store = open_store(db.path, host);
  CHECK(store->total("t") == 51);
  ::unsetenv("TMPDIR");
  CHECK(fingerprints(elsewhere.folder).size() == 1);  // the database that made the folder
  CHECK(store->total("t") == 51);
}
