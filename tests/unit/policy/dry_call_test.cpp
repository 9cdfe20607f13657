#include "core/policy/dry_call.h"

#include <catch2/catch.hpp>

#include "tests/unit/policy/try_policy.h"

using namespace winnow;

namespace {

std::vector<std::string> mistakes(const std::string& text, std::vector<Fact> facts = {}) {
  const SystemClock clock;
  return dry_call({"policies/tried.lua", text}, {}, {}, {}, at("2026-11-21"), clock, facts);
}

const std::vector<Fact> kFacts = {{WINNOW_FACT_FIELD, WINNOW_TEXT, "status", ""},
                                  {WINNOW_FACT_FIELD, WINNOW_TIME, "closed_at", ""},
                                  {WINNOW_FACT_FIELD, WINNOW_INT, "amount", ""}};

}  // namespace

TEST_CASE("dry call: a policy that is fine on plausible values has no mistakes") {
  const char* body = GENERATE("return item.amount * 2 > 3",                // fails on NULL only
                              "return ctx.age(item.closed_at, 'd') > 90",  // the same
                              "return ctx.starts_with(item.status, 'a'), 'x' .. item.status",
                              "if item.status == nil then return false end return item.amount > 1");
  CHECK(mistakes(deciding(body)).empty());
  CHECK(mistakes(deciding(body), kFacts).empty());
}

TEST_CASE("dry call: a mistake in a branch that a text of the rule opens") {
  CHECK(mistakes(deciding("if item.status == 'rare' then return item['am' .. 'uont'] end")) ==
        std::vector<std::string>{"policies/tried.lua:3: field \"amuont\" is not declared in fields; did you mean "
                                 "\"amount\"?"});
}

TEST_CASE("dry call: an answer that is no verdict, a wrong unit, an endless loop") {
  CHECK(mistakes(deciding("return 'yes'")).size() == 1);
  CHECK(mistakes(deciding("return ctx.age(ctx.now, 'days') > 1")).size() == 1);
  CHECK(mistakes(deciding("while true do end")).size() == 1);
}

TEST_CASE("dry call: types that do not fit are mistakes where the store tells the types") {
  const std::string text = deciding("return item.status > 3");
  CHECK(mistakes(text).empty());
  REQUIRE(mistakes(text, kFacts).size() == 1);
  CHECK(mistakes(text, kFacts).front() == "policies/tried.lua:3: attempt to compare number with string");
}

TEST_CASE("dry call: what refers to an item is counted, also where all its fields are NULL") {
  const std::string text =
      "return {\n"
      "  about = 'counts', fields = { 'status' }, time = 'closed_at',\n"
      "  refers = { subs = { store = 'app', target = 'subscriptions', column = 'account_id' } },\n"
      "  decide = function(item) return item.refers.subs == 0 end,\n"
      "}\n";
  CHECK(mistakes(text).empty());
  CHECK(mistakes(text, kFacts).empty());
}

TEST_CASE("dry call: groups are tried too") {
  const std::string head =
      "return { about = 'x', fields = { 'size' }, group_by = { 'folder' }, time = 'modified', ";
  CHECK(
      mistakes(head + "decide_group = function(items, p, ctx) return ctx.keep(items, { last = 3 }) end }").empty());
  CHECK(mistakes(head + "decide_group = function(items, p, ctx) return { items[1].sizee > 1 } end }").size() == 1);
}
