/// The line of progress that people at a terminal see.
#include <catch2/catch.hpp>

#include "core/cli/progress_line.h"

using namespace winnow;

TEST_CASE("a line of progress has the rate once there is one and two jobs share it") {
  using std::chrono::seconds;
  CHECK(ProgressLine::text({{"audit", "scanned", 1'204'000, 0, seconds(4)}}) ==
        "audit: 1,204,000 scanned, 301,000/s");
  CHECK(ProgressLine::text({{"a", "scanned", 10, 0, Span(0)}, {"b", "scanned", 0, 0, Span(0)}}) ==
        "a: 10 scanned; b: 0 scanned");
}

TEST_CASE("a line of progress has the time that is left where the end is known") {
  using std::chrono::seconds;
  CHECK(ProgressLine::text({{"audit", "removed", 12'000, 30'400, seconds(9)}}) ==
        "audit: 12,000 of 30,400 removed, 1,333/s, 13s left");
  CHECK(ProgressLine::text({{"undo", "done", 0, 30'400, seconds(9)}}) == "undo: 0 of 30,400 done");
  CHECK(ProgressLine::text({{"undo", "done", 10, 10, seconds(5)}}) == "undo: 10 of 10 done, 2/s");
  CHECK(ProgressLine::text({{"trash check", "segments read", 2, 300, seconds(90)}}) ==
        "trash check: 2 of 300 segments read, 3h 43m left");
  CHECK(ProgressLine::text({{"drill of audit", "copies tried", 30, 100, seconds(60)}}) ==
        "drill of audit: 30 of 100 copies tried, 2m 20s left");
}
