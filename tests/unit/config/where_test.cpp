#include "core/config/where.h"

#include <catch2/catch.hpp>

#include "core/base/failure.h"

using namespace winnow;

namespace {

const Time kNow = *parse_time("2026-11-21T06:47:00Z", Zone{});

Where where(std::string_view inside, const Zone& zone = {}) {
  return parse_where(inside, kNow, zone);
}
Time at(std::string_view text) {
  return *parse_time(text, Zone{});
}

}  // namespace

TEST_CASE("where: each comparison becomes its operator") {
  const auto [inside, op] = GENERATE(table<const char*, winnow_op>({{"a = 1", WINNOW_EQ},
                                                                    {"a = { eq = 1 }", WINNOW_EQ},
                                                                    {"a = { ne = 1 }", WINNOW_NE},
                                                                    {"a = { lt = 1 }", WINNOW_LT},
                                                                    {"a = { lte = 1 }", WINNOW_LE},
                                                                    {"a = { gt = 1 }", WINNOW_GT},
                                                                    {"a = { gte = 1 }", WINNOW_GE}}));
  CHECK(where(inside).filter == Filter::compare(op, "a", Value::integer(1)));
}

TEST_CASE("where: values keep their types") {
  CHECK(where("a = 'x'").filter == Filter::eq("a", Value::of_text("x")));
  CHECK(where("a = ''").filter == Filter::eq("a", Value::of_text("")));
  CHECK(where("a = true").filter == Filter::eq("a", Value::boolean(true)));
  CHECK(where("a = 2.5").filter == Filter::eq("a", Value::real(2.5)));
  CHECK(where("a = ['x', 1]").filter == Filter::in("a", {Value::of_text("x"), Value::integer(1)}));
  CHECK(where("a = { in = [1] }").filter == Filter::in("a", {Value::integer(1)}));
  CHECK(where("a = { prefix = 'x' }").filter == Filter::prefix("a", "x"));
  CHECK(where("'tag.env' = 'x'").filter == Filter::eq("tag.env", Value::of_text("x")));
}

TEST_CASE("where: NULL is met by null alone, and its absence is the negation of that") {
  CHECK(where("a = { null = true }").filter == Filter::is_null("a"));
  CHECK(where("a = { null = false }").filter == Filter::negate(Filter::is_null("a")));
}

TEST_CASE("where: ages are bound to the time of the run, by the calendar of the zone") {
  CHECK(where("t = { older_than = '90d' }").filter == Filter::lt("t", Value::time(at("2026-08-23T06:47:00Z"))));
  CHECK(where("t = { newer_than = '1mo' }").filter ==
        Filter::compare(WINNOW_GE, "t", Value::time(at("2026-10-21T06:47:00Z"))));
  CHECK(where("t = { older_than = '1mo' }", Zone("Europe/Berlin")).filter ==
        Filter::lt("t", Value::time(at("2026-10-21T05:47:00Z"))));  // summer time then
}

TEST_CASE("where: dates are times in the zone, unless they bring an offset") {
  const Zone berlin("Europe/Berlin");
  CHECK(where("t = { lt = 2026-07-01 }", berlin).filter ==
        Filter::lt("t", Value::time(at("2026-06-30T22:00:00Z"))));
  CHECK(where("t = { lt = 2026-07-01T08:00:00 }", berlin).filter ==
        Filter::lt("t", Value::time(at("2026-07-01T06:00:00Z"))));
  CHECK(where("t = { lt = 2026-07-01T08:00:00.25-01:00 }", berlin).filter ==
        Filter::lt("t", Value::time(at("2026-07-01T09:00:00.25Z"))));
  CHECK_THROWS_WITH(where("t = { lt = 2026-10-25T02:30:00 }", berlin), Catch::Contains("is not one instant"));
}

TEST_CASE("where: a date without a clock time is the whole day") {
  const Zone berlin("Europe/Berlin");
  const Value first = Value::time(at("2026-03-28T23:00:00Z"));
  const Value last = Value::time(at("2026-03-29T21:59:59.999999Z"));  // a day of 23 hours
  const auto is = [](winnow_op op, const Value& value) { return Filter::compare(op, "t", value); };
  const Filter within = Filter::all_of({is(WINNOW_GE, first), is(WINNOW_LE, last)});
  CHECK(where("t = 2026-03-29", berlin).filter == within);
  CHECK(where("t = { ne = 2026-03-29 }", berlin).filter ==
        Filter::any_of({is(WINNOW_LT, first), is(WINNOW_GT, last)}));
  CHECK(where("t = { lt = 2026-03-29 }", berlin).filter == is(WINNOW_LT, first));
  CHECK(where("t = { gte = 2026-03-29 }", berlin).filter == is(WINNOW_GE, first));
  CHECK(where("t = { lte = 2026-03-29 }", berlin).filter == is(WINNOW_LE, last));
  CHECK(where("t = { gt = 2026-03-29 }", berlin).filter == is(WINNOW_GT, last));
  CHECK(where("t = [2026-03-29, 7]", berlin).filter ==
        Filter::any_of({within, Filter::in("t", {Value::integer(7)})}));
}

TEST_CASE("where: everything is required, by field and then by name, however it is written") {
  const Where one = where("status = 'done', attempts = { lt = 9, gte = 3 }");
  const Where two = where("attempts = { gte = 3, lt = 9 }, status = { eq = 'done' }");
  CHECK(one.filter == Filter::all_of({Filter::compare(WINNOW_GE, "attempts", Value::integer(3)),
                                      Filter::compare(WINNOW_LT, "attempts", Value::integer(9)),
                                      Filter::eq("status", Value::of_text("done"))}));
  CHECK(one.filter == two.filter);
  CHECK(one.json == R"({"attempts":{"gte":3,"lt":9},"status":{"eq":"done"}})");
  CHECK(one.json == two.json);
}

TEST_CASE("where: the canonical form does not move with the clock, and tells a time from its text") {
  CHECK(where("t = { older_than = '90d' }").json == R"({"t":{"older_than":"90d"}})");
  CHECK(where("t = 2026-01-01T00:00:00Z").json == R"({"t":{"eq":{"time":"2026-01-01T00:00:00.000000Z"}}})");
  CHECK(where("t = 2026-01-01").json == R"({"t":{"eq":{"day":"2026-01-01T00:00:00.000000Z"}}})");
  CHECK(where("t = '2026-01-01'").json == R"({"t":{"eq":"2026-01-01"}})");
  CHECK(where("a = [1, 2.5, true]").json == R"({"a":{"in":[1,2.5,true]}})");
  CHECK(where("a = { null = true }").json == R"({"a":{"null":true}})");
}

TEST_CASE("where: what is refused, with the remedy") {
  const auto [inside, message] = GENERATE(table<const char*, const char*>(
      {{"", "--where: needs a comparison; nothing means everything by being empty"},
       {"a = {}", "--where: a: needs a comparison; nothing means everything"},
       {"a = []", "--where: a: must not be empty"},
       {"a = { in = [] }", "--where: a.in: must not be empty"},
       {"a = { in = 1 }", "--where: a.in: must be a list, not an integer"},
       {"a = { eq = [1] }",
        "--where: a.eq: must be a text, a number, true or false, or a date, not a list; a list"},
       {"a = [[1]]", "--where: a: must be a text, a number"},
       {"a = { prefix = '' }", "--where: a.prefix: must not be empty"},
       {"a = { prefix = 3 }", "--where: a.prefix: must be a text in quotes, not an integer"},
       {"a = { null = 1 }", "--where: a.null: must be true or false, not an integer"},
       {"a = { older_than = 90 }", "--where: a.older_than: a unit is missing; write \"90d\""},
       {"a = { lt = nan }", "--where: a.lt: must be a finite number"},
       {"a = { gt = -inf }", "--where: a.gt: must be a finite number"},
       {"a = 10:00:00", "--where: a: must be a text, a number, true or false, or a date, not a time of day"},
       {"a = { grater = 1 }", "--where: a: unknown comparison \"grater\"; "},
       {"tag.env = 'x'", "--where: tag: unknown comparison \"env\"; "},
       {"'' = 1", "--where: : a field needs a name"},
       {"a = 1, a = 2", "--where: \"a\" is given twice"},
       {"a == 1", "--where: \"a == 1\" is not the inside of one where table; write it like"},
       {"a = 1 # all", "--where: \"a = 1 # all\" is not the inside of one where table"},
       {"a = 1 }\nb = { c = 1", "--where: \"a = 1 }\\x0ab = { c = 1\" is not the inside of one where table"}}));
  INFO(inside);
  CHECK_THROWS_WITH(where(inside), Catch::StartsWith(message));
}

TEST_CASE("where: a table of a file tells its places") {
  const toml::table root = toml::parse("x = 1\nwhere = { a = { lt = [] } }");
  CHECK_THROWS_WITH(read_where(*root["where"].as_table(), "winnow.toml", kNow, Zone{}),
                    Catch::StartsWith("winnow.toml:2:17: a.lt: must be"));
}
