#include "core/state/line_set.h"

#include <catch2/catch.hpp>

#include "core/base/failure.h"

using namespace winnow;

TEST_CASE("line set: numbers that touch make one range") {
  LineSet set;
  for (const std::int64_t line : {2, 3, 4, 9, 11, 12}) set.add(line);
  CHECK(set.text() == "2-4,9,11-12");
  CHECK(set.count() == 6);
  CHECK(set.contains(3));
  CHECK(set.contains(9));
  CHECK_FALSE(set.contains(1));
  CHECK_FALSE(set.contains(10));
  CHECK_FALSE(set.contains(13));
}

TEST_CASE("line set: reads what it writes") {
  for (const char* text : {"", "1", "2-900,902", "3,5,7-8"}) CHECK(LineSet::parse(text).text() == text);
  std::string each;
  LineSet::parse("3,5-6").each([&](std::int64_t line) { each += std::to_string(line) + ";"; });
  CHECK(each == "3;5;6;");
}

TEST_CASE("line set: anything else is refused") {
  for (const char* bad : {"0", "-1", "a", "5-3", "3,3", "5,4", "1-5,5", "1-", " 1", "1;2"}) {
    INFO(bad);
    CHECK_THROWS_AS(LineSet::parse(bad), Failure);
  }
}

TEST_CASE("line set: of numbers in any order, each once") {
  CHECK(LineSet::of({5, 2, 3, 2, 9}).text() == "2-3,5,9");
  CHECK(LineSet::of({}).empty());
}
