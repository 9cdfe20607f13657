#include "plugins/stores/s3/times.h"

#include <catch2/catch.hpp>

#include "winnow/plugin.h"

using namespace winnow::s3;

TEST_CASE("times: a listing and a header say the same of one object") {
  CHECK(time_of_listing("2026-11-26T04:17:50.123Z") == 1'795'666'670'000'000);
  CHECK(time_of_listing("2026-11-26T04:17:50Z") == 1'795'666'670'000'000);
  CHECK(time_of_header("Thu, 26 Nov 2026 04:17:50 GMT") == 1'795'666'670'000'000);
  CHECK(time_of_header("Thu, 01 Jan 1970 00:00:00 GMT") == 0);
}

TEST_CASE("times: whatever is no time is unreadable") {
  const char* text =
      GENERATE("", "soon", "2026-11-26", "2026-11-26T04:17:50", "2026-13-26T04:17:50Z", "2026-11-31T04:17:50Z",
               "2026-11-26T24:17:50Z", "2026-11-26T04:17:50+01:00", "2026-11-26T04:17:50.12xZ",
               "Thu, 26 Nov 2026 04:17:50 CET", "Thu, 26 Now 2026 04:17:50 GMT", "Thursday, 26-Nov-26 04:17:50 GMT",
               "Thu, 26 Nov 2026 04:17:60 GMT");
  CAPTURE(text);
  CHECK(time_of_listing(text) == WINNOW_TIME_UNREADABLE);
  CHECK(time_of_header(text) == WINNOW_TIME_UNREADABLE);
}

TEST_CASE("times: as requests are signed") {
  CHECK(signing_time(1'795'666'670'999'999) == "20261126T041750Z");
  CHECK(signing_time(0) == "19700101T000000Z");
}
