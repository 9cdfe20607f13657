#include "sqlite/read_ahead.h"

#include <catch2/catch.hpp>
#include <random>

#include "support.h"

using namespace winnow;
using namespace winnow::test;
using namespace winnow::sqlite;

namespace {

std::vector<std::string> numbers(int first, int last) {
  std::vector<std::string> out;
  for (int i = first; i <= last; ++i) out.push_back(std::to_string(i));
  return out;
}

/// Fills a table with the numbers from 1 on.
std::string fill(int most, const std::string& values) {
  return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(most) +
         ") INSERT INTO t SELECT i, " + values + " FROM n";
}

std::vector<std::string_view> views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

/// A table of the rows 1 to 40, of which the first ten go in one transaction and the next ten are expected.
struct Bench {
  explicit Bench(const std::string& journal)
      : db("PRAGMA journal_mode = " + journal + ";CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT);" +
           fill(40, "'v' || i")),
        writer(db.path, SQLITE_OPEN_READWRITE, db.path),
        table(require_table(writer, "t")) {}

  std::unique_ptr<RangeReader> reader(std::vector<std::string> fields = {"v"}) {
    const Selection selection = everything("t", std::move(fields));
    const auto make = [&](const Table& of) {
      return RowReader(
          of, selection, [](const Column&) { return TimeForm::iso; },
          [](const Column&) -> std::optional<TimeForm> { return std::nullopt; });
    };
    return std::make_unique<RangeReader>(table, make, selection, "1 = 1", 3, std::vector<Value>{}, db.host);
  }

  void first_batch() {
    Transaction transaction(writer);
    const std::vector<std::string> next = numbers(11, 20);
    ahead.expect("t", views(next));
    ahead.begin(writer, table, reader());
    writer.execute("DELETE FROM t WHERE id <= 10");
    REQUIRE(transaction.commit() == sql::CommitEnd::committed);
  }

  std::unique_ptr<RangeRows> second_batch(int first = 11, int last = 20, std::vector<std::string> fields = {"v"}) {
    Transaction transaction(writer);
    const std::vector<std::string> keys = numbers(first, last);
    return ahead.take(writer, *RowRange::of(table, views(keys)), *reader(std::move(fields)));
  }

  test::Database db;
  Connection writer;
  Table table;
  ReadAhead ahead{[this] { return std::make_unique<Connection>(db.path, SQLITE_OPEN_READONLY, db.path); }};
};

}  // namespace

TEST_CASE("sqlite read ahead: what was read is used where nobody but the remover has written since") {
  Bench bench("WAL");
  bench.first_batch();
  const auto rows = bench.second_batch();
  REQUIRE(rows);
  REQUIRE(rows->size() == 10);
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const std::string number = std::to_string(11 + i);
    const RangeRows::Row row = rows->row(i);
    CHECK(row.item == i);
    CHECK(row.matches);
    CHECK(view(row.now.key) == number);
    CHECK(view(row.now.fields[0].as.text) == "v" + number);
    CHECK(row.content == "[" + number + ",\"v" + number + "\"]");
  }
  CHECK_FALSE(bench.second_batch());  // once
}

TEST_CASE("sqlite read ahead: what somebody may have changed is thrown away") {
  Bench bench("WAL");
  SECTION("one of the rows") {
    bench.first_batch();
    bench.db.execute("UPDATE t SET v = 'new' WHERE id = 15");
  }
  SECTION("a row of another batch") {
    bench.first_batch();
    bench.db.execute("DELETE FROM t WHERE id = 40");
  }
  SECTION("the schema") {
    bench.first_batch();
    bench.db.execute("CREATE TABLE other (id)");
  }
  SECTION("the file") {
    bench.first_batch();
    bench.db.execute("VACUUM INTO '" + bench.db.path + ".copy'");
    REQUIRE(std::rename((bench.db.path + ".copy").c_str(), bench.db.path.c_str()) == 0);
  }
  CHECK_FALSE(bench.second_batch());
}

TEST_CASE("sqlite read ahead: only for the items and the fields that are asked for then") {
  Bench bench("WAL");
  bench.first_batch();
  SECTION("other items") {
    CHECK_FALSE(bench.second_batch(12, 20));
  }
  SECTION("other fields") {
    CHECK_FALSE(bench.second_batch(11, 20, {"id"}));
  }
}

TEST_CASE("sqlite read ahead: a database with a rollback journal is not read by two at once") {
  Bench bench("DELETE");
  bench.first_batch();
  CHECK_FALSE(bench.second_batch());
}

TEST_CASE("sqlite read ahead: what was read is forgotten once and for all") {
  Bench bench("WAL");
  bench.first_batch();
  bench.ahead.forget();
  CHECK_FALSE(bench.second_batch());
}

TEST_CASE("sqlite read ahead: rows that have grown too large are not held together") {
  Bench bench("WAL");
  bench.db.execute("UPDATE t SET v = zeroblob(20000000) WHERE id BETWEEN 11 AND 13");
  const std::vector<std::string> keys = numbers(11, 20);
  const auto never = [] { return false; };
  CHECK_FALSE(bench.reader()->read(bench.writer, *RowRange::of(bench.table, views(keys)), never));
  const std::vector<std::string> small = numbers(14, 20);
  CHECK(bench.reader()->read(bench.writer, *RowRange::of(bench.table, views(small)), never));
}

TEST_CASE("sqlite read ahead: an expectation that nobody comes back to does no harm") {
  Bench bench("WAL");
  for (int i = 0; i < 3; ++i) {
    Transaction transaction(bench.writer);
    const std::vector<std::string> next = numbers(11, 40);
    bench.ahead.expect("t", views(next));
    bench.ahead.begin(bench.writer, bench.table, bench.reader());
  }
  CHECK_FALSE(bench.second_batch(11, 20));
  bench.first_batch();
  CHECK(bench.second_batch());
}

// The application writes between the batches; a mirror of the database has all that it wrote, and lost nothing.
TEST_CASE("sqlite read ahead: batches that are told of the next one remove what is there when their turn comes") {
  const unsigned seed = GENERATE(range(0u, 30u));
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto one_in = [&random](unsigned n) { return random() % n == 0; };
  const std::string sql = std::string("PRAGMA journal_mode = ") + (one_in(4) ? "DELETE" : "WAL") +
                          ";CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, at TEXT);" +
                          fill(80, "'v', '2020-01-01'");
  test::Database db(sql), mirror(sql);
  const Selection old = older_than("t", "at", "2025-01-01");
  const std::vector<OwnedItem> items = db.scan(old);
  std::map<std::string, winnow_outcome> expected, got;
  std::vector<std::unique_ptr<MemoryBin>> bins;
  for (std::size_t begin = 0; begin < items.size(); begin += 20) {
    const auto batch_at = [&](std::size_t at) {
      const std::size_t from = std::min(at, items.size()), to = std::min(at + 20, items.size());
      return std::vector<OwnedItem>(items.begin() + static_cast<std::ptrdiff_t>(from),
                                    items.begin() + static_cast<std::ptrdiff_t>(to));
    };
    const std::vector<OwnedItem> batch = batch_at(begin);
    const std::vector<std::string> next = test::keys_of(batch_at(begin + 20));
    if (!next.empty()) db.store().expect("t", views(next));
    for (const OwnedItem& item : batch) expected.try_emplace(item.key, WINNOW_DONE);
    const auto outcomes = db.remove(old, batch, *bins.emplace_back(std::make_unique<MemoryBin>()));
    for (std::size_t i = 0; i < batch.size(); ++i) got[batch[i].key] = outcomes[i];
    for (const std::string& key : next) {
      if (!one_in(12)) continue;
      const bool deletes = one_in(2);
      const std::string change = (deletes ? "DELETE FROM t" : "UPDATE t SET v = 'other'") + (" WHERE id = " + key);
      db.execute(change);
      mirror.execute(change);
      expected[key] = deletes ? WINNOW_GONE : WINNOW_CHANGED;
    }
  }
  CHECK(got == expected);
  for (const auto& bin : bins) db.restore(*bin);
  CHECK(db.dump() == mirror.dump());
}
