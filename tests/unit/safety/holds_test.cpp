#include "core/safety/holds.h"
#include "tests/unit/raw_state.h"

#include "core/base/failure.h"
#include "scratch.h"
#include "winnow/value.hpp"

using namespace winnow;

namespace {

const Time kNow = *parse_time("2026-11-21T06:47:00Z", Zone{});
const HeldPlace kContacts{"app", "sqlite:/srv/app.db", "contacts"};

class Bench {
 public:
  Bench() : state(State::open(scratch.path() / "state.db")) {}

  void add(Hold hold) {
    hold.reason = "case 7";
    hold.who = "anna";
    hold.at = kNow;
    Transaction transaction(state);
    HoldRows(state).add(hold);
    transaction.commit();
  }
  void release(const std::string& id) {
    Transaction transaction(state);
    REQUIRE(HoldRows(state).release(id, kNow));
    transaction.commit();
  }
  Holds load(const HeldPlace& place = kContacts) { return Holds::load(state, place, kNow, Zone{}); }
  bool unchanged(const Holds& holds) {
    try {
      holds.check_unchanged(state);
    } catch (const Failure&) {
      return false;
    }
    return true;
  }

  test::Scratch scratch;
  State state;
};

Hold hold_on(std::string id, std::string target) {
  Hold hold;
  hold.id = std::move(id);
  hold.store = "app";
  hold.identity = "sqlite:/srv/app.db";
  hold.target = std::move(target);
  return hold;
}

Hold with_keys(Hold hold, std::vector<std::string> keys) {
  hold.keys = std::move(keys);
  return hold;
}

Hold with_where(Hold hold, std::string where) {
  hold.where = std::move(where);
  return hold;
}

/// Whether a row with that customer is held.
bool holds_customer(Holds& holds, const Value& customer) {
  Selection selection;
  selection.target = "contacts";
  selection.fields = holds.fields();
  holds.bind(selection);
  const winnow_value field = borrow(customer);
  return holds.held("1", &field, 0);
}

}  // namespace

TEST_CASE("a hold on keys holds those of its target only") {
  Bench bench;
  bench.add(with_keys(hold_on("h", "contacts"), {"17", std::string("\xff\0x", 3)}));
  CHECK(bench.load().held("17", nullptr, 0));
  CHECK(bench.load().held(std::string_view("\xff\0x", 3), nullptr, 0));
  CHECK_FALSE(bench.load().held("18", nullptr, 0));
  CHECK_FALSE(bench.load({"app", "sqlite:/srv/app.db", "orders"}).held("17", nullptr, 0));
  CHECK_FALSE(bench.load({"crm", "sqlite:/srv/crm.db", "contacts"}).held("17", nullptr, 0));
}

TEST_CASE("a hold on a store covers every target of it") {
  Bench bench;
  bench.add(hold_on("h", ""));
  CHECK(bench.load().held("1", nullptr, 0));
  CHECK(bench.load({"app", "sqlite:/srv/app.db", "orders"}).held_in_bin("9"));
}

TEST_CASE("a hold stands by the store's name and by its identity") {
  Bench bench;
  bench.add(hold_on("h", "contacts"));
  CHECK(bench.load({"renamed", "sqlite:/srv/app.db", "contacts"}).held("1", nullptr, 0));
  CHECK(bench.load({"app", "sqlite:/srv/moved.db", "contacts"}).held("1", nullptr, 0));
}

TEST_CASE("a hold with where holds what meets it and what cannot be told") {
  Bench bench;
  bench.add(with_where(hold_on("h", "contacts"), "customer_id = 42"));
  Holds holds = bench.load();
  CHECK(holds.fields() == std::vector<std::string>{"customer_id"});
  CHECK(holds_customer(holds, Value::integer(42)));
  CHECK_FALSE(holds_customer(holds, Value::integer(41)));
  CHECK(holds_customer(holds, Value::null()));
  CHECK(holds_customer(holds, Value::of_text("forty-two")));
}

TEST_CASE("a hold with where covers its whole target in the bin") {
  Bench bench;
  bench.add(with_where(hold_on("h", "contacts"), "customer_id = 42"));
  CHECK(bench.load().held_in_bin("1"));
  CHECK_FALSE(bench.load({"app", "sqlite:/srv/app.db", "orders"}).held_in_bin("1"));
}

TEST_CASE("keys and where of one hold narrow each other") {
  Bench bench;
  bench.add(with_where(with_keys(hold_on("h", "contacts"), {"1"}), "customer_id = 42"));
  Holds holds = bench.load();
  CHECK(holds_customer(holds, Value::integer(42)));
  CHECK_FALSE(holds_customer(holds, Value::integer(7)));
  CHECK_FALSE(holds.held_in_bin("2"));
}

TEST_CASE("a hold on a folder reaches into jobs on another folder") {
  Bench bench;
  bench.add(hold_on("h", "private/legal/"));
  const Holds above = bench.load({"app", "sqlite:/srv/app.db", "private/"});
  CHECK(above.held("private/legal/a.pdf", nullptr, 0));
  CHECK_FALSE(above.held("private/other/a.pdf", nullptr, 0));
  const Holds below = bench.load({"app", "sqlite:/srv/app.db", "private/legal/2020/"});
  CHECK(below.held_in_bin("private/legal/2020/a.pdf"));
}

TEST_CASE("a hold on a table covers it by its name with a schema and without") {
  Bench bench;
  bench.add(with_keys(hold_on("hold-1", "crm.contacts"), {"17"}));
  bench.add(with_where(hold_on("hold-2", "orders"), "customer_id = 42"));
  const Holds contacts = bench.load();
  CHECK(contacts.held("17", nullptr, 0));
  CHECK_FALSE(contacts.held("18", nullptr, 0));
  CHECK(bench.load({"app", "sqlite:/srv/app.db", "public.orders"}).held("1", nullptr, 0));
  CHECK_FALSE(bench.load({"app", "sqlite:/srv/app.db", "sales.contacts"}).held("17", nullptr, 0));
  CHECK_FALSE(bench.load({"app", "sqlite:/srv/app.db", "reorders"}).held("1", nullptr, 0));
}

TEST_CASE("a hold on rows covers every set of rows of its target, in the store and in the bin") {
  Bench bench;
  bench.add(with_keys(hold_on("hold-1", "contacts"), {"17"}));
  const HeldPlace sets{"parts", "sets of sqlite:/srv/app.db", "contacts"};
  const Holds holds = bench.load(sets);
  CHECK(holds.held("contacts_2020", nullptr, 0));
  CHECK(holds.held_in_bin("contacts_2020"));
  CHECK(bench.load({"parts", "sets of sqlite:/srv/app.db", "orders"}).none());
  CHECK(bench.load({"parts", "sets of sqlite:/srv/other.db", "contacts"}).none());
  bench.add(with_where(hold_on("hold-2", "orders"), R"(x = { eq = 1 })"));
  CHECK(bench.unchanged(holds));
  CHECK(bench.load({"parts", "sets of sqlite:/srv/app.db", "orders"}).held("orders_2020", nullptr, 0));
}

TEST_CASE("a hold on a set of rows covers every row of its target") {
  Bench bench;
  Hold hold = with_keys(hold_on("hold-1", "contacts"), {"contacts_2020"});
  hold.store = "parts";
  hold.identity = "sets of sqlite:/srv/app.db";
  bench.add(hold);
  CHECK(bench.load().held("17", nullptr, 0));
  CHECK_FALSE(bench.load({"parts", "sets of sqlite:/srv/app.db", "contacts"}).held("contacts_2021", nullptr, 0));
  CHECK(bench.load({"app", "sqlite:/srv/app.db", "orders"}).none());
}

TEST_CASE("a hold on a store that could not be asked covers the sets of its target") {
  Bench bench;
  Hold hold = hold_on("hold-1", "contacts");
  hold.identity.clear();
  bench.add(hold);
  CHECK(bench.load({"parts", "sets of sqlite:/srv/app.db", "contacts"}).held("contacts_2020", nullptr, 0));
}

TEST_CASE("a released hold does not hold") {
  Bench bench;
  bench.add(hold_on("h", "contacts"));
  bench.release("h");
  CHECK_FALSE(bench.load().held("1", nullptr, 0));
  Transaction transaction(bench.state);
  CHECK_FALSE(HoldRows(bench.state).release("h", kNow));
  CHECK_FALSE(HoldRows(bench.state).release("no such", kNow));
}

TEST_CASE("a hold says its id where it holds") {
  Bench bench;
  bench.add(with_keys(hold_on("first", "contacts"), {"1"}));
  bench.add(with_keys(hold_on("second", "contacts"), {"2"}));
  CHECK(bench.load().held_by("2", nullptr, 0) == "second");
  CHECK(bench.load().held_in_bin_by("1") == "first");
}

TEST_CASE("a change of the holds on a target is seen when a batch is sealed") {
  Bench bench;
  bench.add(with_keys(hold_on("h", "contacts"), {"17"}));
  const Holds planned = bench.load();
  CHECK(bench.unchanged(planned));
  bench.add(with_keys(hold_on("later", "contacts"), {"18"}));
  CHECK_FALSE(bench.unchanged(planned));
  const Holds again = bench.load();
  bench.release("h");
  CHECK_FALSE(bench.unchanged(again));
}

TEST_CASE("a hold on another store does not stop a job") {
  Bench bench;
  const Holds planned = bench.load();
  Hold other = hold_on("h", "files/");
  other.store = "uploads";
  other.identity = "files:/srv/uploads";
  bench.add(other);
  CHECK(bench.unchanged(planned));
}

TEST_CASE("holds that cannot be read end the job") {
  Bench bench;
  bench.add(hold_on("h", "contacts"));
  test::raw(bench.state).run("UPDATE holds SET selection = 'damaged'");
  CHECK_THROWS(bench.load());
}

TEST_CASE("a hold whose keys cannot be read ends the job") {
  Bench bench;
  bench.add(with_keys(hold_on("h", "contacts"), {"17"}));
  test::raw(bench.state).run(R"(UPDATE holds SET selection = '{"keys64":["!"],"where":""}')");
  CHECK_THROWS_AS(bench.load(), Failure);
}
