#include <catch2/catch.hpp>
#include <limits>

#include "support.h"

using namespace winnow;
using namespace winnow::test;

namespace {

/// The key of the only row of a table whose primary key column(s) are declared so.
std::string key_of(const std::string& declaration, const std::string& values) {
  Database db("CREATE TABLE t (" + declaration + "); INSERT INTO t VALUES (" + values + ")");
  const auto items = db.scan(everything("t"));
  REQUIRE(items.size() == 1);
  const bool found = db.fetch(everything("t"), {items[0].key}).size() == 1;
  CHECK(found == !items[0].key.empty());
  return items[0].key;
}

}  // namespace

TEST_CASE("sqlite keys: one text a key, and back") {
  CHECK(key_of("id INTEGER PRIMARY KEY", "-42") == "-42");
  CHECK(key_of("id INT PRIMARY KEY", "42") == "[42]");
  CHECK(key_of("id TEXT PRIMARY KEY", "'abc'") == "abc");
  CHECK(key_of("id TEXT PRIMARY KEY", "'42'") == "42");
  CHECK(key_of("id TEXT PRIMARY KEY", "'[1]'") == R"(["[1]"])");
  CHECK(key_of("id TEXT PRIMARY KEY", "x'616263'") == R"([{"base64":"YWJj"}])");
  CHECK(key_of("id TEXT PRIMARY KEY", "CAST(x'ff' AS TEXT)") == R"([{"text64":"/w=="}])");
  CHECK(key_of("id TEXT PRIMARY KEY", "'a' || char(0) || 'b'") == std::string("a\0b", 3));
  CHECK(key_of("id TEXT PRIMARY KEY", "''").empty());
  CHECK(key_of("id TEXT PRIMARY KEY", "NULL").empty());
  CHECK(key_of("id PRIMARY KEY", "'abc'") == R"(["abc"])");
  CHECK(key_of("id PRIMARY KEY", "1.0") == "[1.0]");
  CHECK(key_of("id PRIMARY KEY", "9e999") == R"([{"real":"inf"}])");
  CHECK(key_of("a, b, PRIMARY KEY (b, a)", "1, 'x'") == R"(["x",1])");
  CHECK(key_of("a, b, PRIMARY KEY (b, a)", "1, NULL").empty());
}

TEST_CASE("sqlite keys: only a row's own text finds it") {
  Database db(
      "CREATE TABLE t (id TEXT PRIMARY KEY COLLATE NOCASE); INSERT INTO t VALUES ('Abc');"
      "CREATE TABLE n (id INTEGER PRIMARY KEY); INSERT INTO n VALUES (7)");
  CHECK(db.fetch(everything("t"), {"abc", R"(["Abc"])"}).empty());
  CHECK(db.fetch(everything("t"), {"Abc"}).size() == 1);
  CHECK(db.fetch(everything("n"), {"07", "+7", "7.0", " 7", "[7]", "", "x", "99999999999999999999"}).empty());
}

TEST_CASE("sqlite keys: a key that compares otherwise than its column") {
  const std::string rowid = GENERATE("", " WITHOUT ROWID");
  CAPTURE(rowid);
  Database db("CREATE TABLE t (k TEXT COLLATE NOCASE, v, PRIMARY KEY (k COLLATE BINARY))" + rowid +
              "; INSERT INTO t VALUES ('A', 'new'), ('a', 'old'), ('B', 'new'), ('b', 'old')");
  const std::string before = db.dump();
  Selection old = everything("t");
  old.page = 1;  // each page begins behind the one before
  old.scope = old.match = Filter::eq("v", Value::of_text("old"));
  const auto items = db.scan(old);
  CHECK(keys_of(items) == std::vector<std::string>{"a", "b"});
  CHECK(db.scan(everything("t")).size() == 4);
  CHECK(keys_of(db.fetch(everything("t"), {"a", "B"})) == std::vector<std::string>{"a", "B"});
  MemoryBin bin;
  CHECK(db.remove(old, items, bin) == std::vector<winnow_outcome>{WINNOW_DONE, WINNOW_DONE});
  CHECK(db.query("SELECT k FROM t ORDER BY k") == "A|B");
  CHECK(db.settle(bin) == std::vector<winnow_outcome>{WINNOW_DONE, WINNOW_DONE});
  CHECK(db.restore(bin) == std::vector<winnow_outcome>{WINNOW_DONE, WINNOW_DONE});
  CHECK(db.dump() == before);
}

TEST_CASE("sqlite content: every value comes back as it was") {
  const double reals[] = {0.1,
                          -1.0,
                          1e300,
                          5e-324,
                          std::numeric_limits<double>::infinity(),
                          -std::numeric_limits<double>::infinity(),
                          9007199254740993.0};
  for (const double real : reals) {
    sqlite::Cell cell;
    cell.type = SQLITE_FLOAT;
    cell.real = real;
    std::string json = "[";
    sqlite::append_json(json, cell);
    CHECK(sqlite::parse_row(json + "]").at(0).equals(cell));
  }
  for (const std::int64_t integer : {INT64_MIN, std::int64_t{0}, INT64_MAX}) {
    sqlite::Cell cell;
    cell.type = SQLITE_INTEGER;
    cell.integer = integer;
    std::string json = "[";
    sqlite::append_json(json, cell);
    CHECK(sqlite::parse_row(json + "]").at(0).equals(cell));
  }
  for (const std::string_view bytes : {std::string_view{}, std::string_view{"a\"\\\n\x7f\0b\xC3\xA9", 9},
                                       std::string_view{"\xED\xA0\x80"}, std::string_view{"\xF0\x9F\x97\x91"}}) {
    for (const int type : {SQLITE_TEXT, SQLITE_BLOB}) {
      sqlite::Cell cell;
      cell.type = type;
      cell.bytes = bytes;
      std::string json = "[";
      sqlite::append_json(json, cell);
      CHECK(json.find('\n') == std::string::npos);
      CHECK(sqlite::parse_row(json + "]").at(0).equals(cell));
    }
  }
}

TEST_CASE("sqlite content: what is not a row is refused") {
  for (const char* const json :
       {"", "{}", "[true]", "[{\"real\":\"nan\"}]", "[{\"base64\":\"=\"}]", "[[1]]", "[1"}) {
    CHECK_THROWS_AS(sqlite::parse_row(json), Error);
  }
}
