#include "core/base/durations.h"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace winnow;

namespace {
Time at(const char* text) {
  return *parse_time(text, Zone{});
}
std::string less(const char* now, const char* duration) {
  return iso(before(at(now), parse_duration(duration), Zone{}));
}
}  // namespace

TEST_CASE("a duration so many times as long keeps its unit") {
  CHECK(times(parse_duration("30d"), 2)->text == "60d");
  CHECK(times(parse_duration("6mo"), 3) == parse_duration("18mo"));
  CHECK(times(parse_duration("400y"), 2) == parse_duration("800y"));
  CHECK_FALSE(times(parse_duration("501y"), 2));
}

TEST_CASE("durations: fixed units are lengths") {
  const auto [text, seconds] = GENERATE(
      table<const char*, int>({{"1s", 1}, {"90m", 5400}, {"2h", 7200}, {"30d", 30 * 86400}, {"1w", 7 * 86400}}));
  CHECK(parse_duration(text).fixed == std::chrono::seconds(seconds));
}

TEST_CASE("durations: months and years go by the calendar, clamped to the month's end") {
  CHECK(less("2026-03-31T10:00:00Z", "1mo") == "2026-02-28T10:00:00.000000Z");
  CHECK(less("2024-03-31T10:00:00Z", "1mo") == "2024-02-29T10:00:00.000000Z");
  CHECK(less("2024-02-29T10:00:00Z", "1y") == "2023-02-28T10:00:00.000000Z");
  CHECK(less("2026-01-15T00:00:00Z", "2mo") == "2025-11-15T00:00:00.000000Z");
}

TEST_CASE("durations: a bad one is refused with its remedy") {
  const auto [text, words] = GENERATE(table<const char*, const char*>({{"30", "unit is missing"},
                                                                       {"1M", "m is minutes, mo is months"},
                                                                       {"0s", "must not be zero"},
                                                                       {"-3d", "must not be negative"},
                                                                       {"", "whole number and a unit"},
                                                                       {"nan d", "whole number and a unit"},
                                                                       {"1.5d", "unknown unit"},
                                                                       {"30 d", "unknown unit"},
                                                                       {"99999999999999999999d", "too large"},
                                                                       {"1001y", "longer than 1000 years"},
                                                                       {"9223372036854775807s", "longer than"}}));
  CHECK_THROWS_WITH(parse_duration(text), Catch::Contains(words));
}
