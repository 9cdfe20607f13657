#include "core/state/clock_leaps.h"

#include <catch2/catch.hpp>

#include "core/state/bin_index.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

Time at(std::int64_t days) {
  return Time{} + std::chrono::hours(24) * days;
}

std::int64_t seal(State& state, std::int64_t n, Time when) {
  SegmentRow row;
  row.run = "r";
  row.job = "a";
  row.n = n;
  row.path = "r/a/" + std::to_string(n) + ".jsonl.zst";
  row.sealed_at = when;
  row.taken.add(2);
  Transaction transaction(state);
  const std::int64_t id = BinIndex(state).add_sealed(row);
  transaction.commit();
  return id;
}

TEST_CASE("a leap of the clock counts for nothing in the bin, for what was there before it") {
  const TemporaryFolder folder;
  State state = State::open(folder.path() / "state.db");
  seal(state, 1, at(100));
  {
    Transaction transaction(state);
    ClockLeaps(state).note(at(100), at(130));
    ClockLeaps(state).note(at(130), at(120));  // it went back: nothing looks older by that
    transaction.commit();
  }
  seal(state, 2, at(131));
  {
    Transaction transaction(state);
    ClockLeaps(state).note(at(131), at(141));
    transaction.commit();
  }
  CHECK(BinIndex(state).get("r", "a", 1)->sealed_at == at(100));
  CHECK(BinIndex(state).get("r", "a", 1)->kept_since == at(140));
  CHECK(BinIndex(state).find(SegmentQuery{}).back().kept_since == at(141));
}

}  // namespace
