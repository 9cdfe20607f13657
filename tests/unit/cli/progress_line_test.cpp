/// The line of progress that people at a terminal see.
#include <catch2/catch.hpp>

#include "core/cli/progress_line.h"

using namespace winnow;

TEST_CASE("a line of progress has the rate once there is one and two jobs share it") {
  using std::chrono::seconds;
  CHECK(ProgressLine::text({{"audit", 1'204'000, seconds(4)}}) == "audit: 1,204,000 scanned, 301,000/s");
  CHECK(ProgressLine::text({{"a", 10, Span(0)}, {"b", 0, Span(0)}}) == "a: 10 scanned; b: 0 scanned");
}
