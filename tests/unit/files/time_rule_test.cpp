#include "plugins/stores/parking/time_rule.h"

#include <catch2/catch.hpp>

#include "tests/unit/files/support.h"

using namespace winnow;
using namespace winnow::files;
using winnow::parking::TimeRule;

namespace {

std::string time_in(const std::string& format, const std::string& name) {
  const std::int64_t time = TimeRule("name", format).time(name, 0, TestHost{});
  return time == WINNOW_TIME_UNREADABLE ? "unreadable" : iso(time_of(time));
}

}  // namespace

TEST_CASE("files time: read out of the whole name") {
  const auto [format, name, expected] = GENERATE(table<std::string, std::string, std::string>({
      {"crm_%Y-%m-%d.dump", "crm_2026-06-19.dump", "2026-06-19T23:59:59.999999Z"},
      {"%Y%m%d%H%M%S", "20260619223100", "2026-06-19T22:31:00.000000Z"},
      {"%d.%m.%Y %Hh", "19.06.2026 07h", "2026-06-19T07:59:59.000000Z"},
      {"%Y-%m-%d_%H%M", "2026-06-19_0731", "2026-06-19T07:31:59.000000Z"},
      {"%Y-%m", "2026-02", "2026-02-28T23:59:59.999999Z"},
      {"%Y-%m", "2026-13", "unreadable"},
      {"100%%-%Y-%m-%d", "100%-2026-06-19", "2026-06-19T23:59:59.999999Z"},
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
      {"%Y", "lacks %m"},
      {"%Y-%m %H", "lacks %d"},
      {"%Y-%m-%d %M", "lacks %H"},
      {"%Y-%m-%d %H:%S", "lacks %M"},
      {"%Y-%Y-%m-%d", "%Y twice"},
      {"%y-%m-%d", "no other letter"},
      {"%Y-%m-%d%", "no other letter"},
  }));
  INFO(format);
  CHECK_THROWS_WITH(TimeRule("name", format), Catch::Contains(words));
}

TEST_CASE("files time: where it comes from is one of two words, and only a name has a format") {
  CHECK_THROWS_WITH(TimeRule("birth", ""), Catch::Contains("\"modified\" or \"name\""));
  CHECK_THROWS_AS(TimeRule("", ""), Error);
  CHECK_THROWS_WITH(TimeRule("modified", "%Y-%m-%d"), Catch::Contains("goes with from"));
}

TEST_CASE("files time: the modification time is the default, one beyond the border's range is unreadable") {
  CHECK(TimeRule().time("x", FileTime{-1, 999'999'999}.micros(), TestHost{}) == -1);
  CHECK(TimeRule().time("x", FileTime{INT64_MAX / 1000, 0}.micros(), TestHost{}) == WINNOW_TIME_UNREADABLE);
  CHECK(TimeRule("modified", "").time("x", 0, TestHost{}) == 0);
}

TEST_CASE("files time: items show it as their time and as modified") {
  Sandbox box;
  box.write("private/crm_2026-06-19.dump");
  box.write("private/other");
  box.open("name", "crm_%Y-%m-%d.dump");
  const auto items = box.scan("private/", {"modified"});
  REQUIRE(items.size() == 2);
  CHECK(iso(time_of(items[0].time)) == "2026-06-19T23:59:59.999999Z");
  CHECK(items[0].fields[0] == Value::time(time_of(items[0].time)));
  CHECK(items[1].time == WINNOW_TIME_UNREADABLE);
  CHECK(items[1].fields[0] == Value::null());
}
