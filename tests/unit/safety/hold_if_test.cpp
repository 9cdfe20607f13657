#include <catch2/catch.hpp>

#include "core/config/config.h"
#include "core/items/matcher.h"
#include "core/safety/holds.h"

using namespace winnow;

namespace {

const Time kNow = *parse_time("2026-11-21T06:47:00Z", Zone{});

/// The job of a TOML with that `hold_if`.
Config config_with(const std::string& hold_if) {
  return parse_config(
      "[stores.app]\nplugin = \"sqlite\"\npath = \"app.db\"\nallow = [\"t\"]\n"
      "[jobs.j]\nplugin = \"audit-prune\"\nstore = \"app\"\ntarget = \"t\"\nhold_if = " +
          hold_if + "\n",
      "/srv/winnow.toml", kNow);
}

/// Whether a row with that tag and age in days is held.
bool held(const std::string& hold_if, const Value& tag, int days) {
  const Config config = config_with(hold_if);
  Selection selection;
  selection.fields = {"tag", "made"};
  const Matcher matches(hold_if_filter(config.jobs.front().hold_if->filter), selection);
  const winnow_value fields[] = {borrow(tag), borrow(Value::time(kNow - std::chrono::hours(24 * days)))};
  return matches(fields, 0) != Truth::no;
}

const std::string kTags =
    R"([{ tag = "5y", made = { newer_than = "5y" } }, { tag = "7y", made = { newer_than = "7y" } }])";

}  // namespace

TEST_CASE("hold_if keeps what has the tag and not what has another or none") {
  const std::string rule = R"({ tag = "5y" })";
  CHECK(held(rule, Value::of_text("5y"), 1));
  CHECK_FALSE(held(rule, Value::of_text("1y"), 1));
  CHECK_FALSE(held(rule, Value::null(), 1));
}

TEST_CASE("hold_if keeps what it cannot compare") {
  CHECK(held(R"({ tag = "5y" })", Value::integer(5), 1));
  CHECK(held(R"({ tag = { ne = "1y" } })", Value::other("?"), 1));
  CHECK_FALSE(held(R"({ tag = { ne = "1y" } })", Value::null(), 1));
  CHECK(held(R"({ tag = { null = true } })", Value::null(), 1));
}

TEST_CASE("of several retention tags each keeps its own time") {
  const int year = 366;
  CHECK(held(kTags, Value::of_text("5y"), 4 * year));
  CHECK_FALSE(held(kTags, Value::of_text("5y"), 6 * year));
  CHECK(held(kTags, Value::of_text("7y"), 6 * year));
  CHECK_FALSE(held(kTags, Value::of_text("7y"), 8 * year));
  CHECK_FALSE(held(kTags, Value::null(), 1));
}

TEST_CASE("what has the tag is held where its date is not known") {
  const auto held_without_date = [](const std::string& rule, const Value& tag) {
    const Config config = config_with(rule);
    Selection selection;
    selection.fields = {"tag", "made"};
    const Matcher matches(hold_if_filter(config.jobs.front().hold_if->filter), selection);
    const winnow_value fields[] = {borrow(tag), borrow(Value::null())};
    return matches(fields, 0) != Truth::no;
  };
  CHECK(held_without_date(kTags, Value::of_text("5y")));
  CHECK_FALSE(held_without_date(kTags, Value::of_text("1y")));
  CHECK_FALSE(held_without_date(kTags, Value::null()));
  CHECK_FALSE(held_without_date(R"({ made = { newer_than = "5y" } })", Value::of_text("5y")));
  CHECK(held_without_date(R"({ tag = "5y", made = { gt = 2020-01-01, lt = 2021-01-01 } })", Value::of_text("5y")));
}

TEST_CASE("of several hold_if that an item meets the longest wins") {
  const std::string rules = R"([{ made = { newer_than = "1y" } }, { tag = "7y", made = { newer_than = "7y" } }])";
  CHECK(held(rules, Value::of_text("7y"), 3 * 366));
  CHECK_FALSE(held(rules, Value::of_text("1y"), 3 * 366));
}
