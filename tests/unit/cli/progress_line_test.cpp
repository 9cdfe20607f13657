/// The line of progress that people at a terminal see.
#include <catch2/catch.hpp>

#include "core/cli/progress_line.h"

using namespace winnow;

TEST_CASE("a line of progress has the rate once there is one and two jobs share it") {
  using std::chrono::seconds;
  CHECK(ProgressLine::text({{"audit", {1'204'000, 30'400, 0}, seconds(4)}}) ==
        "audit: 1,204,000 scanned, 301,000/s");
  CHECK(ProgressLine::text({{"a", {10, 0, 0}, Span(0)}, {"b", {}, Span(0)}}) == "a: 10 scanned; b: 0 scanned");
  CHECK(ProgressLine::text({{"audit", {60'000, 30'400, 12'000}, seconds(9)}}) == "audit: 12,000 of 30,400 removed");
}
