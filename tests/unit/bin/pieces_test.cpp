#include <catch2/catch.hpp>

#include "core/bin/bin_pieces.h"
#include "tests/unit/bin/support.h"

using namespace winnow;
using namespace winnow::trash_test;

TEST_CASE("pieces: a row that hangs on two items is one, in whatever order the lines stand") {
  Segment segment;
  segment.header = header();
  segment.parts = {rows()};
  LineSet wanted;
  for (const auto& [item, key] : {std::pair{0, "shared"}, {1, "shared"}, {0, "17"}, {1, "18"}}) {
    segment.lines.push_back(line(0, item, key, "[]"));
    segment.lines.back().number = static_cast<std::int64_t>(segment.lines.size());
    wanted.add(segment.lines.back().number);
  }
  const std::vector<BinPieces> groups = pieces_of(segment, wanted);
  REQUIRE(groups.size() == 1);
  CHECK(rows_of(groups[0], [](std::size_t) { return true; }) == 3);
  CHECK(rows_of(groups[0], [](std::size_t i) { return i == 1; }) == 1);
}
