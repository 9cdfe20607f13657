#include "core/policy/params.h"

#include <catch2/catch.hpp>

#include "core/config/where.h"
#include "tests/unit/policy/try_policy.h"

using namespace winnow;

namespace {

const char kPolicy[] =
    "return { about = 'After `days` days, not `days2`', fields = {}, params = {\n"
    "days = { type = 'integer', default = 90, min = 7, max = 400, help = 'days after closing' },\n"
    "share = { type = 'number', default = 0.5 }, strict = { type = 'boolean', default = true },\n"
    "keep = { type = 'duration', default = '30d', min = '7d' }, kinds = { type = 'list', default = { 'a', 'b' } "
    "},\n"
    "name = { type = 'string', default = 'x' } },\n"
    "decide = function(item, p) return true, p.days .. p.share .. tostring(p.strict) .. p.keep .. "
    "p.kinds[#p.kinds] .. "
    "p.name end }";

}  // namespace

TEST_CASE("params: defaults, and what the TOML gives") {
  TriedPolicy defaults(kPolicy);
  CHECK(defaults.review({{"1", {}}}).front().reason == "900.5true30dbx");
  TriedPolicy given(kPolicy, "days = 30\nshare = 2\nstrict = false\nkeep = '1y'\nkinds = ['c']\nname = 'y'");
  CHECK(given.review({{"1", {}}}).front().reason == "302.0false1ycy");
  CHECK(given.job.about() == "After 30 days, not `days2`");
  CHECK(given.job.canonical_params() ==
        "{\"days\":30,\"keep\":\"1y\",\"kinds\":[\"c\"],\"name\":\"y\",\"share\":2.0,\"strict\":false}");
}

TEST_CASE("params: what does not fit is a configuration failure with place and remedy") {
  const auto [toml, message] = GENERATE(table<const char*, const char*>({
      {"day = 30", "winnow.toml: unknown param \"day\" for policies/tried.lua; did you mean \"days\"?"},
      {"days = 6", "winnow.toml: days: must be at least 7; days after closing"},
      {"days = 401", "winnow.toml: days: must be at most 400; days after closing"},
      {"keep = '6d'", "winnow.toml: keep: must be at least 7d"},
      {"days = '90'", "winnow.toml: days: must be a whole number, not a text; write it like 100"},
      {"keep = '1M'", "winnow.toml: keep: bad duration \"1M\": m is minutes, mo is months; write it like \"30d\""},
      {"strict = 1", "winnow.toml: strict: must be true or false, not an integer; write it like true"},
  }));
  CHECK(load_failure_of(kPolicy, toml) == message);
}

TEST_CASE("params: one without a default must be given") {
  const std::string text =
      "return { about = 'x', fields = {}, params = { column = { type = 'string', help = 'the column' } },\n"
      "decide = function() end }";
  CHECK(load_failure_of(text) == "winnow.toml: policies/tried.lua needs the param \"column\"; it is the column");
  CHECK(load_failure_of(text, "column = 'a'") == "");
}

TEST_CASE("params: wrong declarations do not load") {
  const auto [row, message] = GENERATE(table<const char*, const char*>({
      {"{ type = 'int' }", "its type must be integer, number, boolean, string, duration or list"},
      {"{ default = 1 }", "its type must be integer"},
      {"{ type = 'integer', default = 'a' }", "default is not of type integer"},
      {"{ type = 'integer', default = 1.5 }", "default is not of type integer"},
      {"{ type = 'integer', default = 1, min = 7 }", "its default lies outside of min and max"},
      {"{ type = 'string', min = 1 }", "min is not of type string"},
      {"{ type = 'integer', defautl = 1 }", "unknown key \"defautl\"; did you mean \"default\"?"},
      {"{ type = 'duration', default = '90' }", "a unit is missing"},
      {"7", "must be a table such as"},
  }));
  const std::string text =
      std::string("return { about = 'x', fields = {}, params = { a = ") + row + " }, decide = function() end }";
  CHECK_THAT(load_failure_of(text),
             Catch::StartsWith("policies/tried.lua: param \"a\": ") && Catch::Contains(message));
}

TEST_CASE("policy: what is no policy does not load") {
  const auto [text, message] = GENERATE(table<const char*, const char*>({
      {"", "policies/tried.lua: a policy returns a table such as"},
      {"return 7", "policies/tried.lua: a policy returns a table such as"},
      {"return {", "policies/tried.lua:1: unexpected symbol near <eof>"},
      {"return { fields = {}, decide = function() end }", "policies/tried.lua: about is missing"},
      {"return { about = 'x', fields = {} }", "a policy has either decide or decide_group"},
      {"return { about = 'x', decide = function() end, decide_group = function() end }",
       "either decide or decide_group"},
      {"return { about = 'x', feilds = {}, decide = function() end }",
       "unknown key \"feilds\" in the policy; did you mean \"fields\"?"},
      {"return { about = 'x', fields = { 'a', 'a' }, decide = function() end }", "fields names \"a\" twice"},
      {"return { about = 'x', fields = 'a', decide = function() end }",
       "fields must be a list of names, not string"},
      {"return { about = 'x', fields = {}, decide_group = function() end }", "decide_group needs group_by"},
      {"return { about = 'x', fields = {}, group_by = { 'a' }, decide = function() end }",
       "group_by goes with decide_group"},
      {"return { about = 'x', fields = {}, where = 7, decide = function() end }", "where must answer a table"},
      {"return { about = 'x', fields = {}, where = function(p) p = { a = 1 } end, decide = function() end }",
       "where is a function that answered nothing"},
      {"return { about = 'x', fields = {}, where = function() return { a = print } end, decide = function() end }",
       "unknown global name \"print\""},
  }));
  CHECK_THAT(load_failure_of(text), Catch::Contains(message));
}

TEST_CASE("policy: where is read as the host reads it, and narrows scope and match") {
  TriedPolicy policy(
      "return { about = 'x', fields = { 'a' }, params = { days = { type = 'integer', default = 90 } },\n"
      "where = function(p) return { status = { 'x', 'y' }, n = { gte = 3, lt = 1.5 }, gone = { null = true },\n"
      "  closed_at = { older_than = p.days .. 'd' } } end,\n"
      "decide = function() return true end }");
  const Filter expected =
      read_where(toml::parse("status = ['x', 'y']\nn = { gte = 3, lt = 1.5 }\ngone = { null = true }\n"
                             "closed_at = { older_than = '90d' }"),
                 "", at("2026-11-21T00:00:00Z"), Zone{})
          .filter;
  CHECK(policy.selection.match == expected);
  CHECK(policy.selection.scope == expected);
  CHECK(policy.selection.fields == std::vector<std::string>{"closed_at", "gone", "n", "status", "a"});
}

TEST_CASE("policy: a wrong where fails with the policy's name") {
  const std::string text =
      "return { about = 'x', fields = {}, where = { a = { older_then = '90d' } }, decide = function() end }";
  CHECK_THAT(load_failure_of(text), Catch::Contains("older_then") && Catch::Contains("tried.lua"));
}
