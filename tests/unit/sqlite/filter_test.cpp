/// The SQL condition against the host's own evaluation, on random tables and random filters: whatever the host
/// says yes to must be among the rows of the scan.
#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "support.h"

using namespace winnow;
using namespace winnow::test;

namespace {

class Chance {
 public:
  explicit Chance(std::uint32_t seed) : engine_(seed) {}
  std::size_t below(std::size_t end) { return engine_() % end; }
  template <class Thing>
  const Thing& of(const std::vector<Thing>& all) {
    return all[below(all.size())];
  }

 private:
  std::mt19937 engine_;
};

const std::vector<std::string> kStored = {"NULL",
                                          "0",
                                          "1",
                                          "-1",
                                          "5",
                                          "'5'",
                                          "''",
                                          "'a'",
                                          "'A'",
                                          "'ab'",
                                          "'b'",
                                          "x''",
                                          "x'61'",
                                          "1.0",
                                          "1.5",
                                          "9e999",
                                          "9223372036854775807",
                                          "9.2233720368547758e18",
                                          "1600000000",
                                          "1.6e9",
                                          "'2020-09-13T12:26:40Z'",
                                          "'2020'",
                                          "'2031-01-01 00:00:00'",
                                          "CAST(x'ff61' AS TEXT)",
                                          "'a' || char(0) || 'b'",
                                          "'Z' || char(233)"};

Value random_value(Chance& chance) {
  switch (chance.below(8)) {
    case 0: return Value::integer(chance.of<std::int64_t>({0, 1, -1, 5, 1600000000, INT64_MAX}));
    case 1: return Value::real(chance.of<double>({0.5, 1.0, 1.5, -1.0, 1e300, 9.2233720368547758e18}));
    case 2:
      return Value::of_text(chance.of<std::string>({"", "a", "A", "ab", "5", "2020", std::string("a\0b", 3)}));
    case 3: return Value::bytes(chance.of<std::string>({"", "a", "b"}));
    case 4: return Value::time(time_of(chance.of<std::int64_t>({0, 1'600'000'000'000'000, 1'900'000'000'000'000})));
    case 5: return Value::boolean(chance.below(2) == 1);
    case 6: return Value::decimal(chance.of<std::string>({"5", "18446744073709551615", "9223372036854775807"}));
    default: return chance.below(2) == 0 ? Value::span(Span{5}) : Value::other("a");
  }
}

Filter random_filter(Chance& chance, int depth) {
  const std::string field = chance.of<std::string>({"i", "t", "n", "x", "r", "at"});
  switch (depth > 0 ? chance.below(8) : 3 + chance.below(5)) {
    case 0: return Filter::all_of({random_filter(chance, depth - 1), random_filter(chance, depth - 1)});
    case 1: return Filter::any_of({random_filter(chance, depth - 1), random_filter(chance, depth - 1)});
    case 2: return Filter::negate(random_filter(chance, depth - 1));
    case 3: return Filter::is_null(field);
    case 4: return Filter::in(field, {random_value(chance), random_value(chance), random_value(chance)});
    case 5:
      return chance.below(2) == 0 ? Filter::prefix(field, chance.of<std::string>({"", "a", "A", "2020"}))
                                  : Filter::unreadable("at");
    default:
      return Filter::compare(static_cast<winnow_op>(WINNOW_EQ + static_cast<int>(chance.below(6))), field,
                             random_value(chance));
  }
}

std::string random_rows(Chance& chance, int count) {
  std::string out = "INSERT INTO t VALUES ";
  for (int i = 0; i < count; ++i) {
    out += (i > 0 ? ", (" : "(") + std::to_string(i);
    for (int column = 0; column < 6; ++column) out += ", " + chance.of(kStored);
    out += ")";
  }
  return out;
}

}  // namespace

TEST_CASE("sqlite filter: never narrower than the host's evaluation") {
  Chance chance(20261121);
  std::size_t agreed = 0;
  for (int round = 0; round < 10; ++round) {
    Database db(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, t TEXT COLLATE NOCASE, n NUMERIC, x, r REAL, at);"
        "CREATE INDEX by_t ON t (t); CREATE INDEX by_i ON t (i);" +
        random_rows(chance, 60));
    Selection selection = everything("t", {"i", "t", "n", "x", "r", "at"});
    selection.time_field = "at";
    selection.time_form = chance.of<std::string>({"iso", "s"});
    // Columns compared with a TIME need a form: values of one kind in front let it be found.
    db.execute(
        "UPDATE t SET i = 1600000000, t = '2020-09-13T12:26:40Z', n = 1600000000, x = 1600000000, r = 1.6e9 "
        "WHERE id < 0");
    for (int i = 0; i < 40; ++i) {
      selection.scope = random_filter(chance, 3);
      std::vector<OwnedItem> all;
      std::set<std::string> scanned;
      try {
        for (const OwnedItem& item : db.scan(selection)) scanned.insert(item.key);
        Selection whole = selection;
        whole.match = selection.scope;  // so that fields are read in the same forms
        whole.scope = Filter::always();
        all = db.scan(whole);
      } catch (const Error& error) {
        REQUIRE(error.code() == WINNOW_BAD_CONFIG);  // a column that mixes forms, compared with a TIME
        continue;
      }
      const Matcher matcher(selection.scope, selection);
      for (const OwnedItem& item : all) {
        std::vector<winnow_value> fields;
        for (const Value& field : item.fields) fields.push_back(borrow(field));
        if (matcher(fields.data(), item.time) != Truth::yes) continue;
        CAPTURE(round, i, item.key);
        CHECK(scanned.contains(item.key));
        ++agreed;
      }
    }
  }
  CHECK(agreed > 1000);
}

TEST_CASE("sqlite filter: each family by itself, whatever affinity and collation the column has") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b TEXT COLLATE NOCASE);"
      "INSERT INTO t VALUES (1, 5, '5'), (2, 'abc', 'abc'), (3, NULL, NULL), (4, 7, 'ABC')");
  const auto keys = [&db](const Filter& filter) {
    Selection selection = everything("t", {"a", "b"});
    selection.scope = filter;
    return test::keys_of(db.scan(selection));
  };
  CHECK(keys(Filter::eq("a", Value::of_text("5"))).empty());
  CHECK(keys(Filter::eq("b", Value::integer(5))).empty());
  CHECK(keys(Filter::eq("b", Value::of_text("abc"))) == std::vector<std::string>{"2"});
  CHECK(keys(Filter::lt("a", Value::of_text("b"))) == std::vector<std::string>{"2"});
  CHECK(keys(Filter::gt("a", Value::integer(0))) == std::vector<std::string>{"1", "4"});
  CHECK(keys(Filter::compare(WINNOW_NE, "a", Value::integer(5))) == std::vector<std::string>{"4"});
  CHECK(keys(Filter::negate(Filter::eq("a", Value::of_text("5")))) == std::vector<std::string>{"2"});
  CHECK(keys(Filter::prefix("b", "AB")) == std::vector<std::string>{"4"});
  CHECK(keys(Filter::eq("a", Value::boolean(true))).empty());
}

TEST_CASE("sqlite filter: a list may be longer than an expression may be deep") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s TEXT);"
      "WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 50)"
      "INSERT INTO t SELECT x, x, 'k' || x FROM i");
  std::vector<Value> values;
  for (int i = 41; i < 5'000; ++i) values.push_back(Value::integer(i));
  for (int i = 4'000; i >= 49; --i) values.push_back(Value::of_text("k" + std::to_string(i)));
  Selection selection = everything("t", {"n", "s"});
  selection.scope = Filter::in("n", values);
  CHECK(db.scan(selection).size() == 10);
  selection.scope = Filter::in("s", values);
  CHECK(db.scan(selection).size() == 2);
  // A number and a text cannot be compared, so that nobody knows that a number is none of them.
  selection.scope = Filter::negate(Filter::in("n", values));
  CHECK(db.scan(selection).empty());
  std::erase_if(values, [](const Value& value) { return value.type == WINNOW_TEXT; });
  selection.scope = Filter::negate(Filter::in("n", values));
  CHECK(db.scan(selection).size() == 40);
}

TEST_CASE("sqlite filter: thousands of values, and chains as long, find what they name") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, v, w TEXT);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) INSERT INTO t SELECT i, i, 'w' "
      "|| i FROM n");
  std::vector<Value> numbers, texts;
  std::vector<Filter> chain, all_but;
  for (int i = 40; i < 20'040; ++i) {
    numbers.push_back(Value::integer(i));
    texts.push_back(Value::of_text("w" + std::to_string(i)));
    chain.push_back(Filter::eq("v", Value::integer(i)));
    all_but.push_back(Filter::compare(WINNOW_NE, "w", Value::of_text("w" + std::to_string(i))));
  }
  const auto found = [&db](const Filter& filter) {
    Selection some = everything("t");
    some.scope = some.match = filter;
    const auto items = db.scan(some);
    if (items.size() < 20) {
      MemoryBin bin;
      bin.while_sealing = [] { throw Error(WINNOW_STOPPED, "tried"); };
      CHECK_THROWS_WITH(db.remove(some, items, bin), "tried");
    }
    return items.size();
  };
  CHECK(found(Filter::in("v", numbers)) == 11);
  CHECK(found(Filter::in("w", texts)) == 11);
  CHECK(found(Filter::any_of(chain)) == 11);
  CHECK(found(Filter::all_of(all_but)) == 39);
  CHECK(found(Filter::negate(Filter::any_of(chain))) == 39);
}
