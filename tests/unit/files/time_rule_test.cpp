#include "plugins/stores/files/time_rule.h"

#include <catch2/catch.hpp>

#include "tests/unit/files/support.h"

using namespace winnow;
using namespace winnow::files;

namespace {

Filter from_name(const std::string& format) {
  return Filter::all_of({Filter::eq("from", Value::of_text("name")), Filter::eq("format", Value::of_text(format))});
}

std::string time_in(const std::string& format, const std::string& name) {
  const std::int64_t time = TimeRule(from_name(format)).time(name, FileFacts{}, TestHost{});
  return time == WINNOW_TIME_UNREADABLE ? "unreadable" : iso(time_of(time));
}

}  // namespace

TEST_CASE("files time: read out of the whole name") {
  const auto [format, name, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"crm_%Y-%m-%d.dump", "crm_2026-06-19.dump", "2026-06-19T00:00:00.000000Z"},
      {"%Y%m%d%H%M%S", "20260619223100", "2026-06-19T22:31:00.000000Z"},
      {"%d.%m.%Y %Hh", "19.06.2026 07h", "2026-06-19T07:00:00.000000Z"},
      {"100%%-%Y-%m-%d", "100%-2026-06-19", "2026-06-19T00:00:00.000000Z"},
      {"crm_%Y-%m-%d.dump", "crm_2026-06-19.dump.gz", "unreadable"},
      {"crm_%Y-%m-%d.dump", "old_crm_2026-06-19.dump", "unreadable"},
      {"crm_%Y-%m-%d.dump", "crm_2026-06-31.dump", "unreadable"},
      {"crm_%Y-%m-%d.dump", "crm_2026-6-19.dump", "unreadable"},
      {"crm_%Y-%m-%d.dump", "crm_2026-06-1", "unreadable"},
      {"%Y-%m-%d", "-026-06-19", "unreadable"},
      {"%Y-%m-%d", "", "unreadable"},
  }));
  INFO(format << " on " << name);
  CHECK(time_in(format, name) == expected);
}

TEST_CASE("files time: a format that could not give a time is refused") {
  const auto [format, words] = GENERATE(table<std::string, std::string>({
      {"", "lacks %Y"},
      {"%Y-%m", "lacks %d"},
      {"%Y-%m-%d %M", "lacks %H"},
      {"%Y-%m-%d %H:%S", "lacks %M"},
      {"%Y-%Y-%m-%d", "%Y twice"},
      {"%y-%m-%d", "no other letter"},
      {"%Y-%m-%d%", "no other letter"},
  }));
  INFO(format);
  CHECK_THROWS_WITH(TimeRule(from_name(format)), Catch::Contains(words));
}

TEST_CASE("files time: the option's table holds from and format, as texts") {
  CHECK_THROWS_AS(TimeRule(Filter::eq("from", Value::of_text("birth"))), Error);
  CHECK_THROWS_AS(TimeRule(Filter::eq("form", Value::of_text("name"))), Error);
  CHECK_THROWS_AS(TimeRule(Filter::eq("from", Value::integer(1))), Error);
  CHECK_THROWS_AS(TimeRule(Filter::prefix("from", "name")), Error);
  CHECK_THROWS_AS(TimeRule(Filter::all_of({Filter::eq("from", Value::of_text("modified")),
                                           Filter::eq("format", Value::of_text("%Y-%m-%d"))})),
                  Error);
}

TEST_CASE("files time: the modification time is the default, one beyond the border's range is unreadable") {
  FileFacts facts;
  facts.identity.modified = {-1, 999'999'999};
  CHECK(TimeRule().time("x", facts, TestHost{}) == -1);
  facts.identity.modified = {INT64_MAX / 1000, 0};
  CHECK(TimeRule().time("x", facts, TestHost{}) == WINNOW_TIME_UNREADABLE);
  CHECK(TimeRule(Filter::eq("from", Value::of_text("modified"))).time("x", FileFacts{}, TestHost{}) == 0);
}

TEST_CASE("files time: items show it as their time and as modified") {
  Sandbox box;
  box.write("private/crm_2026-06-19.dump");
  box.write("private/other");
  const Filter option = from_name("crm_%Y-%m-%d.dump");
  box.open(&option);
  const auto items = box.scan("private/", {"modified"});
  REQUIRE(items.size() == 2);
  CHECK(iso(time_of(items[0].time)) == "2026-06-19T00:00:00.000000Z");
  CHECK(items[0].fields[0] == Value::time(time_of(items[0].time)));
  CHECK(items[1].time == WINNOW_TIME_UNREADABLE);
  CHECK(items[1].fields[0] == Value::null());
}
