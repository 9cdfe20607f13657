#include <algorithm>
#include <catch2/catch.hpp>

#include "support.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;
using Outcomes = std::vector<winnow_outcome>;

namespace {

const std::string kFamily = R"(
  CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE COLLATE NOCASE);
  CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p ON DELETE CASCADE, v);
  CREATE TABLE g (a INT, b INT, c_id REFERENCES c ON DELETE CASCADE, PRIMARY KEY (a, b)) WITHOUT ROWID;
  CREATE TABLE n (id TEXT PRIMARY KEY, code TEXT REFERENCES p(code) ON DELETE SET NULL);
  INSERT INTO p VALUES (1, 'One'), (2, 'Two');
  INSERT INTO c VALUES (10, 1, 'x'), (11, 1, NULL), (20, 2, 'y');
  INSERT INTO g VALUES (1, 1, 10), (1, 2, 20);
  INSERT INTO n VALUES ('note', 'ONE'), ('other', 'two');)";

MemoryBin reversed(MemoryBin bin) {
  std::reverse(bin.pieces.begin(), bin.pieces.end());
  return bin;
}

std::vector<std::string> put_order(const MemoryBin& bin) {
  std::vector<std::string> out;
  for (const KeptPiece& piece : bin.pieces) out.push_back(piece.target + " " + piece.key);
  return out;
}

}  // namespace

TEST_CASE("sqlite cascade: refused unless it is asked for") {
  Database db(kFamily);
  const Selection all = everything("p");
  MemoryBin bin;
  const std::string before = db.dump();
  CHECK_THROWS_WITH(db.remove(all, db.scan(all), bin), Contains("write cascade = \"archive\""));
  CHECK(bin.pieces.empty());
  CHECK(db.dump() == before);
}

TEST_CASE("sqlite cascade: dependants are put first, go along, and come back") {
  Database db(kFamily);
  const Selection all = everything("p");
  const std::string before = db.dump();
  MemoryBin bin;
  CHECK(db.remove(all, {db.scan(all)[0]}, bin, WINNOW_CASCADE) == Outcomes{WINNOW_DONE});
  CHECK(put_order(bin) == std::vector<std::string>{"g [1,1]", "c 10", "c 11", "n note", "p 1"});
  REQUIRE(bin.pieces.size() == 5);
  CHECK_THAT(bin.pieces[3].content,
             Contains(R"({"reference":{"code":"ONE"},"others":{"columns":["id"],"digest":")"));
  CHECK(db.query("SELECT id FROM c") == "20");
  CHECK(db.query("SELECT code FROM n ORDER BY id") == "NULL|two");
  CHECK(db.settle(bin) == Outcomes(5, WINNOW_DONE));

  CHECK(db.restore(GENERATE(false, true) ? bin : reversed(bin)) == Outcomes(5, WINNOW_DONE));
  CHECK(db.dump() == before);
  CHECK(db.settle(bin) == Outcomes(5, WINNOW_SAME));
}

TEST_CASE("sqlite cascade: a reference is put back only where it is still missing") {
  Database db(kFamily);
  const Selection all = everything("p");
  MemoryBin bin;
  db.remove(all, {db.scan(all)[0]}, bin, WINNOW_CASCADE);
  db.execute("UPDATE n SET code = 'Two' WHERE id = 'note'");
  CHECK(db.restore(reversed(bin)) == Outcomes{WINNOW_DONE, WINNOW_OCCUPIED, WINNOW_DONE, WINNOW_DONE, WINNOW_DONE});
  db.execute("DELETE FROM n");
  CHECK(db.restore(reversed(bin))[1] == WINNOW_GONE);
}

TEST_CASE("sqlite cascade: a tree in one table goes in any order, and a held branch keeps its root") {
  const std::string tree =
      "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t ON DELETE CASCADE);"
      "INSERT INTO t VALUES (1, NULL), (2, 1), (3, 2), (4, NULL)";
  const Selection all = everything("t");
  {
    Database db(tree);
    MemoryBin bin;
    CHECK(db.remove(all, db.scan(all), bin, WINNOW_CASCADE) == Outcomes(4, WINNOW_DONE));
    CHECK(db.query("SELECT count(*) FROM t") == "0");
  }
  Database db(tree);
  MemoryBin bin;
  bin.refused = {2};  // the row 3
  CHECK(db.remove(all, db.scan(all), bin, WINNOW_CASCADE) ==
        Outcomes{WINNOW_REFUSED, WINNOW_REFUSED, WINNOW_REFUSED, WINNOW_DONE});
  CHECK(db.query("SELECT id FROM t") == "1|2|3");
}

TEST_CASE("sqlite cascade: rows that refer to each other in a circle") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t ON DELETE CASCADE);"
      "INSERT INTO t VALUES (1, NULL), (2, 1); UPDATE t SET up = 2 WHERE id = 1");
  const Selection all = everything("t");
  MemoryBin bin;
  CHECK(db.remove(all, db.scan(all), bin, WINNOW_CASCADE) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  CHECK(db.query("SELECT count(*) FROM t") == "0");
}

TEST_CASE("sqlite cascade: references within a table that are set to NULL") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t ON DELETE SET NULL);"
      "INSERT INTO t VALUES (1, NULL), (2, 1), (3, 1)");
  const Selection all = everything("t");
  const std::string before = db.dump();
  auto items = db.scan(all);
  items.pop_back();
  MemoryBin bin;
  CHECK(db.remove(all, items, bin, WINNOW_CASCADE) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  CHECK(db.query("SELECT up FROM t") == "NULL");
  for (const winnow_outcome outcome : db.restore(reversed(bin))) CHECK(outcome == WINNOW_DONE);
  CHECK(db.dump() == before);
}

TEST_CASE("sqlite cascade: a row that has to stay is not dragged along by the one above it") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t ON DELETE SET NULL);"
      "INSERT INTO t VALUES (1, NULL), (2, 1), (3, 2)");
  const Selection all = everything("t");
  MemoryBin bin;
  bin.refused = {2};  // the row 3, which refers to 2
  CHECK(db.remove(all, db.scan(all), bin, WINNOW_CASCADE) == Outcomes(3, WINNOW_REFUSED));
  CHECK(db.query("SELECT id FROM t") == "1|2|3");
  CHECK(db.query("SELECT up FROM t WHERE id = 3") == "2");
}

TEST_CASE("sqlite cascade: what is above a row that stays is told why it stays, however far above") {
  Database db(
      "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t ON DELETE SET NULL);"
      "INSERT INTO t VALUES (1, NULL), (2, 1), (3, 2), (4, 3)");
  const std::string before = db.dump();
  const Selection all = everything("t");
  auto items = db.scan(all);
  items.pop_back();
  MemoryBin bin;
  bin.refused = {2};  // the row 3, as the host keeps what row 4 refers to
  CHECK(db.remove(all, items, bin, WINNOW_CASCADE) == Outcomes(3, WINNOW_REFUSED));
  CHECK(bin.reasons ==
        std::map<std::size_t, std::string>{{0, "what hangs on it stays"}, {1, "what hangs on it stays"}});
  CHECK(db.dump() == before);
}

TEST_CASE("sqlite cascade: a row that refers to itself goes and comes back with its reference") {
  const std::string rule = GENERATE("SET NULL", "CASCADE");
  Database db("CREATE TABLE t (id INTEGER PRIMARY KEY, u TEXT, up REFERENCES t ON DELETE " + rule +
              "); INSERT INTO t VALUES (3, 'x', 3), (4, 'y', 3)");
  const std::string before = db.dump();
  const Selection all = everything("t", {"u"});
  MemoryBin bin(1);
  CHECK(db.remove(all, {db.scan(all)[0]}, bin, WINNOW_CASCADE) == Outcomes{WINNOW_DONE});
  CHECK(put_order(bin) == std::vector<std::string>{"t 4", "t 3"});
  CHECK(bin.pieces[1].fields == std::vector<Value>{Value::of_text("x")});
  CHECK(db.restore(reversed(bin)) == Outcomes(2, WINNOW_DONE));
  CHECK(db.dump() == before);
}

TEST_CASE("sqlite cascade: a reference comes back whatever else its row refers to") {
  Database db(
      "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1);"
      "CREATE TABLE d (id INTEGER PRIMARY KEY, t REFERENCES t ON DELETE SET NULL, q REFERENCES p);"
      "INSERT INTO d VALUES (1, 1, 99)");
  const std::string before = db.dump();
  const Selection all = everything("t");
  MemoryBin bin;
  CHECK(db.remove(all, db.scan(all), bin, WINNOW_CASCADE) == Outcomes{WINNOW_DONE});
  CHECK(db.query("SELECT t FROM d") == "NULL");
  CHECK(db.restore(reversed(bin)) == Outcomes(2, WINNOW_DONE));
  CHECK(db.dump() == before);
}

TEST_CASE("sqlite cascade: what could not be brought back is refused") {
  const auto refusal = [](const std::string& child) {
    Database db("CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1);" + child);
    const Selection all = everything("p");
    MemoryBin bin;
    std::string words;
    try {
      const auto outcomes = db.remove(all, db.scan(all), bin, WINNOW_CASCADE);
      words = outcomes == Outcomes{WINNOW_REFUSED} ? "refused" : "removed";
    } catch (const Error& error) {
      words = error.what();
    }
    CHECK(db.query("SELECT count(*) FROM p") == "1");
    return words;
  };
  CHECK_THAT(refusal("CREATE TABLE c (id INTEGER PRIMARY KEY, p DEFAULT NULL REFERENCES p ON DELETE SET DEFAULT);"),
             Contains("SET DEFAULT"));
  CHECK_THAT(refusal("CREATE TABLE c (p REFERENCES p ON DELETE CASCADE); INSERT INTO c VALUES (1)"),
             Contains("no primary key"));
  CHECK(refusal("CREATE TABLE c (k TEXT PRIMARY KEY, p REFERENCES p ON DELETE CASCADE);"
                "INSERT INTO c VALUES (NULL, 1)") == "refused");
  CHECK_THAT(refusal("CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE);"
                     "CREATE TRIGGER deep AFTER DELETE ON c BEGIN DELETE FROM p; END"),
             Contains("trigger \"deep\""));
}

TEST_CASE("sqlite cascade: what hangs on rows is counted, and reading leaves the rows alone") {
  Database db(kFamily);
  const std::string before = db.dump();
  const auto counted = [&](const std::vector<std::string_view>& keys) {
    std::vector<std::string> out;
    for (const DependantCount& some : db.store().dependants("p", keys)) {
      out.push_back(some.target + " " + std::to_string(some.gone) + " " + std::to_string(some.changed));
    }
    return out;
  };
  CHECK(counted({"1"}) == std::vector<std::string>{"c 2 0", "g 1 0", "n 0 1"});
  CHECK(counted({"1", "2"}) == std::vector<std::string>{"c 3 0", "g 2 0", "n 0 2"});
  CHECK(counted({"3"}).empty());
  db.close();
  CHECK(db.dump() == before);
}

TEST_CASE("sqlite cascade: a row that hangs on two others, or is itself among the items, counts once") {
  Database db(
      "CREATE TABLE p (id INTEGER PRIMARY KEY, up REFERENCES p ON DELETE CASCADE);"
      "CREATE TABLE c (id INTEGER PRIMARY KEY, a REFERENCES p ON DELETE CASCADE, b REFERENCES p ON DELETE CASCADE);"
      "INSERT INTO p VALUES (1, NULL), (2, 1), (3, 1); INSERT INTO c VALUES (7, 1, 2)");
  const auto counts = db.store().dependants("p", std::vector<std::string_view>{"1", "2"});
  REQUIRE(counts.size() == 2);
  CHECK(counts[0].target == "c");
  CHECK(counts[0].gone == 1);
  CHECK(counts[1].target == "p");
  CHECK(counts[1].gone == 1);
}

TEST_CASE("sqlite cascade: a row that would lose two references with a column in common keeps what it refers to") {
  const std::string without = GENERATE("", "WITHOUT ROWID");
  Database db("CREATE TABLE p (tenant INT, id INT, PRIMARY KEY (tenant, id)) " + without +
              "; CREATE TABLE n (id INTEGER PRIMARY KEY, tenant INT, a INT, b INT,"
              " FOREIGN KEY (tenant, a) REFERENCES P (TENANT, ID) ON DELETE SET NULL,"
              " FOREIGN KEY (tenant, b) REFERENCES p ON DELETE SET NULL);"
              "INSERT INTO p VALUES (1, 1), (1, 2), (2, 1); INSERT INTO n VALUES (5, 1, 1, 2), (6, 2, 1, NULL)");
  const Selection all = everything("p");
  MemoryBin bin;
  CHECK(db.remove(all, db.scan(all), bin, WINNOW_CASCADE) == Outcomes{WINNOW_REFUSED, WINNOW_REFUSED, WINNOW_DONE});
  CHECK(bin.reasons[0] == "rows of n would lose two references that share a column");
  CHECK(db.query("SELECT a FROM n ORDER BY id") == "1|NULL");
  CHECK(db.restore(reversed(bin)) == Outcomes(2, WINNOW_DONE));
  CHECK(db.query("SELECT tenant, a FROM n WHERE id = 6").starts_with("2"));
}
