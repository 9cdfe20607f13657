#include "core/state/bin_index.h"

#include <catch2/catch.hpp>
#include <string>

#include "tests/unit/raw_state.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

class IndexOfThree {
 public:
  IndexOfThree() : state(State::open(folder_.path() / "state.db")), index(state) {}

  std::int64_t add(std::int64_t n) {
    SegmentRow row;
    row.run = "20261121T064700Z-7f3a";
    row.job = "contacts";
    row.n = n;
    row.path = std::to_string(n) + ".jsonl.zst";
    return index.add_sealed(row);
  }
  std::int64_t add(std::int64_t n, const std::vector<std::string>& keys) {
    const std::int64_t id = add(n);
    KeyDigests digests(state);
    for (const std::string& key : keys) digests.add(key);
    index.note_keys(id, digests);
    return id;
  }
  /// The numbers of the segments that may hold one of the keys.
  std::string found(const std::set<std::string, std::less<>>& keys) {
    SegmentQuery query;
    query.keys = keys;
    std::string out;
    for (const SegmentRow& row : index.find(query)) out += std::to_string(row.n);
    return out;
  }

 private:
  TemporaryFolder folder_;

 public:
  State state;
  BinIndex index;
};

}  // namespace

TEST_CASE("index of the bin: by keys it finds the segments that have them, and no others") {
  IndexOfThree bin;
  bin.add(1, {"17", "18", "private/a.pdf"});
  bin.add(2, {"19", "18"});
  CHECK(bin.found({"17"}) == "1");
  CHECK(bin.found({"private/a.pdf"}) == "1");
  CHECK(bin.found({"18"}) == "12");
  CHECK(bin.found({"17", "19"}) == "12");
  CHECK(bin.found({"1"}).empty());
  CHECK(bin.found({}) == "12");
}

TEST_CASE("index of the bin: every key of a large segment is found, and hardly any other") {
  IndexOfThree bin;
  std::vector<std::string> keys;
  for (int i = 0; i < 10'000; ++i) keys.push_back(std::to_string(i) + "/x");
  bin.add(1, keys);
  for (const std::string& key : keys) REQUIRE(bin.found({key}) == "1");
  int others = 0;
  for (int i = 0; i < 1000; ++i) others += bin.found({std::to_string(i) + "/y"}).empty() ? 0 : 1;
  CHECK(others < 3);
}

TEST_CASE("index of the bin: a segment whose keys nobody noted may hold any key") {
  IndexOfThree bin;
  bin.add(1, {"17"});
  bin.add(2);
  CHECK(bin.found({"17"}) == "12");
  CHECK(bin.found({"18"}) == "2");
}

TEST_CASE("index of the bin: digests go with the segment, and say nothing without the state's secret") {
  IndexOfThree bin, other;
  const std::int64_t id = bin.add(1, {"17"});
  CHECK(KeyDigester(bin.state)("17") != KeyDigester(other.state)("17"));
  const auto rows = [&] { return test::raw(bin.state).integer("SELECT count(*) FROM segment_keys"); };
  bin.index.set_file(id, "1.r1.jsonl.zst", "another");
  CHECK(rows() == 1);
  bin.index.set_file(id, "", "");
  CHECK(rows() == 0);
}

TEST_CASE("a segment that was let go stands for nothing until its file is found") {
  IndexOfThree bin;
  const std::int64_t id = bin.add(1);
  const std::string run = "20261121T064700Z-7f3a";
  bin.index.let_go(id);
  CHECK(bin.index.find(SegmentQuery{}).empty());
  const SegmentRow row = bin.index.get(run, "contacts", 1).value();
  CHECK(row.let_go());
  CHECK(row.at_rest());
  for (const auto& [line, state] : bin.index.lines(row)) CHECK(state == LineState::unsure);
  bin.index.take_up(id);
  const SegmentRow again = bin.index.get(run, "contacts", 1).value();
  CHECK_FALSE(again.settled);
  for (const auto& [line, state] : bin.index.lines(again)) CHECK(state == LineState::binned);
}
