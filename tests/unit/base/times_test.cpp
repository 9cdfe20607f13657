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

TEST_CASE("times: the usual form is read as every other, whatever stands in it") {
  const std::string usual = GENERATE("2026-11-21T06:47:00Z", "2024-02-29T23:59:59Z", "0001-01-01T00:00:00Z");
  for (std::size_t at = 0; at + 1 < usual.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = usual;
      text[at] = static_cast<char>(byte);
      const std::string longer = text.substr(0, text.size() - 1) + "+00";
      if (parse_time(text, Zone{}) != parse_time(longer, Zone{})) FAIL_CHECK(text << " at " << at);
    }
  }
}

TEST_CASE("times: an item's date or month is a whole one and counts by its end") {
  const auto [text, zone, utc] = GENERATE(table<const char*, const char*, const char*>({
      {"2026-08-27", "UTC", "2026-08-27T23:59:59.999999Z"},
      {"2026-08", "UTC", "2026-08-31T23:59:59.999999Z"},
      {"2028-02", "UTC", "2028-02-29T23:59:59.999999Z"},
      {"2026-12", "UTC", "2026-12-31T23:59:59.999999Z"},
      {"2026-08-27", "Europe/Berlin", "2026-08-27T21:59:59.999999Z"},
      {"2026-03-29", "Europe/Berlin", "2026-03-29T21:59:59.999999Z"},      // 23 hours
      {"2026-10-25", "Europe/Berlin", "2026-10-25T22:59:59.999999Z"},      // 25 hours
      {"2025-11-01", "America/Havana", "2025-11-02T04:59:59.999999Z"},     // ends at the second of two midnights
      {"2018-11-03", "America/Sao_Paulo", "2018-11-04T02:59:59.999999Z"},  // ends where the clock jumped
      {"2026-08-27T00:00:00", "UTC", "2026-08-27T00:00:00.000000Z"},
      {"2026-08-27 06:47", "UTC", "2026-08-27T06:47:00.000000Z"},
      {"9999-12-31", "UTC", "9999-12-31T23:59:59.999999Z"},
  }));
  INFO(text << " in " << zone);
  const auto time = parse_item_time(text, Zone(zone));
  REQUIRE(time);
  CHECK(iso(*time) == utc);
}

TEST_CASE("times: what programs write for never comes before the first time that counts") {
  const char* const zone = GENERATE("UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Etc/GMT+12");
  const char* const text =
      GENERATE("1970-01-01", "1970-01-01 00:00:00", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00+14:00",
               "1970-01-01T00:00:00-11:00", "0001-01-01T00:00:00Z", "0001-01-01", "1899-12-30", "1900-01-01",
               "1601-01-01", "1753-01-01", "0000-01-01", "0000-00-00", "0000-00-00 00:00:00.000000", "1969-12");
  INFO(text << " in " << zone);
  const auto time = parse_item_time(text, Zone(zone));
  REQUIRE(time);
  CHECK(*time < kFirstTime);
}

TEST_CASE("times: an item's time that is none stays unreadable") {
  const char* text = GENERATE("", "2026", "2026-8", "2026-13", "2026-00", "2026-02-30", "2026/08/27", "20260827",
                              "0000-00-00x", "0000-00-00 00:00:01", "2026-1a", "2026-08-2x");
  CHECK_FALSE(parse_item_time(text, Zone{}));
}

TEST_CASE("times: an unknown zone is a configuration failure") {
  CHECK_THROWS_AS(Zone("Mars/Olympus"), Failure);
}
