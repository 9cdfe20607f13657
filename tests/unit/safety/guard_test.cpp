/// What may be nominated at all: by its key, by what its store says against it, and by its time.
#include "core/safety/guard.h"

#include <catch2/catch.hpp>

#include "core/base/times.h"

using namespace winnow;

namespace {

const Time kNow = *parse_time("2026-11-21T06:47:00Z", Zone{});
const std::int64_t kOld = micros_of(kNow) - 1;

winnow_item item(std::string_view key, std::int64_t time, std::string_view obstacle = "") {
  winnow_item out{};
  out.key = borrow(key);
  out.time = time;
  out.obstacle = borrow(obstacle);
  return out;
}

Guard guard(const TimeRules& times = {}, Time now = kNow, const Zone& zone = {}) {
  return {KeyRules{{"logs/"}, {}, KeyKind::file}, times, now, zone};
}

}  // namespace

TEST_CASE("guard: keys of files are held to the rules of names and rows' keys are not") {
  CHECK_FALSE(guard().refuse(item("logs/a", kOld)));
  CHECK(guard().refuse(item("mail/a", kOld)) == "outside_allow");
  CHECK(guard().refuse(item("logs/../a", kOld)) == "traversal");
  CHECK(guard().refuse(item("", kOld)) == "empty");
  const Guard rows(std::nullopt, {}, kNow, {});
  CHECK_FALSE(rows.refuse(item("../a", kOld)));
  CHECK(rows.refuse(item("", kOld)) == "empty");
}

TEST_CASE("guard: what the store says against an item counts") {
  CHECK(guard().refuse(item("logs/a", kOld, "hard_link")) == "hard_link");
}

TEST_CASE("guard: times that are missing, zero, ahead or unreadable keep unless they are ordinary") {
  CHECK_FALSE(guard().refuse(item("logs/a", micros_of(kNow))));
  CHECK(guard().refuse(item("logs/a", micros_of(kNow) + 1)) == "future_time");
  CHECK(guard().refuse(item("logs/a", WINNOW_TIME_NONE)) == "null_time");
  CHECK(guard().refuse(item("logs/a", WINNOW_TIME_UNREADABLE)) == "unreadable_time");
  CHECK(guard().refuse(item("logs/a", 0)) == "zero_time");
  const Guard expiry = guard({true, true, true, kFirstTime});
  CHECK_FALSE(expiry.refuse(item("logs/a", micros_of(kNow) + 1)));
  CHECK_FALSE(expiry.refuse(item("logs/a", WINNOW_TIME_NONE)));
  CHECK(expiry.refuse(item("logs/a", WINNOW_TIME_UNREADABLE)) == "unreadable_time");
  CHECK(expiry.refuse(item("logs/a", 0)) == "zero_time");
  CHECK_FALSE(guard({false, false, false, kFirstTime}).refuse(item("logs/a", 0)));
}

TEST_CASE("guard: a date or month that has begun is not ahead, although it counts by its end") {
  const Zone zone = GENERATE(Zone{}, Zone("Europe/Berlin"), Zone("America/New_York"));
  const Time now = *parse_time("2026-11-21T06:47:00", zone);
  const auto refused = [&](std::string_view text) {
    return guard({}, now, zone).refuse_time(micros_of(*parse_item_time(text, zone)));
  };
  for (const char* text : {"2026-11-21", "2026-11"}) CHECK_FALSE(refused(text));
  for (const char* text : {"2026-11-22", "2026-12", "2026-12-01", "2027-11", "2026-11-21T06:47:01",
                           "2026-11-21T23:59:59", "9999-12-31"}) {
    INFO(text);
    CHECK(refused(text) == "future_time");
  }
}

TEST_CASE("guard: times before the first that counts mean never, unless the floor is lowered") {
  const auto micros = [](std::string_view text) { return micros_of(*parse_time(text, Zone{})); };
  for (const char* text : {"0001-01-01T00:00:00Z", "1601-01-01", "1899-12-30", "1970-01-01T23:59:59.999999Z"})
    CHECK(guard().refuse_time(micros(text)) == "zero_time");
  CHECK_FALSE(guard().refuse_time(micros("1970-01-02")));
  TimeRules old_records;
  old_records.earliest = *parse_time("1900-01-02", Zone{});
  CHECK_FALSE(guard(old_records).refuse_time(micros("1950-05-05")));
  CHECK(guard(old_records).refuse_time(micros("1900-01-01")) == "zero_time");
  CHECK(guard(old_records).refuse_time(0) == "zero_time");
}
