#include "core/base/times.h"

#include <catch2/catch.hpp>

#include "core/base/failure.h"

using namespace winnow;

TEST_CASE("times: ISO texts with and without zone") {
  const Zone berlin("Europe/Berlin");
  const auto [text, utc] = GENERATE(table<const char*, const char*>({
      {"2026-11-21", "2026-11-20T23:00:00.000000Z"},
      {"2026-11-21T06:47:00Z", "2026-11-21T06:47:00.000000Z"},
      {"2026-11-21 06:47", "2026-11-21T05:47:00.000000Z"},
      {"2026-07-21 06:47:01.5", "2026-07-21T04:47:01.500000Z"},
      {"2026-11-21T06:47:00.1234567Z", "2026-11-21T06:47:00.123456Z"},
      {"2026-11-21T06:47:00+05:30", "2026-11-21T01:17:00.000000Z"},
      {"2026-11-21T06:47:00-0800", "2026-11-21T14:47:00.000000Z"},
      {"2026-11-21T06:47:00+02", "2026-11-21T04:47:00.000000Z"},
  }));
  const auto time = parse_time(text, berlin);
  REQUIRE(time);
  CHECK(iso(*time) == utc);
}

TEST_CASE("times: what is not a time, and what exists twice or not at all, is unreadable") {
  const Zone berlin("Europe/Berlin");
  const char* text = GENERATE("", "yesterday", "2026-13-01", "2026-02-29", "0000-00-00", "2026-11-21T24:00:00Z",
                              "2026-11-21T06:47:00.Z", "2026-11-21T06:47:00Z ", "2026-11-21T", "20261121",
                              "2026-10-25 02:30:00",   // clocks go back: twice
                              "2026-03-29 02:30:00");  // clocks go forward: never
  CHECK_FALSE(parse_time(text, berlin));
}

TEST_CASE("times: an unknown zone is a configuration failure") {
  CHECK_THROWS_AS(Zone("Mars/Olympus"), Failure);
}
