#include <catch2/catch.hpp>

#include "support.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;

namespace {

constexpr std::int64_t kSecond = 1'000'000;

/// The times of the rows of a table whose column `at` holds these values.
std::vector<std::int64_t> times_of(const std::string& values, const std::string& form = "") {
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, at); INSERT INTO t(at) VALUES " + values);
  Selection selection = everything("t", {"at"});
  selection.time_field = "at";
  selection.time_form = form;
  std::vector<std::int64_t> out;
  for (const OwnedItem& item : db.scan(selection)) out.push_back(item.time);
  return out;
}

}  // namespace

TEST_CASE("sqlite times: the form is found by looking") {
  const std::int64_t time = 1'600'000'000 * kSecond;
  CHECK(times_of("('2020-09-13T12:26:40Z'), (NULL)") == std::vector<std::int64_t>{time, WINNOW_TIME_NONE});
  CHECK(times_of("('2020-09-13 12:26:40')") == std::vector<std::int64_t>{time});
  CHECK(times_of("(1600000000), (0)") == std::vector<std::int64_t>{time, 0});
  CHECK(times_of("(1600000000000)") == std::vector<std::int64_t>{time});
  CHECK(times_of("(1600000000000000)") == std::vector<std::int64_t>{time});
  CHECK(times_of("(1600000000.25)") == std::vector<std::int64_t>{time + kSecond / 4});
  CHECK(times_of("(NULL)") == std::vector<std::int64_t>{WINNOW_TIME_NONE});
}

TEST_CASE("sqlite times: zeros say nothing of the form, however many come first") {
  std::string values = "(0)";
  for (int i = 0; i < 150; ++i) values += i % 2 == 0 ? ", (0)" : ", (0.0)";
  CHECK(times_of(values + ", (1600000000)").back() == 1'600'000'000 * kSecond);
  CHECK(times_of(values + ", ('2020-09-13T12:26:40Z')").back() == 1'600'000'000 * kSecond);
  CHECK_THROWS_WITH(times_of(values), Contains("declare times"));
}

TEST_CASE("sqlite times: what is not clear has to be declared") {
  for (const char* const values :
       {"(1600000000), ('2020-01-01')", "(1600000000), (1600000000000)", "(12)", "(x'00')", "(0)", "(2459000.5)"}) {
    CHECK_THROWS_WITH(times_of(values), Contains("declare times"));
    CHECK_NOTHROW(times_of(values, "s"));
  }
  CHECK_THROWS_WITH(times_of("(1)", "days"), Contains("not one of iso, s, ms, us"));
}

TEST_CASE("sqlite times: a few values in another form are unreadable one by one") {
  std::string values = "('soon')";
  for (int i = 0; i < 18; ++i) values += ", (1600000000)";
  std::vector<std::int64_t> expected(19, 1'600'000'000 * kSecond);
  expected[0] = WINNOW_TIME_UNREADABLE;
  CHECK(times_of(values) == expected);
  values += ", (x'00')";  // two of twenty: still nine in ten
  CHECK(times_of(values).size() == 20);
  values += ", (1600000000000)";
  CHECK_THROWS_WITH(times_of(values), Contains("declare times"));
}

TEST_CASE("sqlite times: in the wrong form or unit nothing looks old") {
  const std::int64_t no = WINNOW_TIME_UNREADABLE;
  CHECK(times_of("(''), ('0000-00-00'), ('soon'), (1600000000), (x'32'), ('2020-02-30')", "iso") ==
        std::vector<std::int64_t>{no, 0, no, no, no, no});
  CHECK(times_of("(1600000000000), ('1600000000'), ('2020-01-01'), (99999999), (-9e99), (9e999)", "s") ==
        std::vector<std::int64_t>{no, no, no, no, no, no});
  CHECK(times_of("(1600000000), (1600000000000000)", "ms") == std::vector<std::int64_t>{no, no});
  CHECK(times_of("(1600000000), (1600000000000), (9223372036854775807)", "us") ==
        std::vector<std::int64_t>{0, no, no});
}

TEST_CASE("sqlite times: the first day of 1970 is zero, and what comes before it lies before 1970") {
  const std::int64_t year1 = -62'135'596'800 * kSecond;
  CHECK(times_of("(0), (0.0), (1), (86399.9), (-1), (-62135596800)", "s") ==
        std::vector<std::int64_t>{0, 0, 0, 0, -kSecond, year1});
  CHECK(times_of("(0), (86399999), (-62135596800000)", "ms") == std::vector<std::int64_t>{0, 0, year1});
  CHECK(times_of("(0), (86399999999), (-62135596800000000)", "us") == std::vector<std::int64_t>{0, 0, year1});
}

TEST_CASE("sqlite times: the future stays future") {
  CHECK(times_of("(253402300799)", "s") == std::vector<std::int64_t>{253402300799 * kSecond});
  CHECK(times_of("('9999-12-31T23:59:59Z')") == std::vector<std::int64_t>{253402300799 * kSecond});
}

TEST_CASE("sqlite times: a local time that exists twice is unreadable") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT);"
      "INSERT INTO t(at) VALUES ('2024-10-27 02:30:00'), ('2024-10-27 04:30:00')");
  db.host.zone = Zone("Europe/Berlin");
  const auto items = db.scan(older_than("t", "at", "2025-01-01"));
  REQUIRE(items.size() == 1);
  CHECK(items[0].key == "2");
}

TEST_CASE("sqlite times: comparisons read as items do, so that '' and other types are never old") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME);"
      "INSERT INTO t(at) VALUES ('2019-01-01'), (''), (1600000000), (NULL), ('2030-01-01'), (x'00'), (0)");
  Selection selection = older_than("t", "at", "2025-01-01");
  selection.time_form = "iso";
  CHECK(test::keys_of(db.scan(selection)) == std::vector<std::string>{"1"});
  selection.scope = Filter::unreadable("at");
  CHECK(test::keys_of(db.scan(selection)) == std::vector<std::string>{"2", "3", "6", "7"});
}

TEST_CASE("sqlite times: columns beside the time field") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, at DATETIME, seen TIMESTAMP, mixed DATETIME, n INT);"
      "INSERT INTO t VALUES (1, '2020-01-01', 1600000000000, 'x', 1600000000), (2, 'bad', NULL, 5, 3)");
  Selection selection = everything("t", {"at", "seen", "mixed", "n"});
  const auto items = db.scan(selection);
  CHECK(items[0].fields == std::vector<Value>{Value::time(time_of(1577923200 * kSecond - 1)),
                                              Value::time(time_of(1600000000 * kSecond)), Value::of_text("x"),
                                              Value::integer(1600000000)});
  CHECK(items[1].fields ==
        std::vector<Value>{Value::of_text("bad"), Value::null(), Value::integer(5), Value::integer(3)});
  selection.scope = Filter::lt("seen", Value::time(time_of(1700000000 * kSecond)));
  CHECK(test::keys_of(db.scan(selection)) == std::vector<std::string>{"1"});
}
