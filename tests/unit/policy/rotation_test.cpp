#include "core/policy/rotation.h"

#include <catch2/catch.hpp>

using namespace winnow;

namespace {

RotationItem made(const char* text, std::optional<std::int64_t> size = std::nullopt) {
  return {*parse_time(text, Zone{}), size};
}

constexpr char kNow[] = "2026-11-21T00:00:00Z";

/// The kept ones as their positions: "0 2".
std::string kept(const std::vector<RotationItem>& items, const Rotation& rules, const Zone& zone = {},
                 const char* now = kNow) {
  std::string out;
  const std::vector<Kept> answers = rotate(items, rules, *parse_time(now, Zone{}), zone);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].keep) out += (out.empty() ? "" : " ") + std::to_string(i);
  }
  return out;
}

Rotation count(Rotation::Period period, std::int64_t number) {
  Rotation out;
  out.counts[period] = number;
  return out;
}

Rotation within(const char* length, Rotation::Period period = Rotation::last) {
  Rotation out;
  out.within[period] = parse_long_duration(length);
  return out;
}

}  // namespace

TEST_CASE("rotation: a day is a day of the zone, also across a change of clocks") {
  const std::vector<RotationItem> items = {
      made("2026-03-29T22:30:00Z"),  // Berlin: 30 March 00:30
      made("2026-03-29T21:30:00Z"),  // Berlin: 29 March 23:30, summer time by now
      made("2026-03-28T23:30:00Z"),  // Berlin: 29 March 00:30, winter time still
      made("2026-03-28T22:30:00Z"),  // Berlin: 28 March 23:30
      made("2026-01-01T00:00:00Z"),
  };
  CHECK(kept(items, count(Rotation::daily, 3), Zone("Europe/Berlin")) == "0 1 3");
  CHECK(kept(items, count(Rotation::daily, 3)) == "0 2 4");
}

TEST_CASE("rotation: the hour that comes twice is one hour") {
  const std::vector<RotationItem> items = {
      made("2026-10-25T02:10:00Z"),  // Berlin: 03:10
      made("2026-10-25T01:10:00Z"),  // 02:10, the second time
      made("2026-10-25T00:10:00Z"),  // 02:10, the first time
      made("2026-10-24T23:10:00Z"),  // 01:10
      made("2026-10-01T00:00:00Z"),
  };
  CHECK(kept(items, count(Rotation::hourly, 3), Zone("Europe/Berlin")) == "0 1 3");
}

TEST_CASE("rotation: a day that begins at one o'clock is a day") {
  // In Beirut the clocks went from 28 March 24:00 to 29 March 01:00.
  const std::vector<RotationItem> items = {
      made("2026-03-28T22:00:00Z"),  // 29 March 01:00, the first instant of that day
      made("2026-03-28T21:59:59Z"),  // 28 March 23:59:59
      made("2026-03-27T22:00:00Z"),  // 28 March 00:00
      made("2026-01-01T00:00:00Z"),
  };
  CHECK(kept(items, count(Rotation::daily, 2), Zone("Asia/Beirut")) == "0 1");
  CHECK(kept(items, count(Rotation::hourly, 3), Zone("Asia/Beirut")) == "0 1 2");
}

TEST_CASE("rotation: the new year comes when it comes to the zone") {
  const std::vector<RotationItem> items = {made("2026-06-01T00:00:00Z"), made("2025-12-31T10:00:00Z"),
                                           made("2025-12-31T09:59:59Z"), made("2025-01-01T00:00:00Z")};
  // Kiritimati is 14 hours ahead: the second item is of 2026 there.
  CHECK(kept(items, count(Rotation::yearly, 2), Zone("Pacific/Kiritimati")) == "0 2");
  CHECK(kept(items, count(Rotation::monthly, 2), Zone("Pacific/Kiritimati")) == "0 1");
  CHECK(kept(items, count(Rotation::yearly, 2)) == "0 1");
  CHECK(kept(items, count(Rotation::weekly, 2), Zone("Pacific/Kiritimati")) == "0 1");
}

TEST_CASE("rotation: lengths counted back over a change of clocks by days are fixed, by months go by the wall") {
  // Berlin, 29 March 2026: a day of 23 hours. 30 March 12:00 is 10:00 UTC.
  const std::vector<RotationItem> items = {made("2026-03-30T10:00:00Z"), made("2026-03-28T10:00:01Z"),
                                           made("2026-03-28T10:00:00Z")};
  CHECK(kept(items, within("2d"), Zone("Europe/Berlin")) == "0 1");
  const std::vector<RotationItem> months = {made("2026-03-30T10:00:00Z"), made("2026-02-28T11:00:01Z"),
                                            made("2026-02-28T11:00:00Z")};
  CHECK(kept(months, within("1mo"), Zone("Europe/Berlin")) == "0 1");  // 28 February 12:00 in Berlin
}

TEST_CASE("rotation: months that underflow are clamped to the end of each") {
  const auto [newest, length, inside, outside] =
      GENERATE(table<const char*, const char*, const char*, const char*>({
          {"2026-03-31T00:00:00Z", "1mo", "2026-02-28T00:00:01Z", "2026-02-28T00:00:00Z"},
          {"2024-03-31T00:00:00Z", "1mo", "2024-02-29T00:00:01Z", "2024-02-29T00:00:00Z"},
          {"2026-05-31T00:00:00Z", "3mo", "2026-02-28T00:00:01Z", "2026-02-28T00:00:00Z"},
          {"2026-10-31T00:00:00Z", "1mo", "2026-09-30T00:00:01Z", "2026-09-30T00:00:00Z"},
          {"2026-01-31T00:00:00Z", "2mo", "2025-11-30T00:00:01Z", "2025-11-30T00:00:00Z"},
          {"2024-02-29T00:00:00Z", "4y", "2020-02-29T00:00:01Z", "2020-02-29T00:00:00Z"},
      }));
  CAPTURE(newest, length);
  CHECK(kept({made(newest), made(inside), made(outside)}, within(length)) == "0 1");
}

TEST_CASE("rotation: an ISO week belongs to the year of its Thursday") {
  const std::vector<RotationItem> items = {
      made("2026-01-04T12:00:00Z"),  // Sunday of week 1
      made("2025-12-29T12:00:00Z"),  // Monday of the same week
      made("2025-12-28T12:00:00Z"),  // Sunday of week 52
      made("2025-01-01T12:00:00Z"),
  };
  CHECK(kept(items, count(Rotation::weekly, 2)) == "0 2");
}

TEST_CASE("rotation: 31 March less one month is the end of February") {
  const std::vector<RotationItem> items = {
      made("2026-03-31T12:00:00Z"), made("2026-03-02T12:00:00Z"), made("2026-02-28T12:00:01Z"),
      made("2026-02-28T12:00:00Z"),  // exactly the length: no longer within
      made("2026-02-28T11:59:59Z"),
  };
  CHECK(kept(items, within("1mo")) == "0 1 2");
  CHECK(kept({made("2024-02-29T12:00:00Z"), made("2023-02-28T12:00:01Z"), made("2023-02-28T12:00:00Z")},
             within("1y")) == "0 1");
}

TEST_CASE("rotation: months across a change of clocks keep the wall clock") {
  // 15 April 12:00 in Berlin less one month is 15 March 12:00 in Berlin, 11:00 UTC.
  const std::vector<RotationItem> items = {made("2026-04-15T10:00:00Z"), made("2026-03-15T11:00:01Z"),
                                           made("2026-03-15T11:00:00Z")};
  CHECK(kept(items, within("1mo"), Zone("Europe/Berlin")) == "0 1");
}

TEST_CASE("rotation: lengths of several pieces") {
  const std::vector<RotationItem> items = {made("2026-11-20T00:00:00Z"), made("2026-10-06T00:00:01Z"),
                                           made("2026-10-06T00:00:00Z")};
  CHECK(kept(items, within("1mo14d")) == "0 1");
  for (const char* bad : {"", "14", "d", "1mo-3d", "1mo 3d", "0d"}) {
    CHECK_THROWS_AS(parse_long_duration(bad), std::invalid_argument);
  }
}

TEST_CASE("rotation: what lies ahead of the clock is kept and takes no place") {
  const std::vector<RotationItem> items = {made("2099-01-01T00:00:00Z"), made("2026-11-20T00:00:00Z"),
                                           made("2026-11-19T00:00:00Z"), made("2026-11-01T00:00:00Z")};
  CHECK(kept(items, count(Rotation::last, 1)) == "0 1");
  CHECK(kept(items, within("2d")) == "0 1 2");  // counted back from the newest that is not ahead
}

TEST_CASE("rotation: too small ones and those without a time are kept and take no place") {
  Rotation rules = count(Rotation::last, 2);
  const std::vector<RotationItem> items = {
      made("2026-11-20T00:00:00Z", 0),  made("2026-11-19T00:00:00Z", 100), {std::nullopt, 100},
      made("2026-11-18T00:00:00Z", 99), made("2026-11-17T00:00:00Z", 1),   made("2026-11-16T00:00:00Z", 100)};
  CHECK(kept(items, rules) == "0 1 2 3");
  rules.min_size = 100;
  CHECK(kept(items, rules) == "0 1 2 3 4 5");
  const std::vector<Kept> answers = rotate(items, rules, *parse_time(kNow, Zone{}), {});
  CHECK(answers[0].reason == "too small");
  CHECK(answers[1].reason == "last");
  CHECK(answers[2].reason == "no time");
}

TEST_CASE("rotation: ties stay in input order, and the order of input does not matter else") {
  const std::vector<RotationItem> ties = {made("2026-11-20T00:00:00Z"), made("2026-11-20T00:00:00Z"),
                                          made("2026-11-20T00:00:00Z")};
  CHECK(kept(ties, count(Rotation::last, 2)) == "0 1");
  CHECK(kept(ties, count(Rotation::daily, 1)) == "0");
  CHECK(kept({made("2026-11-01T00:00:00Z"), made("2026-11-20T00:00:00Z")}, count(Rotation::last, 1)) == "1");
}

TEST_CASE("rotation: a rule with count left keeps the oldest, and one of a length if it lies within") {
  const std::vector<RotationItem> items = {made("2026-11-20T12:00:00Z"), made("2026-11-20T11:00:00Z"),
                                           made("2026-11-20T10:00:00Z")};
  CHECK(kept(items, count(Rotation::daily, 2)) == "0 2");
  CHECK(kept(items, count(Rotation::daily, 1)) == "0");
  CHECK(kept(items, within("1y", Rotation::daily)) == "0 2");
  CHECK(kept(items, within("90m", Rotation::daily)) == "0");  // the oldest lies beyond it
  CHECK(kept(items, count(Rotation::last, -1)) == "0 1 2");
}

TEST_CASE("rotation: rules are ORed and say which of them kept an item") {
  Rotation rules = count(Rotation::last, 1);
  rules.counts[Rotation::daily] = 2;
  rules.within[Rotation::monthly] = parse_long_duration("2mo");
  const std::vector<RotationItem> items = {made("2026-11-20T12:00:00Z"), made("2026-11-20T11:00:00Z"),
                                           made("2026-11-19T12:00:00Z"), made("2026-10-31T12:00:00Z"),
                                           made("2026-10-30T12:00:00Z"), made("2026-09-01T12:00:00Z")};
  const std::vector<Kept> answers = rotate(items, rules, *parse_time(kNow, Zone{}), {});
  CHECK(answers[0].reason == "last, daily, monthly within 2mo");
  CHECK(answers[1].reason == "beyond last 1, daily 2, monthly within 2mo");
  CHECK(answers[2].reason == "daily");
  CHECK(answers[3].reason == "monthly within 2mo");
  CHECK_FALSE(answers[4].keep);
}

TEST_CASE("rotation: one that would keep nothing is refused") {
  const std::vector<RotationItem> items = {made("2026-11-20T12:00:00Z")};
  CHECK_THROWS_AS(rotate(items, Rotation{}, *parse_time(kNow, Zone{}), {}), std::invalid_argument);
  CHECK(rotate({}, Rotation{}, *parse_time(kNow, Zone{}), {}).empty());
}
