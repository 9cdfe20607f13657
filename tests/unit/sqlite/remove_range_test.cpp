#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "sqlite/row_range.h"
#include "support.h"

using namespace winnow;
using namespace winnow::test;
using namespace winnow::sqlite;

namespace {

Table numbered() {
  Table out;
  out.name = "t";
  out.columns.push_back({"id", "INTEGER", Affinity::integer, 0, true});
  out.key = {0};
  out.integer_key = 0;
  out.rowid = "rowid";
  return out;
}

bool is_range(const std::vector<std::string>& keys) {
  return RowRange::of(numbered(), std::vector<std::string_view>(keys.begin(), keys.end())).has_value();
}

}  // namespace

TEST_CASE("sqlite range: only rows that stand close together, each named once by its number") {
  CHECK(is_range({"7"}));
  CHECK(is_range({"3", "1", "2"}));
  CHECK(is_range({"-3", "0", "4"}));
  CHECK(is_range({"9223372036854775807", "9223372036854775806"}));
  CHECK_FALSE(is_range({}));
  CHECK(is_range({"1", "2", "12"}));
  CHECK_FALSE(is_range({"1", "2", "13"}));  // four numbers an item
  CHECK_FALSE(is_range({"-9223372036854775808", "9223372036854775807"}));
  CHECK_FALSE(is_range({"1", "2", "1"}));
  CHECK_FALSE(is_range({"1", "02"}));
  CHECK_FALSE(is_range({"1", "+2"}));
  CHECK_FALSE(is_range({"1", "2x"}));
  CHECK_FALSE(is_range({"1", ""}));
  CHECK_FALSE(is_range({"1", "9223372036854775808"}));
}

TEST_CASE("sqlite range: a run ends where a row stands that does not go, and not where none stands") {
  const std::vector<std::string_view> keys = {"10", "12", "13", "15", "17"};
  auto range = RowRange::of(numbered(), keys);
  REQUIRE(range);
  CHECK(range->first() == 10);
  CHECK(range->last() == 17);
  CHECK(range->meet(10) == 0u);
  CHECK(range->meet(12) == 1u);  // none at 11
  CHECK(range->meet(13) == 2u);
  CHECK(range->meet(14) == std::nullopt);
  CHECK(range->meet(17) == 4u);  // 15 has gone
  const auto runs = range->runs([](std::size_t item) { return item != 1; });
  std::vector<std::vector<std::int64_t>> got;
  for (const RowRange::Run& run : runs) got.push_back({run.first, run.last, run.rows});
  CHECK(got == std::vector<std::vector<std::int64_t>>{{10, 10, 1}, {13, 13, 1}, {17, 17, 1}});
  CHECK(range->runs([](std::size_t) { return true; }).size() == 2);
}

TEST_CASE("sqlite range: a long run is cut, so that no statement changes all pages of a batch") {
  std::vector<std::string> numbers;
  for (int i = 0; i < 600; ++i) numbers.push_back(std::to_string(i));
  const std::vector<std::string_view> keys(numbers.begin(), numbers.end());
  auto range = RowRange::of(numbered(), keys);
  REQUIRE(range);
  for (int i = 0; i < 600; ++i) range->meet(i);
  std::int64_t next = 0;
  for (const RowRange::Run& run : range->runs([](std::size_t) { return true; })) {
    CHECK(run.first == next);
    CHECK(run.rows == run.last - run.first + 1);
    CHECK(run.rows <= 256);
    next = run.last + 1;
  }
  CHECK(next == 600);
}

// Whatever happened to the rows between the plan and the batch, and whatever the host takes of them: exactly what
// was sealed goes, each with its copy, and undo brings all of it back.
TEST_CASE("sqlite range: a batch of neighbours ends as if each row had been taken by itself") {
  const unsigned seed = GENERATE(range(0u, 60u));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto one_in = [&random](unsigned n) { return random() % n == 0; };
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, at TEXT)");
  for (int i = 1; i <= 60; ++i) {
    if (one_in(5)) continue;
    db.execute("INSERT INTO t VALUES (" + std::to_string(i) + ", 'v', '" + (one_in(4) ? "2030" : "2020") +
               "-01-01')");
  }
  const Selection old = older_than("t", "at", "2025-01-01");
  std::vector<OwnedItem> items = db.scan(old);
  if (one_in(2)) std::shuffle(items.begin(), items.end(), random);
  std::vector<winnow_outcome> expected;
  MemoryBin bin;
  std::set<std::string> go;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string where = " WHERE id = " + items[i].key;
    winnow_outcome outcome = WINNOW_DONE;
    if (one_in(9)) {
      db.execute("UPDATE t SET v = 'other'" + where);
      outcome = WINNOW_CHANGED;
    } else if (one_in(9)) {
      db.execute("UPDATE t SET at = '2030-01-01'" + where);
      outcome = WINNOW_CHANGED;
    } else if (one_in(9)) {
      db.execute("DELETE FROM t" + where);
      outcome = WINNOW_GONE;
    } else if (one_in(9)) {
      bin.refused.push_back(i);
      outcome = WINNOW_REFUSED;
    } else {
      go.insert(items[i].key);
    }
    expected.push_back(outcome);
  }
  const std::string before = db.dump();
  std::set<std::string> stay;
  for (const OwnedItem& item : db.scan(everything("t"))) {
    if (!go.contains(item.key)) stay.insert(item.key);
  }
  CHECK(db.remove(old, items, bin) == expected);
  std::set<std::string> left;
  for (const OwnedItem& item : db.scan(everything("t"))) left.insert(item.key);
  CHECK(left == stay);
  std::set<std::string> copied;
  for (const KeptPiece& piece : bin.pieces) copied.insert(piece.key);
  CHECK(std::includes(copied.begin(), copied.end(), go.begin(), go.end()));
  db.restore(bin);
  CHECK(db.dump() == before);
}

TEST_CASE("sqlite range: a value that would not come back keeps its row, and its neighbours go") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, v);"
      "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 5), (4, 'd'), (5, 6);"
      "PRAGMA writable_schema = ON;"
      "UPDATE sqlite_schema SET sql = replace(sql, ', v', ', v TEXT') WHERE name = 't'");
  const Selection all = everything("t");
  MemoryBin bin;
  CHECK(db.remove(all, db.scan(all), bin) ==
        std::vector<winnow_outcome>{WINNOW_DONE, WINNOW_DONE, WINNOW_REFUSED, WINNOW_DONE, WINNOW_REFUSED});
  CHECK(db.query("SELECT id FROM t") == "3|5");
}
