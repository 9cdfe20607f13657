#include <catch2/catch.hpp>

#include "tests/unit/policy/try_policy.h"

using namespace winnow;

namespace {

std::string failure_of(const std::string& body, Span of_item) {
  PolicyLimits limits;
  limits.item = of_item;
  TriedPolicy policy(deciding(body), "", limits);
  return policy.failure_of({"17", {Value::of_text("closed"), Value::null(), Value::null()}});
}

}  // namespace

TEST_CASE("limits: time that is up is said with line, item and the values read") {
  const auto [body, message] = GENERATE(table<const char*, const char*>({
      {"local s = item.status\nwhile true do end",
       "policies/tried.lua:4: took longer than 20 ms; item 17 (read status = \"closed\")"},
      {"if item.status then\nwhile true do\nctx.contains('abc', 'b') end end",
       "policies/tried.lua:5: took longer than 20 ms; item 17 (read status = \"closed\")"},
  }));
  CHECK(failure_of(body, std::chrono::milliseconds(20)) == message);
}

TEST_CASE("limits: memory that is used up is said with line and item") {
  const auto [body, message] = GENERATE(table<const char*, const char*>({
      {"local s = ('x'):rep(1000000)\nreturn s .. s .. s .. s .. s",
       "policies/tried.lua:4: made a text of more than 4 MiB; item 17"},
      {"local s = ('x'):rep(1000000)\nlocal t = {}\nfor i = 1, 50 do t[i] = s .. s .. i end",
       "policies/tried.lua:5: used more than 32.0 MiB of memory; item 17"},
  }));
  CHECK(failure_of(body, std::chrono::seconds(60)) == message);
}

TEST_CASE("limits: a table whose keys might all collide may not become large") {
  PolicyLimits limits;
  limits.item = std::chrono::milliseconds(200);
  TriedPolicy policy(deciding("local t = {}\nfor i = 1, 7000 do t['k' .. i] = i end\n"
                              "for i = 7001, tonumber(item.status) do t['k' .. i] = i end"),
                     "", limits);
  const auto with = [](const char* count) {
    return TestItem{"17", {Value::of_text(count), Value::null(), Value::null()}};
  };
  CHECK(policy.failure_of(with("8000")) == "");
  CHECK(policy.failure_of(with("70000")).starts_with("policies/tried.lua:5: made a table of too many entries"));
}

TEST_CASE("limits: the time is counted for each item anew") {
  PolicyLimits limits;
  limits.item = std::chrono::milliseconds(300);
  TriedPolicy policy(deciding("for i = 1, 3000000 do end return false, 'done'"), "", limits);
  const std::vector<TestItem> items(30, TestItem{"17", {Value::null(), Value::null(), Value::null()}});
  CHECK(policy.review(items).back().reason == "done");
}

TEST_CASE("limits: declarations are bounded") {
  const auto [text, message] = GENERATE(table<const char*, const char*>({
      {"local names = {} for i = 1, 65 do names[i] = 'f' .. i end\n"
       "return { about = 'x', fields = names, decide = function() end }",
       "fields: at most 64"},
      {"return { about = ('x'):rep(501), fields = {}, decide = function() end }", "about is longer than 500 bytes"},
      {"return { about = 'x', fields = { ('x'):rep(201) }, decide = function() end }",
       "fields: entry 1 is too long"},
      {"local rows = {} for i = 1, 65 do rows['p' .. i] = { type = 'integer' } end\n"
       "return { about = 'x', params = rows, fields = {}, decide = function() end }",
       "params: at most 64"},
  }));
  CHECK_THAT(load_failure_of(text), Catch::Contains(message));
}

TEST_CASE("limits: reasons are cut and known by what is shown of them") {
  TriedPolicy policy(deciding("return false, ('x'):rep(300) .. item.status"));
  const auto verdicts = policy.review({{"1", {Value::of_text("a"), Value::null(), Value::null()}},
                                       {"2", {Value::of_text("b"), Value::null(), Value::null()}}});
  CHECK(verdicts[0].reason == std::string(200, 'x') + "...");
  CHECK(verdicts[1].reason == verdicts[0].reason);
  CHECK(policy.host.reasons.size() == 1);
}
