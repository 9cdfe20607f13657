#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "support.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;

TEST_CASE("sqlite scan: pages cover every row once, in all kinds of tables") {
  const auto [declaration, key, first] = GENERATE(table<std::string, std::string, std::string>({
      {"(id INTEGER PRIMARY KEY, v)", "n", "1"},
      {"(id TEXT PRIMARY KEY, v)", "printf('k%03d', n)", "k001"},
      {"(id TEXT PRIMARY KEY, v) WITHOUT ROWID", "printf('k%03d', n)", "k001"},
      {"(id BLOB PRIMARY KEY, v)", "CAST(char(n) AS BLOB)", R"([{"base64":"AQ=="}])"},
      {"(id REAL PRIMARY KEY, v) WITHOUT ROWID", "n + 0.5", "[1.5]"},
      {"(id INT PRIMARY KEY DESC, v) WITHOUT ROWID", "n", "[1]"},
  }));
  Database db("CREATE TABLE t " + declaration + ";WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c " +
              "WHERE n < 101) INSERT INTO t SELECT " + key + ", n FROM c");
  Selection selection = everything("t", {"v"});
  for (const std::uint32_t page : {1U, 7U, 100U, 101U, 1000U}) {
    selection.page = page;
    const auto items = db.scan(selection);
    REQUIRE(items.size() == 101);
    std::vector<bool> seen(102);
    for (const OwnedItem& item : items) seen[static_cast<std::size_t>(item.fields[0].i)] = true;
    CHECK(std::count(seen.begin(), seen.end(), true) == 101);
    CHECK(items.front().key == first);
  }
  CHECK(db.store().total("t") == 101);
}

TEST_CASE("sqlite scan: composite keys are walked part by part") {
  for (const std::string suffix : {"", " WITHOUT ROWID"}) {
    Database db("CREATE TABLE t (a TEXT, b INTEGER, PRIMARY KEY (a, b))" + suffix +
                ";INSERT INTO t VALUES ('x', 1), ('x', 2), ('y', 1), ('y', -5), ('', 9223372036854775807)");
    Selection selection = everything("t");
    selection.page = 2;
    auto keys = test::keys_of(db.scan(selection));
    std::sort(keys.begin(), keys.end());
    CHECK(keys == std::vector<std::string>{R"(["",9223372036854775807])", R"(["x",1])", R"(["x",2])", R"(["y",-5])",
                                           R"(["y",1])"});
    CHECK(db.fetch(selection, keys).size() == 5);
  }
}

TEST_CASE("sqlite scan: rowids at both ends of their range") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY);"
      "INSERT INTO t VALUES (-9223372036854775808), (-1), (0), (9223372036854775807)");
  Selection selection = everything("t");
  selection.page = 1;
  CHECK(test::keys_of(db.scan(selection)) ==
        std::vector<std::string>{"-9223372036854775808", "-1", "0", "9223372036854775807"});
}

TEST_CASE("sqlite scan: a NULL in the key gives an item without a key and does not end the walk") {
  Database db(
      "CREATE TABLE t (id TEXT PRIMARY KEY, v); INSERT INTO t VALUES ('a', 1), (NULL, 2), (NULL, 3), ('b', 4)");
  Selection selection = everything("t", {"v"});
  selection.page = 1;
  CHECK(test::keys_of(db.scan(selection)) == std::vector<std::string>{"a", "", "", "b"});
  CHECK(db.fetch(selection, {""}).empty());
}

TEST_CASE("sqlite scan: a stopping host and a full sink end it") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2)");
  const auto stop = [](std::span<const winnow_item>) { return Next::stop; };
  CHECK_THROWS_WITH(db.store().scan(everything("t"), stop), Contains("stopped"));
  db.host.stop = true;
  CHECK_THROWS_WITH(db.scan(everything("t")), Contains("stopped"));
}

TEST_CASE("sqlite scan: the store answers while a page is being looked at, and a sink may end any of them") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT, v)");
  for (int i = 1; i <= 60; ++i) {
    db.execute("INSERT INTO t VALUES (" + std::to_string(i) + ", '2020-01-01', " + std::to_string(i * 2) + ")");
  }
  Selection selection = everything("t", {"v", "at"});
  selection.time_field = "at";
  selection.page = 7;
  for (std::size_t last = 1; last <= 9; ++last) {
    std::vector<std::string> keys;
    std::size_t pages = 0;
    const auto look = [&](std::span<const winnow_item> items) {
      for (const winnow_item& item : items) {
        const std::string key(view(item.key));
        CHECK(db.fetch(selection, {key}).size() == 1);
        CHECK(db.store().total("t") == 60u);
        CHECK(item.fields[0].as.i == std::stoi(key) * 2);
        keys.push_back(key);
      }
      return ++pages == last ? Next::stop : Next::more;
    };
    CHECK_THROWS_WITH(db.store().scan(selection, look), Contains("stopped"));
    REQUIRE(keys.size() == std::min<std::size_t>(last * 7, 60));
    for (std::size_t i = 0; i < keys.size(); ++i) CHECK(keys[i] == std::to_string(i + 1));
  }
}

TEST_CASE("sqlite scan: an unknown name is an error with a suggestion, never a string that matches") {
  Database db(
      "CREATE TABLE tickets (id INTEGER PRIMARY KEY, expires_at TEXT); INSERT INTO tickets VALUES (1, '2030')");
  CHECK_THROWS_WITH(db.scan(everything("tikets")), Contains("no table \"tikets\"; did you mean \"tickets\"?"));
  Selection selection = everything("tickets");
  selection.scope = Filter::gt("expird_at", Value::of_text("2020"));
  CHECK_THROWS_WITH(db.scan(selection), Contains("no column \"expird_at\"; did you mean \"expires_at\"?"));
  CHECK_THROWS_WITH(db.scan(everything("tickets", {"zzzzzzzz"})), !Contains("did you mean"));
}

TEST_CASE("sqlite scan: awkward names are quoted") {
  Database db(R"(CREATE TABLE "or""der; --" ("k ey" TEXT PRIMARY KEY, "select" INT, "rowid" TEXT);
                 INSERT INTO "or""der; --" VALUES ('a', 5, 'r'))");
  Selection selection = everything("or\"der; --", {"select", "rowid"});
  selection.scope = selection.match = Filter::eq("select", Value::integer(5));
  const auto items = db.scan(selection);
  REQUIRE(items.size() == 1);
  CHECK(items[0].fields[1] == Value::of_text("r"));
  MemoryBin bin;
  const std::string before = db.dump();
  CHECK(db.remove(selection, items, bin) == std::vector<winnow_outcome>{WINNOW_DONE});
  CHECK(db.restore(bin) == std::vector<winnow_outcome>{WINNOW_DONE});
  CHECK(db.dump() == before);
}

TEST_CASE("sqlite scan: fields keep their types, computed columns can be read") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, v, twice AS (v * 2));"
      "INSERT INTO t(v) VALUES (NULL), (7), (1.5), ('text'), (x'00ff'), (CAST(x'ff' AS TEXT))");
  const auto items = db.scan(everything("t", {"v", "twice"}));
  REQUIRE(items.size() == 6);
  CHECK(items[0].fields[0] == Value::null());
  CHECK(items[1].fields == std::vector<Value>{Value::integer(7), Value::integer(14)});
  CHECK(items[2].fields[0] == Value::real(1.5));
  CHECK(items[3].fields[0] == Value::of_text("text"));
  CHECK(items[4].fields[0] == Value::bytes(std::string("\x00\xff", 2)));
  CHECK(items[5].fields[0] == Value::other("\xff"));
}

TEST_CASE("sqlite scan: the version changes with any value and its type") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, a, b); INSERT INTO t VALUES (1, 'x', 'yz')");
  const Selection selection = everything("t");
  std::vector<std::string> versions = {db.scan(selection)[0].version};
  CHECK(versions[0].size() == 32);
  CHECK(db.scan(selection)[0].version == versions[0]);
  for (const char* const change : {"a = 'xy', b = 'z'", "a = NULL", "a = ''", "a = 1", "a = 1.5", "a = x'78'"}) {
    db.execute(std::string("UPDATE t SET ") + change);
    versions.push_back(db.scan(selection)[0].version);
  }
  std::sort(versions.begin(), versions.end());
  CHECK(std::adjacent_find(versions.begin(), versions.end()) == versions.end());
}

TEST_CASE("sqlite scan: what is no database is said to be none") {
  Database db("VACUUM");
  std::ofstream(db.folder + "/other") << std::string(5000, 'x');
  QuietHost host;
  CHECK_THROWS_WITH(open_store(db.folder + "/other", host)->total("t"), Contains("not a SQLite database"));
  CHECK_THROWS_WITH(open_store(db.folder, host), Contains("not a regular file"));
  CHECK_THROWS_WITH(open_store(db.folder + "/missing", host), Contains("No such file"));
}

TEST_CASE("sqlite identity: links lead to the same database") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY)");
  const std::string link = db.folder + "/link.db";
  std::filesystem::create_symlink("app.db", link);
  QuietHost host;
  CHECK(open_store(link, host)->identity() == "sqlite:" + db.path);
  CHECK(db.store().identity() == "sqlite:" + db.path);
}

TEST_CASE("sqlite scan: UTF-16 databases are refused") {
  Database db("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (id INTEGER PRIMARY KEY)");
  CHECK_THROWS_WITH(db.store().total("t"), Contains("UTF-8"));
}

TEST_CASE("sqlite scan: a database that is locked is out of reach, not empty") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)");
  sqlite::Connection other(db.path, SQLITE_OPEN_READWRITE, db.path);
  other.execute("BEGIN EXCLUSIVE");
  db.host.stop = true;  // who is to stop does not wait for locks
  try {
    db.store().total("t");
    FAIL("read");
  } catch (const Error& error) {
    CHECK(error.code() == WINNOW_UNAVAILABLE);
    CHECK_THAT(error.what(), Contains("locked by another process"));
  }
}

TEST_CASE("sqlite scan: a view shows the columns that are asked for, in items without keys") {
  Database db(R"(
    CREATE TABLE t (id INTEGER PRIMARY KEY, owner, at DATETIME);
    INSERT INTO t VALUES (1, '007', '2020-01-01 00:00:00'), (2, 7, NULL), (3, NULL, '2021-01-01 00:00:00'),
      (4, x'00', '2022-01-01 00:00:00');
    CREATE VIEW v AS SELECT owner, at, abs(-9223372036854775808 + id - 1) AS fails FROM t;)");
  Selection selection = everything("v", {"owner", "at"});
  selection.scope = Filter::negate(Filter::is_null("owner"));
  for (const std::uint32_t page : {1U, 2U, 1000U}) {
    selection.page = page;
    const auto items = db.scan(selection);
    REQUIRE(items.size() == 3);
    CHECK(test::keys_of(items) == std::vector<std::string>{"", "", ""});
    CHECK(items[0].fields[0] == Value::of_text("007"));
    CHECK(items[0].fields[1].type == WINNOW_TIME);
    CHECK(items[1].fields[0] == Value::integer(7));
    CHECK(items[1].fields[1].type == WINNOW_NULL);
    CHECK(items[2].fields[0] == Value::bytes(std::string(1, '\0')));
  }
  selection.scope = Filter::in("owner", {Value::of_text("007")});
  CHECK(db.scan(selection).size() == 1);
  CHECK_THROWS_WITH(db.scan(everything("v", {"fails"})), Contains("integer overflow"));
  CHECK_THROWS_WITH(db.scan(everything("v", {"ownr"})), Contains("did you mean \"owner\"?"));
}

TEST_CASE("sqlite scan: a view is read within a removal, and is no target of anything") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, owner); INSERT INTO t VALUES (1, 'a'), (2, 'b');"
      "CREATE VIEW v AS SELECT id, owner FROM t");
  CHECK_THROWS_WITH(db.store().inspect("v"), Contains("is a view; only `references` may name one"));
  CHECK_THROWS_AS(db.fetch(everything("v"), {"1"}), Error);
  MemoryBin bin;
  bin.while_sealing = [&] { CHECK(db.scan(everything("v", {"owner"})).size() == 2); };
  const auto items = db.scan(everything("t"));
  CHECK(db.remove(everything("t"), {items[0]}, bin) == std::vector<winnow_outcome>{WINNOW_DONE});
  CHECK_THROWS_AS(db.remove(everything("v"), {items[1]}, bin), Error);
  CHECK(db.query("SELECT id FROM t") == "2");
}
