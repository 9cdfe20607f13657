#include "sql/lock_ahead.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <mutex>
#include <thread>

using namespace winnow;
using namespace winnow::sql;

namespace {

/// What all connections were asked, in order.
class Log {
 public:
  void add(std::string words) {
    const std::lock_guard lock(mutex_);
    said_.push_back(std::move(words));
  }
  std::vector<std::string> said() {
    const std::lock_guard lock(mutex_);
    return said_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> said_;
};

/// Has every row that it is asked for: its key, and that it matches.
class EveryRow final : public Driver {
 public:
  explicit EveryRow(Log& log) : log_(log) {}
  void query(const std::string& sql, std::span<const Param> params, const RowSink& row) override {
    if (lost) throw ServerError(WINNOW_UNAVAILABLE, Refusal::other, "the connection is lost");
    log_.add(sql);
    for (const Param& key : params) row(std::vector<Cell>{*key, "1"});
  }
  std::uint64_t change(const std::string& sql, std::span<const Param>) override {
    log_.add(sql);
    return 0;
  }
  CommitEnd commit() override { return CommitEnd::committed; }
  bool usable() const override { return true; }

  std::atomic<bool> lost = false;

 private:
  Log& log_;
};

class PlainDialect final : public ServerDialect {
 public:
  Table describe(Driver&, std::string_view target) const override {
    Table out;
    out.target = out.name = target;
    out.columns = {{"id", "int", Family::number}};
    out.key = {0};
    return out;
  }
  Table describe_readable(Driver& driver, std::string_view target) const override {
    return describe(driver, target);
  }
  std::string identity(Driver&) const override { return {}; }
  std::vector<std::string> tables(Driver&) const override { return {}; }
  std::string identifier(std::string_view name) const override { return std::string(name); }
  std::string mark(std::size_t) const override { return "?"; }
  std::string read(const Column& column) const override { return column.name; }
  std::string has_key(const Table&, std::span<const std::vector<std::string>> keys,
                      std::vector<Param>& params) const override {
    for (const std::vector<std::string>& key : keys) params.emplace_back(key.front());
    return "these";
  }
  std::string write(const Column&, std::size_t) const override { return {}; }
  std::string rows_of(std::span<const Column>, std::span<const std::vector<Param>>,
                      std::vector<Param>&) const override {
    return {};
  }
  std::string operand(const Column& column, winnow_op) const override { return column.name; }
  std::string parameter(const Column&, std::size_t, const std::string&) const override { return "?"; }
  std::string time_text(const Column&, std::int64_t) const override { return {}; }
  std::string unreadable(const Column&) const override { return {}; }
  std::string lock_rows() const override { return " FOR UPDATE"; }
  void keep_winnow_off(Driver& driver, std::string_view) const override { driver.value("keep winnow off"); }
  void keep_form(Driver& driver, std::string_view) const override { driver.execute("keep form"); }
  bool locks_ahead() const override { return true; }
  void before_restore(Driver&) const override {}
  void after_restore(Driver&) const override {}
  std::string overriding() const override { return {}; }
};

class NoHost final : public Host {
 public:
  void log(int, std::string_view) override {}
  Time now() const override { return {}; }
  bool stopping() const override { return false; }
  std::int64_t read_time(std::string_view) const override { return 0; }
  std::uint32_t reason(std::string_view) override { return 1; }
  void finding(std::string_view, double, bool, std::string_view) override {}
};

using Keys = std::vector<std::string_view>;
const Keys kNext = {"3", "4"};

struct Bench {
  Bench() {
    selection.target = "t";
    ahead.expect("t", kNext);
  }
  void begin() {
    ahead.begin(selection, [this] { return driver; });
  }
  Table table() { return dialect.describe(*driver, "t"); }

  Log log;
  PlainDialect dialect;
  NoHost host;
  Selection selection;
  std::shared_ptr<EveryRow> driver = std::make_shared<EveryRow>(log);
  LockAhead ahead{dialect, host};
};

const std::vector<std::string> kLocked = {
    "BEGIN", "keep form", "SELECT id, CASE WHEN 1 = 1 THEN 1 ELSE 0 END FROM t WHERE these FOR UPDATE"};

std::vector<std::string> and_then(std::vector<std::string> first, const std::string& then) {
  first.push_back(then);
  return first;
}

}  // namespace

TEST_CASE("sql: a batch that was locked ahead is taken over with its transaction, and others are kept off first") {
  Bench bench;
  bench.begin();
  const auto batch = bench.ahead.take(bench.selection, kNext);
  REQUIRE(batch);
  CHECK(bench.log.said() == and_then(kLocked, "keep winnow off"));
  REQUIRE(batch->rows->rows().size() == 2);
  CHECK(batch->rows->rows()[1].key == "4");
  CHECK(batch->rows->rows()[1].item == 1);
  CHECK(batch->rows->rows()[1].copy == R"(["4"])");
}

TEST_CASE("sql: nothing stays locked where the next batch is another than was expected") {
  Bench bench;
  bench.begin();
  SECTION("of other keys") {
    CHECK_FALSE(bench.ahead.take(bench.selection, Keys{"3", "5"}));
  }
  SECTION("of fewer keys") {
    CHECK_FALSE(bench.ahead.take(bench.selection, Keys{"3"}));
  }
  SECTION("of the same keys in another order") {
    CHECK_FALSE(bench.ahead.take(bench.selection, Keys{"4", "3"}));
  }
  SECTION("by another predicate") {
    Selection other = bench.selection;
    other.match = Filter::is_null("id");
    CHECK_FALSE(bench.ahead.take(other, kNext));
  }
  SECTION("with other fields") {
    Selection other = bench.selection;
    other.fields = {"id"};
    CHECK_FALSE(bench.ahead.take(other, kNext));
  }
  SECTION("because none follows") {
    bench.ahead.expect("t", {});
  }
  SECTION("because something else comes first") {
    bench.ahead.forget();
  }
  CHECK(bench.log.said() == and_then(kLocked, "ROLLBACK"));
  CHECK_FALSE(bench.ahead.take(bench.selection, kNext));
}

TEST_CASE("sql: a connection that is lost while it locks ahead, or is not to be had, leaves nothing to take") {
  Bench bench;
  SECTION("lost") {
    bench.driver->lost = true;
    bench.begin();
  }
  SECTION("not to be had") {
    bench.ahead.begin(bench.selection, []() -> std::shared_ptr<Driver> {
      throw ServerError(WINNOW_UNAVAILABLE, Refusal::other, "too many clients already");
    });
  }
  CHECK_FALSE(bench.ahead.take(bench.selection, kNext));
  bench.ahead.expect("t", kNext);
  CHECK_FALSE(bench.ahead.wanted(bench.table()));  // it is not tried again
  bench.ahead.expect("t", {});
  bench.ahead.expect("t", kNext);
  CHECK(bench.ahead.wanted(bench.table()));  // but for another job
}

TEST_CASE("sql: where something else came first nothing is locked ahead again") {
  Bench bench;
  bench.ahead.forget();
  CHECK(bench.ahead.wanted(bench.table()));  // nothing was
  bench.begin();
  bench.ahead.forget();
  bench.ahead.expect("t", kNext);
  CHECK_FALSE(bench.ahead.wanted(bench.table()));
}

TEST_CASE("sql: a connection that was lost once it had locked leaves nothing to take") {
  Bench bench;
  bench.begin();
  while (bench.log.said().size() < kLocked.size()) std::this_thread::yield();
  bench.driver->lost = true;
  CHECK_FALSE(bench.ahead.take(bench.selection, kNext));
}

TEST_CASE("sql: what is locked ahead is what was told, once, of a table to which no other refers") {
  Bench bench;
  Table table = bench.table();
  CHECK(bench.ahead.wanted(table));
  table.references.push_back({});
  CHECK_FALSE(bench.ahead.wanted(table));
  table = bench.table();
  table.target = "u";
  CHECK_FALSE(bench.ahead.wanted(table));
  bench.begin();
  CHECK_FALSE(bench.ahead.wanted(bench.table()));
}
