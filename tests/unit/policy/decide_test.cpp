#include <catch2/catch.hpp>

#include "tests/unit/policy/try_policy.h"

using namespace winnow;

namespace {

TestItem ticket(const char* status, const char* closed_at, Value amount = Value::null()) {
  return {"17", {Value::of_text(status), Value::time(at(closed_at)), std::move(amount)}};
}

}  // namespace

TEST_CASE("decide: true nominates with its reason, false and nothing keep") {
  TriedPolicy policy(
      deciding("if item.status == 'closed' then return true, 'done' end\n"
               "if item.status == 'open' then return false, 'still open' end"));
  CHECK(
      policy.review({ticket("closed", "2026-01-01"), ticket("open", "2026-01-01"), ticket("odd", "2026-01-01")}) ==
      std::vector<Verdict>{{true, "done"}, {false, "still open"}, {false, ""}});
}

TEST_CASE("decide: what a script reads and computes") {
  const auto [body, reason] = GENERATE(table<const char*, const char*>({
      {"return true, 'closed ' .. ctx.age(item.closed_at, 'd') .. ' days ago'", "closed 324 days ago"},
      {"return true, tostring(item.closed_at)", "2026-01-01T00:00:00.000000Z"},
      {"return true, 'at ' .. item.closed_at", "at 2026-01-01T00:00:00.000000Z"},
      {"return true, string.format('%s %d', item.closed_at, 7)", "2026-01-01T00:00:00.000000Z 7"},
      {"return true, tostring(ctx.now - item.closed_at)", "27993600000000"},
      {"return true, tostring(item.closed_at + ctx.duration('1d'))", "2026-01-02T00:00:00.000000Z"},
      {"return true, tostring(ctx.now - ctx.duration('1mo'))", "2026-10-21T00:00:00.000000Z"},
      {"return item.closed_at < ctx.now - ctx.duration('90d'), 'old'", "old"},
      {"return ctx.now - item.closed_at < 99e15 and ctx.duration('1d') > 0, 'number'", "number"},
      {"return true, tostring(item.closed_at // 86400000000)", "20454"},
      {"return math.max(item.closed_at, ctx.now) == ctx.now, 'latest'", "latest"},
      {"return true, type(item.closed_at) .. type(item.amount) .. type(item.status)", "timenilstring"},
      {"return true, tostring(ctx.age(item.closed_at, 'mo')) .. ' ' .. ctx.age(item.closed_at, 'y')", "10 0"},
      {"return ctx.starts_with(item.status, 'clo') and ctx.ends_with(item.status, 'sed'), 'affixes'", "affixes"},
      {"return ctx.contains(item.status, 'lose') and not ctx.contains(item.status, 'x'), 'part'", "part"},
      {"return ctx.matches(item.status, '^c[a-z]+d$') and ctx.matches(item.status, 'os'), 're'", "re"},
      {"return ctx.glob('a/b.dump', 'a/*.dump') and not ctx.glob('a/b/c', 'a/*') and ctx.glob('a/b/c', 'a/**'), "
       "'g'",
       "g"},
      {"return true, item.status:upper():sub(1, 2) .. ('x'):rep(3) .. #item.status", "CLxxx6"},
      {"local t = {3, 1, 2} table.sort(t) return true, table.concat(t, ',')", "1,2,3"},
      {"local t = {} table.insert(t, 'b') table.insert(t, 1, 'a') return true, t[1] .. table.remove(t) .. #t",
       "ab1"},
      {"local s = '' for k, v in pairs({z = 1, b = 2, 'one', [7] = 3}) do s = s .. k end return true, s", "17bz"},
      {"return true, tostring(ctx.time('2026-01-02T03:04:05Z') == ctx.time(ctx.time('2026-01-02T03:04:05Z')))",
       "true"},
      {"return true, tostring(ctx.time('summer')) .. tostring(ctx.time(nil)) .. tostring(ctx.time(7))",
       "nilnilnil"},
      {"return true, '' .. ctx.calendar(item.closed_at).year .. ctx.calendar(item.closed_at).weekday", "20264"},
  }));
  TriedPolicy policy(deciding(body));
  CHECK(policy.review({ticket("closed", "2026-01-01")}) == std::vector<Verdict>{{true, reason}});
}

TEST_CASE("decide: a value of each type") {
  const auto [value, shown] = GENERATE(table<Value, const char*>({
      {Value::null(), "nil nil"},
      {Value::boolean(true), "boolean true"},
      {Value::integer(9007199254740993), "number 9007199254740993"},
      {Value::real(1.5), "number 1.5"},
      {Value::decimal("12.50"), "number 12.5"},
      {Value::decimal("9223372036854775807"), "number 9223372036854775807"},
      {Value::bytes(std::string("a\0b", 3)), "string 3"},
      {Value::span(std::chrono::seconds(1)), "number 1000000"},
      {Value::other("f81d4fae"), "string 8"},
  }));
  TriedPolicy policy(
      deciding("local v = item.amount\n"
               "return true, type(v) .. ' ' .. tostring(type(v) == 'string' and #v or v)"));
  CHECK(policy.review({ticket("closed", "2026-01-01", value)}).front().reason == shown);
}

TEST_CASE("decide: 0 and 1 are booleans in a column that the store declares so, and nothing else is") {
  const auto [value, shown] = GENERATE(table<Value, const char*>({{Value::integer(1), "true"},
                                                                  {Value::integer(0), "false"},
                                                                  {Value::integer(2), "2"},
                                                                  {Value::boolean(true), "true"},
                                                                  {Value::null(), "nil"}}));
  TriedPolicy policy(deciding("return true, tostring(item.amount)"));
  CHECK(policy.review({ticket("closed", "2026-01-01", Value::integer(1))}).front().reason == "1");
  const std::vector<Fact> facts = {{WINNOW_FACT_FIELD, WINNOW_BOOL, "amount", "BOOLEAN"},
                                   {WINNOW_FACT_FIELD, WINNOW_TEXT, "status", "TEXT"}};
  Selection base;
  base.target = "tickets";
  policy.selection = *policy.job.plan(base, facts);
  CHECK(policy.review({ticket("closed", "2026-01-01", value)}).front().reason == shown);
}

TEST_CASE("decide: the time field is that of the item, and an unreadable one keeps the item") {
  TriedPolicy policy(
      "return { about = 'x', fields = { 'closed_at' }, time = 'closed_at',\n"
      "decide = function(item) return true, tostring(item.closed_at) end }");
  CHECK(policy.selection.time_field == "closed_at");
  const auto verdicts = policy.review({{"1", {Value::null()}, micros_of(at("2026-01-01"))},
                                       {"2", {Value::null()}, WINNOW_TIME_NONE},
                                       {"3", {Value::null()}, WINNOW_TIME_UNREADABLE}});
  CHECK(verdicts ==
        std::vector<Verdict>{{true, "2026-01-01T00:00:00.000000Z"}, {true, "nil"}, {false, "unreadable time"}});
}

TEST_CASE("decide: a name that does not exist is an error with file, line, key and values") {
  const auto [body, message] = GENERATE(table<const char*, const char*>({
      {"return item['stat' .. 'su'] == 'closed'",
       "policies/tried.lua:3: field \"statsu\" is not declared in fields; did you mean \"status\"?; item 17"},
      {"return p['da' .. 'ys'] > 3", "policies/tried.lua:3: unknown param \"days\"; item 17"},
      {"return ctx['a' .. 'gee'](1, 'd')",
       "policies/tried.lua:3: unknown name in ctx \"agee\"; did you mean \"age\"?; item 17"},
      {"return math.rondom(1)", "policies/tried.lua:3: unknown name in math \"rondom\"; item 17"},
      {"\nreturn item.amount > 3",
       "policies/tried.lua:4: attempt to compare number with nil; item 17 "
       "(read amount = NULL)"},
      {"local s = item.status return s + 1",
       "policies/tried.lua:3: attempt to perform arithmetic on a string value (local 's'); item 17 (read status = "
       "\"closed\")"},
      {"return item.closed_at + item.closed_at < ctx.now",
       "policies/tried.lua:3: two times cannot be added; add a ctx.duration(...); item 17 (read closed_at = "
       "2026-01-01T00:00:00.000000Z)"},
      {"return ctx.starts_with(item.amount, 'x')",
       "policies/tried.lua:3: ctx.starts_with needs a text, but got nil (NULL); item 17 (read amount = NULL)"},
      {"return ctx.age(item.closed_at, 'days')",
       "policies/tried.lua:3: ctx.age: unknown unit \"days\"; use s, m, h, d, w, mo or y; item 17 (read closed_at "
       "= "
       "2026-01-01T00:00:00.000000Z)"},
      {"return item.closed_at < 1893456000000000",
       "policies/tried.lua:3: a time is compared with a number, which says nothing of its unit; item 17 (read "
       "closed_at = 2026-01-01T00:00:00.000000Z)"},
      {"return 1600000000 >= ctx.now - ctx.duration('1y')",
       "policies/tried.lua:3: a time is compared with a number, which says nothing of its unit; item 17"},
      {"return ctx.age(1600000000, 'y') > 2",
       "policies/tried.lua:3: ctx.age needs a time, but got number; item 17"},
      {"error('no idea')", "policies/tried.lua:3: no idea; item 17"},
      {"assert(item.status == 'open', 'not open')",
       "policies/tried.lua:3: not open; item 17 (read status = \"closed\")"},
  }));
  TriedPolicy policy(deciding(body));
  CHECK(policy.failure_of(ticket("closed", "2026-01-01")) == message);
}

TEST_CASE("decide: a name that does not exist shows when the policy is loaded, in whatever branch it stands") {
  const auto [body, message] = GENERATE(table<const char*, const char*>({
      {"if item.status == 'rare' then\nreturn item.statsu end",
       "policies/tried.lua:4: field \"statsu\" is not declared in fields; did you mean \"status\"?"},
      {"if item.status == 'rare' then return p.days end", "policies/tried.lua:3: unknown param \"days\""},
      {"if item.status == 'rare' then return ctx.agee() end",
       "policies/tried.lua:3: unknown name in ctx \"agee\"; did you mean \"age\"?"},
      {"if item.status == 'rare' then\n\nreturn tostrin(1) end",
       "policies/tried.lua:5: unknown global name \"tostrin\"; did you mean \"tostring\"?"},
      {"local function f() return pcall end", "policies/tried.lua:3: unknown global name \"pcall\""},
  }));
  CHECK(load_failure_of(deciding(body)) == message);
}

TEST_CASE("decide: a parameter that is assigned to is not taken for the item") {
  CHECK(load_failure_of(deciding("item = { other = 1 } return item.other == 1")) == "");
}

TEST_CASE("decide: an answer that is neither true nor false fails the job") {
  const auto [body, message] = GENERATE(table<const char*, const char*>({
      {"return 'false'", "the verdict is a string; it must be true or false"},
      {"return 1", "the verdict is a number; it must be true or false"},
      {"return 0/0", "the verdict is a number; it must be true or false"},
      {"return {}", "the verdict is a table; it must be true or false"},
      {"return true, 'a', 'b'", "decide answered more than a verdict and a reason"},
      {"return true, 7", "the reason is a number; it must be a text"},
      {"return { true, 'a' }", "the verdict is a table; it must be true or false"},
      {"return true, ('x'):rep(1000000)", "the reason is 1,000,000 bytes long; 4,096 at most"},
      {"return false, ('x'):rep(4097)", "the reason is 4,097 bytes long; 4,096 at most"},
  }));
  TriedPolicy policy(deciding(body));
  CHECK(policy.failure_of(ticket("closed", "2026-01-01")) ==
        std::string("policies/tried.lua:2: ") + message + "; item 17");
}

TEST_CASE("decide: a failure is sticky and clears the page's verdicts") {
  TriedPolicy policy(deciding("if item.status == 'bad' then error('bad') end return true"));
  const std::string first = policy.failure_of(ticket("bad", "2026-01-01"));
  CHECK(first == "policies/tried.lua:3: bad; item 17 (read status = \"bad\")");
  CHECK(policy.failure_of(ticket("closed", "2026-01-01")).starts_with("policies/tried.lua:3: bad"));
}

TEST_CASE("decide: nothing is kept from one item to the next") {
  const auto [text, message] = GENERATE(table<const char*, const char*>({
      {"local n = 0 return { about = 'x', fields = {}, decide = function() n = n + 1 return n > 1 end }",
       "policies/tried.lua:1: \"n\" lives outside of the function: a policy keeps nothing from one item to the "
       "next"},
      {"local function counter() local n = 0\nreturn function() n = n + 1 return n end end local c = counter()\n"
       "return { about = 'x', fields = {}, decide = function() return c() > 1 end }",
       "policies/tried.lua:2: \"n\" lives outside of the function: a policy keeps nothing from one item to the "
       "next"},
  }));
  CHECK(load_failure_of(text) == message);
}

TEST_CASE("decide: tables from outside, items, parameters and libraries cannot be written to") {
  const auto [text, name] = GENERATE(table<const char*, const char*>({
      {"local seen = {} return { about = 'x', fields = {}, decide = function() seen.a = 1 end }",
       "\"a\" cannot be set"},
      {"local t = { u = { v = {} } } return { about = 'x', fields = {}, decide = function() t.u.v.w = 1 end }",
       "\"w\" cannot be set"},
      {"return { about = 'x', fields = {}, decide = function() global = 1 end }", "\"global\" cannot be set"},
      {"return { about = 'x', fields = {}, decide = function() string.len = 1 end }", "\"len\" cannot be set"},
      {"return { about = 'x', fields = {}, decide = function(i, p, ctx) ctx.now = 1 end }",
       "\"now\" cannot be set"},
      {"return { about = 'x', fields = {'a'}, decide = function(item) item.key = 'b' end }",
       "an item cannot be changed"},
      {"return { about = 'x', fields = {}, params = { a = { type = 'integer', default = 1 } },"
       "decide = function(i, p) p.a = 2 end }",
       "\"a\" cannot be set"},
  }));
  TriedPolicy policy(text);
  CHECK_THAT(policy.failure_of({"17", {Value::null()}}), Catch::Contains(name));
}

TEST_CASE("decide: constant tables, helper functions and inner counters work") {
  TriedPolicy policy(
      "local done = { closed = true, paid = true }\n"
      "local function both(a, b) return a and b end\n"
      "return { about = 'x', fields = { 'status' }, decide = function(item)\n"
      "  local n = 0\n"
      "  local function count() n = n + 1 end\n"
      "  for _ in pairs(done) do count() end\n"
      "  return both(done[item.status], n == 2) end }");
  CHECK(policy.review({{"1", {Value::of_text("paid")}}}) == std::vector<Verdict>{{true, ""}});
  CHECK(policy.failure_of({"2", {Value::of_text("open")}}) == "");
}

TEST_CASE("decide: log lines reach the host and are limited") {
  TriedPolicy policy(deciding("for i = 1, 300 do ctx.log('line ' .. i) end"));
  policy.review({ticket("closed", "2026-01-01")});
  REQUIRE(policy.host.lines.size() == 101);
  CHECK(policy.host.lines.front() == "policies/tried.lua: line 1");
  CHECK(policy.host.lines.back() == "policies/tried.lua: further lines of ctx.log are not shown");
}

TEST_CASE("decide: refers are counts by their names, which the host answers") {
  const std::string text =
      "return { about = 'x', fields = { 'status' }, refers = {\n"
      "  subs = { store = 'app', target = 'subscriptions', column = 'account_id', where = { state = 'active' } },\n"
      "  bills = { store = 'app', target = 'bills', column = 'account' } },\n"
      "decide = function(item)\n"
      "  return item.refers.subs == 0, item.refers.subs .. ' and ' .. item.refers.bills\nend }";
  TriedPolicy policy(text);
  CHECK(policy.selection.fields == std::vector<std::string>{"status", "refers.bills", "refers.subs"});
  CHECK(policy.job.refers().size() == 2);
  const auto account = [](std::int64_t bills, std::int64_t subs) {
    return TestItem{"17", {Value::of_text("x"), Value::integer(bills), Value::integer(subs)}};
  };
  CHECK(policy.review({account(5, 0)}) == std::vector<Verdict>{{true, "0 and 5"}});
  CHECK(policy.review({account(0, 2)}) == std::vector<Verdict>{{false, "2 and 0"}});
}

TEST_CASE("decide: a count that is not declared, or changed, is an error") {
  const auto refusing = [](const std::string& body) {
    TriedPolicy policy(
        "return { about = 'x', fields = {}, refers = { subs = { store = 'a', target = 't', column = 'c' } "
        "},\ndecide = function(item) " +
        body + " end }");
    return policy.failure_of({"17", {Value::integer(0)}});
  };
  CHECK_THAT(refusing("return item.refers.sub == 0"), Catch::Contains("unknown name in refers \"sub\""));
  CHECK_THAT(refusing("item.refers.subs = 0 return true"), Catch::Contains("cannot be set"));
  CHECK(load_failure_of(deciding("return item.refers.subs == 0")) ==
        "policies/tried.lua:3: field \"refers\" is not declared in fields");
}

TEST_CASE("decide: a policy may need keys of its job, and only those that say how old an item is") {
  CHECK(load_failure_of(
            "return { about = 'x', fields = {}, needs = { 'store' }, decide = function() return true end }") != "");
  TriedPolicy policy(
      "return { about = 'x', fields = {}, needs = { 'retention' }, decide = function() return true end }");
  CHECK(policy.job.needs() == std::vector<std::string>{"retention"});
}
