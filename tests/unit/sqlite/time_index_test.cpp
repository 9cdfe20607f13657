#include <algorithm>
#include <catch2/catch.hpp>

#include "support.h"

using namespace winnow;
using namespace winnow::test;

namespace {

constexpr const char* kCutoff = "2026-06-15T12:00:00Z";
constexpr const char* kNow = "2026-11-20T12:00:00Z";

/// What a job asks for: what is old, and what has no time that can be trusted.
Selection looked_at(const std::string& form = "") {
  Selection out = everything("t", {"at"});
  out.time_field = "at";
  out.time_form = form;
  out.scope = Filter::any_of({Filter::lt("at", Value::time(*parse_time(kCutoff, Zone()))), Filter::unreadable("at"),
                              Filter::is_null("at"), Filter::gt("at", Value::time(*parse_time(kNow, Zone())))});
  return out;
}

/// Young rows, so that the others are few.
std::string young(const std::string& value) {
  return "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 400) INSERT INTO t(at) SELECT " +
         value + " FROM c;";
}

std::vector<std::string> sorted_keys(Database& db, const Selection& selection) {
  auto keys = test::keys_of(db.scan(selection));
  std::sort(keys.begin(), keys.end());
  return keys;
}

/// The same rows with and without the index, at any size of a page. Answers how many there are.
std::size_t check_same(Database& db, Selection selection) {
  const auto without = sorted_keys(db, selection);
  db.execute("CREATE INDEX by_time ON t(at)");
  db.close();
  for (const std::uint32_t page : {1U, 2U, 7U, 1000U}) {
    selection.page = page;
    CHECK(sorted_keys(db, selection) == without);
  }
  return without.size();
}

}  // namespace

TEST_CASE("sqlite time index: texts of all kinds, in columns of all kinds") {
  const std::string type = GENERATE("", "TEXT", "DATETIME", "TEXT COLLATE NOCASE");
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, at " + type + ");" +
      young("strftime('%Y-%m-%dT%H:%M:%SZ', '2026-07-01', '+' || n || ' hours')") +
      "INSERT INTO t(at) VALUES (NULL), (NULL), (5), (-1.5), (1750000000), (x'00'), (x'323032'), (''), ('never'),"
      "('2026-06-15T11:59:59Z'), ('2026-06-15T12:00:00Z'), ('2026-06-15'), ('2026-06-14'), ('2026-06'), "
      "('2026-05'),"
      "('2026-06-16T02:00:00+15:00'), ('2026-06-14T22:00:00-15:00'), ('2026-06-15 11:00:00'),"
      "('2020-01-01'), ('2020-01-01'), ('2020-01-01'), ('0000-00-00'), ('1969-12-31'),"
      "('2026-11-20T11:59:59Z'), ('2026-11-20T12:00:01Z'), ('2026-11-19T22:00:00-15:00'), ('2026-11'), "
      "('2026-11-20'),"
      "('2027-01-01'), ('9999-12-31'), ('20260801T000000Z'), ('2026-0x'), ('2026-2'), (' 2026-08-01'), ('2026:08'),"
      "('2026-9-01'), ('~'), ('2025-13-01'), ('2026-11x'), ('2026-11 x')");
  CHECK(check_same(db, looked_at("iso")) > 25);
}

TEST_CASE("sqlite time index: numbers in each unit") {
  const auto [form, unit] = GENERATE(table<std::string, std::int64_t>({{"s", 1}, {"ms", 1000}, {"us", 1000000}}));
  const std::string type = GENERATE("", "INTEGER", "REAL", "TIMESTAMP");
  const auto at = [unit = unit](const char* time, int more) {
    return std::to_string(micros_of(*parse_time(time, Zone())) / 1'000'000 * unit + more);
  };
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, at " + type + ");" + young(at("2026-08-01", 0) + " + n") +
              "INSERT INTO t(at) VALUES (NULL), (0), (1), (86399), (-5), (1e300), (9e18), (99999999), (100000000), "
              "('x'), (''),"
              "(x'01'), (" +
              at(kCutoff, -1) + "), (" + at(kCutoff, 0) + "), (" + at(kCutoff, 1) + "), (" + at(kCutoff, 0) +
              " - 0.25), (" + at(kNow, -1) + "), (" + at(kNow, 0) + "), (" + at(kNow, 1) + "), (" + at(kNow, 0) +
              " + 0.25),"
              "(" +
              at("2020-01-01", 0) + "), (" + at("2020-01-01", 0) + "), (253402300800), (253402300799)");
  CHECK(check_same(db, looked_at(form)) > 10);
}

TEST_CASE("sqlite time index: many rows of one time are walked row by row") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT);" + young("'2026-08-01'") +
              "INSERT INTO t(id, at) SELECT -id, '2026-01-01' FROM t WHERE id < 40; INSERT INTO t(at) VALUES "
              "(NULL), (NULL)");
  CHECK(check_same(db, looked_at()) == 41);
}

TEST_CASE("sqlite time index: a value that the column would turn into another is read once") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT);" + young("'2026-08-01'") +
              "INSERT INTO t(at) VALUES ('7'), ('11'), ('8'), ('2026-01-01'), ('x');"
              "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'TEXT', 'DATETIME')");
  CHECK(check_same(db, looked_at("iso")) == 5);
}

TEST_CASE("sqlite time index: what lies between the months is found, however many months there are") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT);" +
      young("strftime('%Y-%m-%d', '2026-07-01', '+' || n || ' months')") +
      "INSERT INTO t(at) VALUES ('2026-06-15T11:59:59Z'), ('2026-1'), ('2026-2-01'), ('2027'), ('20270101'), "
      "('2030-1'), ('2030-20-01'), ('2041-0:'), ('9x')");
  Selection selection = looked_at("iso");
  selection.scope.parts.pop_back();  // times to come
  CHECK(check_same(db, selection) == 9);
}

TEST_CASE("sqlite time index: young times are not read where the index leads to the old ones") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT);" + young("'2026-08-01'") +
              "INSERT INTO t(at) VALUES ('2026-08-32'), ('2026-11-0x'), ('2026-01-01')");
  CHECK(sorted_keys(db, looked_at()).size() == 3);
  db.execute("CREATE INDEX by_time ON t(at)");
  db.close();
  CHECK(sorted_keys(db, looked_at()).size() == 1);
}

TEST_CASE("sqlite time index: an index that does not order all rows by time alone is not followed") {
  const std::string made = GENERATE("ON t(at DESC)", "ON t(at) WHERE at > '2026'", "ON t(at COLLATE NOCASE)",
                                    "ON t(lower(at))", "ON t(at, id)");
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT);" + young("'2026-08-01'") +
              "INSERT INTO t(at) VALUES ('2026-08-32'), ('2026-01-01'); CREATE INDEX by_time " + made);
  CHECK(sorted_keys(db, looked_at()).size() == 2);
}
