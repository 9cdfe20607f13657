/// Numbers as times: in another unit than the column's none looks old.
#include "winnow/times.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace winnow;

namespace {

constexpr std::int64_t kNow = 1'795'000'000;  // a second of 2026

std::int64_t whole(std::int64_t number, const char* times) {
  return time_in_number(number, units_a_second(times));
}

}  // namespace

TEST_CASE("times: a number counts in its own unit and is unreadable in another") {
  const char* const units[] = {"s", "ms", "us"};
  for (const char* const written : units) {
    for (const char* const read : units) {
      INFO(written << " read as " << read);
      const bool same = std::string_view(written) == read;
      const std::int64_t time = whole(kNow * units_a_second(written), read);
      // Seconds among microseconds fall on the first day of 1970, which nobody set.
      const bool zero = std::string_view(written) == "s" && std::string_view(read) == "us";
      CHECK(time == (same ? kNow * 1'000'000 : zero ? 0 : WINNOW_TIME_UNREADABLE));
    }
  }
  CHECK(units_a_second("iso") == 0);
  CHECK(units_a_second("") == 0);
}

TEST_CASE("times: where numbers begin and end to be times") {
  CHECK(whole(0, "s") == 0);
  CHECK(whole(86'399, "s") == 0);
  CHECK(whole(86'400, "s") == WINNOW_TIME_UNREADABLE);
  CHECK(whole(99'999'999, "s") == WINNOW_TIME_UNREADABLE);
  CHECK(whole(100'000'000, "s") == 100'000'000'000'000);
  CHECK(whole(253'402'300'799'999, "ms") == 253'402'300'799'999'000);
  CHECK(whole(253'402'300'800'000, "ms") == WINNOW_TIME_UNREADABLE);
  CHECK(whole(-1, "ms") == -1000);
  CHECK(whole(INT64_MAX, "us") == WINNOW_TIME_UNREADABLE);
  CHECK(whole(INT64_MIN, "s") == WINNOW_TIME_UNREADABLE);
}

TEST_CASE("times: fractions of a unit are microseconds") {
  CHECK(time_in_number(1'600'000'000.25, 1) == 1'600'000'000'250'000);
  CHECK(time_in_number(1'600'000'000.0, 1000) == WINNOW_TIME_UNREADABLE);
  CHECK(time_in_number(std::numeric_limits<double>::infinity(), 1) == WINNOW_TIME_UNREADABLE);
  CHECK(time_in_number(std::numeric_limits<double>::quiet_NaN(), 1) == WINNOW_TIME_UNREADABLE);
}
