#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gate_support.h"

using namespace winnow;
using test::GateBench;
namespace fs = std::filesystem;

namespace {

/// Gives a file an age against the clock of the test.
void set_age(const fs::path& path, const Clock& clock, Span age) {
  const auto at = std::chrono::floor<std::chrono::seconds>(clock.now() - age).time_since_epoch().count();
  const timespec times[2] = {{at, 0}, {at, 0}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

const std::string kEmpty = R"(kind = "file-empty", path = "fallback.jsonl")";
const std::string kFresh = R"(kind = "file-fresh", path = "*.dump", max_age = "26h", min_size = "1KB")";

}  // namespace

TEST_CASE("file-empty is open for an empty file and closed for any byte in it") {
  FrozenClock clock(*parse_time("2026-11-21T06:47:00Z", Zone{}));
  GateBench bench(clock);
  bench.files.write("fallback.jsonl", "");
  CHECK(bench.open(kEmpty));
  bench.files.write("fallback.jsonl", "{\"a\":1}\n");
  CHECK(bench.judge(kEmpty).found == "8 B");
  CHECK_FALSE(bench.open(kEmpty));
  bench.files.write("fallback.jsonl", "\n");
  CHECK_FALSE(bench.open(kEmpty));
}

TEST_CASE("file-empty looks at every file of a pattern") {
  FrozenClock clock(*parse_time("2026-11-21T06:47:00Z", Zone{}));
  GateBench bench(clock);
  const std::string pattern = R"(kind = "file-empty", path = "fb-*.jsonl")";
  CHECK(bench.open(pattern));
  bench.files.write("fb-1.jsonl", "");
  bench.files.write("fb-2.jsonl", "");
  CHECK(bench.open(pattern));
  bench.files.write("fb-2.jsonl", "{}");
  CHECK_FALSE(bench.open(pattern));
  CHECK_THAT(bench.judge(pattern).found, Catch::Contains("fb-2.jsonl: 2 B"));
  CHECK_FALSE(bench.open(R"(kind = "file-empty", path = "not-mounted/fb-*.jsonl")"));
}

TEST_CASE("file-empty takes a torn last line for content and says so") {
  FrozenClock clock(*parse_time("2026-11-21T06:47:00Z", Zone{}));
  GateBench bench(clock);
  bench.files.write("fallback.jsonl", "{");
  const GateFinding finding = bench.judge(kEmpty);
  CHECK(finding.state == GateState::closed);
  CHECK(finding.found == "1 B with a torn last line");
  CHECK(finding.wanted == "an empty file");
}

TEST_CASE("file-empty takes a missing file for empty only where its folder is there") {
  FrozenClock clock(*parse_time("2026-11-21T06:47:00Z", Zone{}));
  GateBench bench(clock);
  CHECK(bench.open(kEmpty));
  const GateFinding finding = bench.judge(R"(kind = "file-empty", path = "not-mounted/fallback.jsonl")");
  CHECK(finding.state == GateState::closed);
  CHECK_THAT(finding.found, Catch::Contains("folder is missing"));
}

TEST_CASE("file-empty is closed for what is no file and for a link to nothing") {
  FrozenClock clock(*parse_time("2026-11-21T06:47:00Z", Zone{}));
  GateBench bench(clock);
  fs::create_directory(bench.files.path() / "fallback.jsonl");
  CHECK_FALSE(bench.open(kEmpty));
  fs::remove(bench.files.path() / "fallback.jsonl");
  fs::create_symlink("nowhere", bench.files.path() / "fallback.jsonl");
  CHECK_FALSE(bench.open(kEmpty));
}

TEST_CASE("file-fresh looks at the newest file of a pattern, at its age and at its size") {
  FrozenClock clock(*parse_time("2026-11-21T06:47:00Z", Zone{}));
  GateBench bench(clock);
  CHECK(bench.judge(kFresh).found == "no file");
  CHECK_FALSE(bench.open(kFresh));

  bench.files.write("monday.dump", std::string(1000, 'x'));
  set_age(bench.files.path() / "monday.dump", clock, std::chrono::hours(27));
  CHECK_FALSE(bench.open(kFresh));
  set_age(bench.files.path() / "monday.dump", clock, std::chrono::hours(26));
  CHECK(bench.open(kFresh));

  bench.files.write("tuesday.dump", std::string(999, 'x'));
  set_age(bench.files.path() / "tuesday.dump", clock, std::chrono::hours(1));
  const GateFinding finding = bench.judge(kFresh);
  CHECK(finding.state == GateState::closed);
  CHECK(finding.found == "tuesday.dump, 1h old, 999 B");
  CHECK(finding.wanted == "a file not older than 26h of at least 1000 B");
}

TEST_CASE("file-fresh is closed for a file from the future") {
  FrozenClock clock(*parse_time("2026-11-21T06:47:00Z", Zone{}));
  GateBench bench(clock);
  bench.files.write("odd.dump", std::string(1000, 'x'));
  set_age(bench.files.path() / "odd.dump", clock, -std::chrono::hours(1));
  CHECK_FALSE(bench.open(kFresh));
  CHECK_THAT(bench.judge(kFresh).found, Catch::Contains("ahead of the clock"));
}

TEST_CASE("file-fresh does not take a folder for a file") {
  FrozenClock clock(*parse_time("2026-11-21T06:47:00Z", Zone{}));
  GateBench bench(clock);
  fs::create_directory(bench.files.path() / "folder.dump");
  CHECK(bench.judge(kFresh).found == "no file");
}
