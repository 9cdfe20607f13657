#include <catch2/catch.hpp>

#include "support.h"

using namespace winnow;
using namespace winnow::test;
using Outcomes = std::vector<winnow_outcome>;

namespace {

const std::string kParents = "CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p VALUES (1), (2), (3);";

/// "index target", of all rows of p.
std::vector<std::string> told(Database& db, const std::vector<std::string_view>& keys = {"1", "2", "3"}) {
  std::vector<std::string> out;
  for (const Referrer& one : db.store().referrers("p", keys)) {
    out.push_back(std::to_string(one.index) + " " + one.target);
  }
  return out;
}

}  // namespace

TEST_CASE("sqlite referrers: who keeps a row is told by name, in the plan and when it is removed") {
  const std::string rule = GENERATE("", "ON DELETE RESTRICT", "ON DELETE NO ACTION",
                                    "DEFERRABLE INITIALLY DEFERRED", "NOT NULL REFERENCES p ON DELETE SET NULL");
  CAPTURE(rule);
  const std::string reference = rule.starts_with("NOT") ? rule : "REFERENCES p " + rule;
  Database db(kParents + "CREATE TABLE task (id INTEGER PRIMARY KEY, p " + reference +
              "); INSERT INTO task VALUES (1, 2), (2, 2)");
  const std::string before = db.dump();
  CHECK(told(db) == std::vector<std::string>{"1 task"});
  db.close();
  CHECK(db.dump() == before);

  MemoryBin bin;
  const Selection all = everything("p");
  CHECK(db.remove(all, db.scan(all), bin, WINNOW_CASCADE) == Outcomes{WINNOW_DONE, WINNOW_REFUSED, WINNOW_DONE});
  CHECK(bin.reasons == std::map<std::size_t, std::string>{{1, "referenced by task"}});
  CHECK(bin.pieces.size() == 2);
  CHECK(db.host.messages.empty());
}

TEST_CASE("sqlite referrers: a row number cannot become NULL, so it keeps what it refers to") {
  Database db(kParents +
              "CREATE TABLE c (id INTEGER PRIMARY KEY REFERENCES p ON DELETE SET NULL); INSERT INTO c VALUES (2)");
  CHECK(told(db) == std::vector<std::string>{"1 c"});
  MemoryBin bin;
  const Selection all = everything("p");
  CHECK(db.remove(all, db.scan(all), bin, WINNOW_CASCADE) == Outcomes{WINNOW_DONE, WINNOW_REFUSED, WINNOW_DONE});
  CHECK(bin.reasons == std::map<std::size_t, std::string>{{1, "referenced by c"}});
}

TEST_CASE("sqlite referrers: rows that go along keep nothing, rows behind them do") {
  Database db(kParents +
              "CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE);"
              "CREATE TABLE both (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE CASCADE, c REFERENCES c);"
              "CREATE TABLE far (c REFERENCES c);"  // a table without a key keeps as any other does
              "INSERT INTO c VALUES (10, 1), (20, 2), (30, 3); INSERT INTO both VALUES (1, 1, 10);"
              "INSERT INTO far VALUES (20)");
  CHECK(told(db) == std::vector<std::string>{"1 far"});
  MemoryBin bin;
  const Selection all = everything("p");
  CHECK(db.remove(all, db.scan(all), bin, WINNOW_CASCADE) == Outcomes{WINNOW_DONE, WINNOW_REFUSED, WINNOW_DONE});
  CHECK(bin.reasons[1] == "referenced by far");
}

TEST_CASE("sqlite referrers: a row that refers to itself keeps nothing, one of the same table does") {
  Database db(
      "CREATE TABLE p (id INTEGER PRIMARY KEY, up REFERENCES p);"
      "INSERT INTO p VALUES (1, 1), (2, NULL), (3, 2)");
  CHECK(told(db) == std::vector<std::string>{"1 p"});
  MemoryBin bin;
  const Selection all = everything("p");
  CHECK(db.remove(all, db.scan(all), bin) == Outcomes{WINNOW_DONE, WINNOW_REFUSED, WINNOW_DONE});
  CHECK(bin.reasons[1] == "referenced by p");
}

TEST_CASE("sqlite referrers: keys that are not there are nobody's") {
  Database db(kParents +
              "CREATE TABLE task (id INTEGER PRIMARY KEY, p REFERENCES p); INSERT INTO task VALUES (1, 1)");
  CHECK(told(db, {"9", "x", "", "1"}) == std::vector<std::string>{"3 task"});
}
