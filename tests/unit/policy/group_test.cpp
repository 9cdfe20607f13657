#include <catch2/catch.hpp>

#include "tests/unit/policy/try_policy.h"

using namespace winnow;

namespace {

std::string grouping(const std::string& body) {
  return "return { about = 'x', fields = { 'name', 'size' }, group_by = { 'folder' }, time = 'modified',\n"
         "decide_group = function(items, p, ctx)\n" +
         body + "\nend }";
}

TestItem file(const char* name, const char* modified, std::int64_t size = 100) {
  return {name, {Value::of_text(name), Value::integer(size), Value::of_text("f")}, micros_of(at(modified))};
}

const std::vector<TestItem> kFiles = {file("c", "2026-11-20"), file("b", "2026-11-19"), file("a", "2026-11-18")};

std::string failure_of(const std::string& body, const std::vector<TestItem>& items = kFiles) {
  try {
    TriedPolicy(grouping(body)).review(items);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("groups: the selection asks for whole groups, with the fields of the group") {
  TriedPolicy policy(grouping("return ctx.keep(items, { last = 1 })"));
  CHECK(policy.selection.group_by == std::vector<std::string>{"folder"});
  CHECK(policy.selection.time_field == "modified");
  CHECK(policy.selection.fields == std::vector<std::string>{"name", "size", "folder"});
}

TEST_CASE("groups: the rotation's answer is the verdicts") {
  TriedPolicy policy(grouping("return ctx.keep(items, { last = 1, within_daily = '2d' })"));
  CHECK(policy.review(kFiles) == std::vector<Verdict>{{false, "last, daily within 2d"},
                                                      {false, "daily within 2d"},
                                                      {true, "beyond last 1, daily within 2d"}});
}

TEST_CASE("groups: verdicts as booleans, with reasons, or mixed") {
  TriedPolicy policy(grouping("return { false, { true, items[2].name .. ' is old' }, true }"));
  CHECK(policy.review(kFiles) == std::vector<Verdict>{{false, ""}, {true, "b is old"}, {true, ""}});
}

TEST_CASE("groups: a part of a group can be rotated, and verdicts changed") {
  TriedPolicy policy(grouping(
      "local some = {} for i, item in ipairs(items) do if item.name ~= 'c' then some[#some + 1] = item end end\n"
      "local kept = ctx.keep(some, { last = 1 })\n"
      "return { { false, 'not c' }, kept[1], kept[2] }"));
  CHECK(policy.review(kFiles) == std::vector<Verdict>{{false, "not c"}, {false, "last"}, {true, "beyond last 1"}});
}

TEST_CASE("groups: items without a usable time stay and are not shown") {
  TriedPolicy policy(grouping("return ctx.keep(items, { last = #items - 1 })"));
  std::vector<TestItem> files = kFiles;
  files.push_back(file("none", "2026-11-01"));
  files.back().time = WINNOW_TIME_NONE;
  files.push_back(file("odd", "2026-11-01"));
  files.back().time = WINNOW_TIME_UNREADABLE;
  CHECK(policy.review(files) == std::vector<Verdict>{{false, "last"},
                                                     {false, "last"},
                                                     {true, "beyond last 2"},
                                                     {false, "no time"},
                                                     {false, "unreadable time"}});
}

TEST_CASE("groups: a zero-byte newest file displaces no older good one") {
  TriedPolicy policy(grouping("return ctx.keep(items, { last = 1 })"));
  CHECK(policy.review({file("c", "2026-11-20", 0), file("b", "2026-11-19"), file("a", "2026-11-18")}) ==
        std::vector<Verdict>{{false, "too small"}, {false, "last"}, {true, "beyond last 1"}});
}

TEST_CASE("groups: answers that are no list of verdicts fail the job") {
  CHECK(failure_of("return { true }") == "policies/tried.lua:2: decide_group answered 1 verdict for 3 items");
  CHECK(failure_of("return { true, true, 'false' }") ==
        "policies/tried.lua:2: verdict 3 is a string; it must be true, false or { verdict, reason }");
  CHECK(failure_of("return { true, true, { 1 } }") ==
        "policies/tried.lua:2: the verdict is a number; it must be true or false");
  CHECK(failure_of("return { true, true, { true, 'x', true } }") ==
        "policies/tried.lua:2: verdict 3 holds more than { verdict, reason }");
  CHECK(failure_of("return { true, true, { true, because = 'x' } }") ==
        "policies/tried.lua:2: verdict 3 holds more than { verdict, reason }");
  CHECK(failure_of("return { true, true, { { true } } }") ==
        "policies/tried.lua:2: the verdict is a table; it must be true or false");
  CHECK(failure_of("return { true, true, { true, ('x'):rep(5000) } }") ==
        "policies/tried.lua:2: the reason is 5,000 bytes long; 4,096 at most");
  CHECK(failure_of("return true") == "policies/tried.lua:2: decide_group must answer one list");
  CHECK(failure_of("return {}, {}") == "policies/tried.lua:2: decide_group must answer one list");
  CHECK(failure_of("items[1] = nil return { true, true, true, true }") ==
        "policies/tried.lua:2: decide_group answered 4 verdicts for 3 items");
}

TEST_CASE("groups: what is wrong with a rotation is said with its line") {
  CHECK(failure_of("return ctx.keep(items, { weekyl = 1 })") ==
        "policies/tried.lua:3: ctx.keep: unknown rule \"weekyl\"; did you mean \"weekly\"?");
  CHECK(failure_of("return ctx.keep(items, { last = -2 })") ==
        "policies/tried.lua:3: ctx.keep: last must be a whole number, at least -1 (unlimited)");
  CHECK(failure_of("return ctx.keep(items, { last = '3' })") ==
        "policies/tried.lua:3: ctx.keep: last must be a whole number, at least -1 (unlimited)");
  CHECK(
      failure_of("return ctx.keep(items, { within = '14' })") ==
      "policies/tried.lua:3: ctx.keep: within: bad duration \"14\": a unit is missing; use s, m, h, d, w, mo or y, "
      "for example \"30d\"");
  CHECK(
      failure_of("return ctx.keep(items, { last = 0 })") ==
      "policies/tried.lua:3: ctx.keep: the rotation would keep nothing of the group; give a rule such as last = 3");
  CHECK(failure_of("return ctx.keep({ 1 }, { last = 1 })") ==
        "policies/tried.lua:3: ctx.keep needs an item, but got number");
}

TEST_CASE("groups: an error names the item that was read last") {
  CHECK(failure_of("return { items[2].size .. {} }") ==
        "policies/tried.lua:3: attempt to concatenate a table value; item b (read size = 100)");
}

TEST_CASE("groups: the scope is not limited by the retention, the match is") {
  SystemClock clock;
  NotingHost host;
  PolicyJob job({"policies/tried.lua", grouping("return ctx.keep(items, { last = 1 })")}, {}, {}, {}, host, clock);
  Selection base;
  base.time_field = "modified";
  base.cutoff = micros_of(at("2026-10-21"));
  const Filter old = Filter::lt("modified", Value::time(at("2026-10-21")));
  const Filter kind = Filter::eq("kind", Value::of_text("dump"));
  base.match = Filter::all_of({kind, old});
  base.scope = Filter::all_of({kind, Filter::any_of({old, Filter::is_null("modified")})});
  const Selection selection = *job.plan(base, {});
  CHECK(selection.scope == kind);
  CHECK(selection.match == base.match);
  base.time_field = "created";
  CHECK_THROWS_WITH(job.plan(base, {}),
                    "policies/tried.lua orders its groups by \"modified\", but the job's column is "
                    "\"created\"; leave column out");
}

TEST_CASE("groups: items of one time keep their order, and one from the future takes no place") {
  TriedPolicy policy(grouping("return ctx.keep(items, { last = 1 })"));
  CHECK(policy.review({file("future", "2027-01-01"), file("a", "2026-11-01"), file("b", "2026-11-01")}) ==
        std::vector<Verdict>{{false, "time lies ahead of the clock"}, {false, "last"}, {true, "beyond last 1"}});
}

TEST_CASE("groups: days are those of the job's zone") {
  const std::vector<TestItem> files = {file("c", "2026-11-02T23:30:00Z"), file("b", "2026-11-02T22:30:00Z"),
                                       file("a", "2026-10-01")};
  TriedPolicy utc(grouping("return ctx.keep(items, { daily = 2 })"));
  CHECK(utc.review(files)[1].nominate);
  TriedPolicy berlin(grouping("return ctx.keep(items, { daily = 2 })"), "", {}, Zone("Europe/Berlin"));
  CHECK_FALSE(berlin.review(files)[1].nominate);
  CHECK(berlin.review(files)[2].nominate);
}

TEST_CASE("groups: one item given twice to the rotation is an error") {
  CHECK(failure_of("return ctx.keep({ items[1], items[1], items[1], items[1] }, { last = 1 })") ==
        "policies/tried.lua:3: ctx.keep: the list is longer than the group");
}

TEST_CASE("groups: what a policy weighs as one is rotated as one") {
  TriedPolicy policy(
      grouping("local kept = ctx.keep({ { time = ctx.now, size = 5 }, { time = ctx.now - 2 } }, "
               "{ last = 1 }) return { kept[1], kept[1], kept[2] }"));
  CHECK(policy.review(kFiles) == std::vector<Verdict>{{false, "last"}, {false, "last"}, {true, "beyond last 1"}});
  CHECK(policy.job.rotated() == 1);
  CHECK(policy.job.alone() == 0);
  CHECK_THAT(failure_of("return ctx.keep({ { size = 1, modified = 3 } }, { last = 1 })"),
             Catch::Contains("needs an item, or { time = ..., size = ... }"));
  CHECK(failure_of("return ctx.keep({ { size = 1 } }, { last = 1 })") != "");
  CHECK(failure_of("return ctx.keep({ { time = 'soon' } }, { last = 1 })") != "");
  CHECK(failure_of("return ctx.keep({ { time = ctx.now, size = -1 } }, { last = 1 })") != "");
}
