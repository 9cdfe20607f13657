/// What a store is told of the batches to come, so that it can read ahead.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

#include "tests/unit/run/sweep.h"

using namespace winnow;

namespace {

/// A job of 2,500 rows, of which the first batch takes 100.
struct Bench {
  explicit Bench(const std::string& job, const std::string& limits = "")
      : sweep(Sweep::kHead + R"([stores.uploads]
plugin = "files"
root = "uploads"
allow = ["private/"]
[jobs.contacts]
plugin = "soft-delete-sweep"
store = "app"
target = "contacts"
retention = "30d"
)" + job + limits) {
    for (int i = 0; i < 2500; ++i) sweep.table.rows["row-" + std::to_string(10'000 + i)] = {Sweep::long_ago(), ""};
    sweep.approve();
    sweep.table.expected.clear();
  }
  Sweep sweep;
};

using Told = std::vector<std::size_t>;

}  // namespace

TEST_CASE("run: a store is told which batch follows, and in the end that none does") {
  Bench bench("");
  CHECK(bench.sweep.run(Mode::apply).tally.removed == 2500);
  const Told& told = bench.sweep.table.expected;
  REQUIRE(told.size() > 2);
  CHECK(told.back() == 0);
  CHECK(std::count(told.begin(), told.end(), 0U) == 1);
  CHECK(std::accumulate(told.begin(), told.end(), std::size_t{100}) == 2500);  // each but the first
}

TEST_CASE("run: a store is told that no batch follows where one fails") {
  Bench bench("");
  bench.sweep.table.at = [](Moment moment) {
    if (moment == Moment::sealed) throw Error(WINNOW_UNAVAILABLE, "the server is gone");
  };
  CHECK(bench.sweep.run(Mode::apply).status == JobStatus::failed);
  CHECK(bench.sweep.table.expected == Told{100, 0});
}

TEST_CASE("run: a store is told of no batch before which others would wait for what it locks") {
  SECTION("because of a pace") {
    Bench bench("", "[jobs.contacts.limits]\npace = \"1000000/s\"\n");
    CHECK(bench.sweep.run(Mode::apply).tally.removed == 2500);
    CHECK(bench.sweep.table.expected.empty());
  }
  SECTION("because files are moved") {
    Bench bench("files = [{ column = \"file\", store = \"uploads\" }]\n");
    CHECK(bench.sweep.run(Mode::apply).tally.removed == 2500);
    CHECK(bench.sweep.table.expected.empty());
  }
}
