#include "core/state/sqlite.h"

#include <catch2/catch.hpp>

#include "core/base/failure.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

TEST_CASE("values come back as they were bound") {
  const TemporaryFolder folder;
  Database db(folder.path() / "a.db", Database::Open::create);
  db.script("CREATE TABLE t(a, b, c, d, e)");
  const std::string bytes("a\0b", 3);
  db.run("INSERT INTO t VALUES(?, ?, ?, ?, ?)", bytes, std::int64_t{INT64_MIN}, 2.5, nullptr,
         std::optional<std::int64_t>());
  auto row = db.query("SELECT * FROM t");
  REQUIRE(row.next());
  CHECK(row.text(0) == bytes);
  CHECK(row.integer(1) == INT64_MIN);
  CHECK(row.real(2) == 2.5);
  CHECK(row.null(3));
  CHECK(row.null(4));
  CHECK_FALSE(row.next());
}

TEST_CASE("an empty text is no NULL") {
  Database db({}, Database::Open::temporary);
  db.script("CREATE TABLE t(a)");
  db.run("INSERT INTO t VALUES(?)", std::string_view{});
  CHECK(db.integer("SELECT count(*) FROM t WHERE a = ''") == 1);
  CHECK(db.text("SELECT a FROM t") == "");
}

TEST_CASE("a misspelt column in double quotes is an error and no text") {
  Database db({}, Database::Open::temporary);
  db.script("CREATE TABLE t(expired)");
  CHECK_THROWS_AS(db.integer("SELECT count(*) FROM t WHERE \"expird\" > '2020'"), Failure);
}

TEST_CASE("a transaction that is not committed leaves nothing") {
  Database db({}, Database::Open::temporary);
  db.script("CREATE TABLE t(a)");
  {
    Transaction transaction(db);
    db.run("INSERT INTO t VALUES(1)");
  }
  CHECK(db.integer("SELECT count(*) FROM t") == 0);
  {
    Transaction transaction(db);
    db.run("INSERT INTO t VALUES(1)");
    transaction.commit();
  }
  CHECK(db.integer("SELECT count(*) FROM t") == 1);
}

TEST_CASE("failures name the database and what was wrong with it") {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "not there" / "a.db";
  CHECK_THROWS_WITH(Database(path, Database::Open::create), Catch::Contains(path.string()));
  CHECK_THROWS_WITH(Database(folder.path() / "a.db", Database::Open::existing), Catch::Contains("a.db"));
  Database db(folder.path() / "b.db", Database::Open::create);
  CHECK_THROWS_WITH(db.run("SELEC 1"), Catch::Contains("b.db") && Catch::Contains("SELEC"));
}

TEST_CASE("failures to open say what stands in the way") {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "a.db";
  {
    Database db(file, Database::Open::create);
    db.script("CREATE TABLE t(a)");
  }
  std::filesystem::create_symlink("a.db", folder.path() / "link.db");
  CHECK_THROWS_WITH(Database(folder.path() / "link.db", Database::Open::existing),
                    Catch::Contains("name the file itself"));
  std::filesystem::create_directory(folder.path() / "folder.db");
  CHECK_THROWS_WITH(Database(folder.path() / "folder.db", Database::Open::existing),
                    Catch::Contains("it is a folder"));
}
