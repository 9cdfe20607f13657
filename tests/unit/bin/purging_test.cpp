#include <catch2/catch.hpp>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/bin/bin_holds.h"
#include "core/bin/bin_items.h"
#include "core/bin/bin_store.h"
#include "core/bin/segment_row.h"
#include "core/bin/tombstones.h"
#include "tests/unit/bin/support.h"
#include "tests/unit/raw_state.h"

using namespace winnow;
using namespace winnow::trash_test;

namespace {

constexpr const char* kPath = "20261121T064700Z-7f3a/contacts/1.jsonl.zst";
constexpr const char* kAnew = "20261121T064700Z-7f3a/contacts/1.r1.jsonl.zst";

/// A state whose bin holds the two items of write_two(), settled.
class Binned {
 public:
  Binned() : state(State::open(scratch_ / "state.db")), index(state), trash(scratch_ / "trash"), medium(trash) {
    write_two(trash / kPath);
    SegmentRow row = row_of(read_stranger(trash / kPath), kPath);
    Transaction transaction(state);
    row.id = index.add_sealed(row);
    index.settle(row.id, 2, {}, day(20'000));
    transaction.commit();
  }
  SegmentRow row() { return *index.get(header().run, header().job, 1); }
  void begin(const char* lines) {
    Transaction transaction(state);
    index.begin(row().id, Pending::purging, LineSet::parse(lines));
    transaction.commit();
  }
  void set(std::int64_t line, LineState line_state) {
    Transaction transaction(state);
    index.set_lines(row().id, {{line, line_state}}, day(20'001));
    transaction.commit();
  }
  void purge(const char* lines) {
    begin(lines);
    bury(state, medium, row(), LineSet::parse(lines), {"run", "purge"}, day(20'020));
  }
  std::string words() {
    std::string out;
    for (const auto& [line, line_state] : index.lines(row())) out += std::string(word_of(line_state)) + " ";
    return out;
  }
  std::size_t files() const {
    std::size_t out = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(trash)) out += entry.is_regular_file();
    return out;
  }

 private:
  Scratch scratch_;

 public:
  State state;
  BinIndex index;
  std::filesystem::path trash;
  FolderMedium medium;
};

}  // namespace

TEST_CASE("index: lines that differ from most have rows of their own") {
  Binned bin;
  CHECK(bin.words() == "binned binned binned binned ");
  bin.set(5, LineState::conflict);
  CHECK(bin.words() == "binned conflict binned binned ");
  CHECK(test::raw(bin.state).integer("SELECT count(*) FROM bin_lines") == 1);
  for (const std::int64_t line : {4, 6, 7}) bin.set(line, LineState::restored);
  CHECK(bin.words() == "restored conflict restored restored ");
  CHECK(test::raw(bin.state).integer("SELECT count(*) FROM bin_lines") == 1);
}

TEST_CASE("items of a segment: a row goes with its file and is named by its own line") {
  Binned bin;
  bin.set(4, LineState::restored);
  const Segment segment = read_stranger(bin.trash / kPath);
  const std::vector<BinItem> items = items_of(segment, bin.index.lines(bin.row()));
  REQUIRE(items.size() == 2);
  CHECK(items[0].main->key == "17");
  CHECK(items[0].lines.size() == 2);
  CHECK(items[0].state == LineState::binned);
  CHECK(items[1].main->number == 7);
}

TEST_CASE("purging lines of a segment: it is written anew and the old file goes") {
  Binned bin;
  const std::string before = bin.row().sha256;
  bin.purge("4,6");
  CHECK(bin.row().path == kAnew);
  CHECK(bin.row().sha256 != before);
  CHECK(bin.row().pending == Pending::none);
  CHECK(bin.words() == "purged binned purged binned ");
  CHECK(bin.files() == 1);
  const Segment anew = read_stranger(bin.trash / kAnew);
  CHECK(anew.header.replaces == "1.jsonl.zst");
  CHECK(anew.lines[0].purged == iso(day(20'020)));
  CHECK(anew.lines[3].key == "18");
  const std::string ledger = *test::raw(bin.state).text("SELECT body FROM ledger ORDER BY seq DESC LIMIT 1");
  CHECK(ledger.find(before) != std::string::npos);
  CHECK(ledger.find(anew.sha256) != std::string::npos);
}

TEST_CASE("purging the last lines that are needed takes the whole segment") {
  Binned bin;
  bin.set(5, LineState::restored);
  bin.set(7, LineState::restored);
  bin.purge("4,6");
  CHECK(bin.files() == 0);
  CHECK(bin.row().path.empty());
  CHECK(bin.index.find(SegmentQuery{}).empty());
  CHECK(bin.words() == "purged restored purged restored ");
  CHECK_FALSE(std::filesystem::exists(bin.trash / header().run));
}

TEST_CASE("purging leaves a segment in which a line is in doubt or in conflict") {
  for (const LineState doubtful : {LineState::in_doubt, LineState::conflict}) {
    Binned bin;
    bin.set(7, doubtful);
    bin.purge("4-6");
    CHECK(bin.files() == 1);
    CHECK(read_stranger(bin.trash / kAnew).lines[3].key == "18");
  }
}

TEST_CASE("purging takes along what stands for nothing") {
  Binned bin;
  bin.set(5, LineState::unsure);
  bin.purge("4,6");
  CHECK_FALSE(read_stranger(bin.trash / kAnew).lines[1].purged.empty());
}

TEST_CASE("purging needs an act that has begun, on each line, by a permit") {
  Binned bin;
  CHECK_THROWS_AS(bury(bin.state, bin.medium, bin.row(), LineSet::parse("4"), {"run", "purge"}, day(20'020)),
                  Failure);
  const Zone zone;
  BinStore store(bin.state, bin.medium, "purge", day(20'020), zone);
  const std::string id = BinId{header().run, header().job, 1, 5}.text();
  winnow_piece piece{};
  piece.key = borrow(std::string_view{id});
  const std::vector<std::string_view> keys = {id};
  winnow_permit permit{};
  permit.action = WINNOW_PURGE;
  permit.count = 1;
  permit.digest = permit_digest(WINNOW_PURGE, "", "", keys);
  winnow_outcome outcome = WINNOW_NOT_TRIED;
  CHECK_THROWS_AS(store.purge(permit, {&piece, 1}, {&outcome, 1}), Error);
  bin.begin("4,6");
  CHECK_THROWS_AS(store.purge(permit, {&piece, 1}, {&outcome, 1}), Error);
  CHECK(bin.files() == 1);
  CHECK(bin.words() == "binned binned binned binned ");
}

TEST_CASE("settling a purge: killed before anything was destroyed all is in the bin again") {
  Binned bin;
  bin.begin("4,6");
  clean_up(bin.state, bin.medium, bin.row(), {}, day(20'021));
  CHECK(bin.words() == "binned binned binned binned ");
  CHECK(bin.row().pending == Pending::none);
  CHECK(bin.row().path == kPath);
}

TEST_CASE("settling a purge: a new file to which the state does not point yet is unlinked") {
  Binned bin;
  bin.begin("4,6");
  replace_file(bin.trash / kAnew, read_file(bin.trash / kPath));
  replace_file(bin.trash / "20261121T064700Z-7f3a/contacts/1.r1.jsonl.zst.part", "half");
  replace_file(bin.trash / "20261121T064700Z-7f3a/contacts/11.jsonl.zst", "another segment");
  clean_up(bin.state, bin.medium, bin.row(), {}, day(20'021));
  CHECK(bin.words() == "binned binned binned binned ");
  CHECK(std::filesystem::exists(bin.trash / kPath));
  CHECK_FALSE(std::filesystem::exists(bin.trash / kAnew));
  CHECK(bin.files() == 2);
}

TEST_CASE("settling a purge: once the state points to the new file the old one goes") {
  Binned bin;
  const std::string old = read_file(bin.trash / kPath);
  bin.purge("4,6");
  bin.begin("4,6");
  replace_file(bin.trash / kPath, old);
  clean_up(bin.state, bin.medium, bin.row(), {}, day(20'021));
  CHECK(bin.words() == "purged binned purged binned ");
  CHECK(bin.files() == 1);
  CHECK(bin.row().path == kAnew);
}

TEST_CASE("settling a purge: a parked copy that is gone is purged and its row is not") {
  Binned bin;
  bin.begin("4,6");
  clean_up(bin.state, bin.medium, bin.row(), LineSet::parse("4"), day(20'021));
  CHECK(bin.words() == "purged binned binned binned ");
}

TEST_CASE("settling a purge: a whole segment that is gone counts only if nothing else was in it") {
  Binned whole;
  whole.begin("4-7");
  std::filesystem::remove(whole.trash / kPath);
  clean_up(whole.state, whole.medium, whole.row(), {}, day(20'021));
  CHECK(whole.words() == "purged purged purged purged ");
  CHECK(whole.row().path.empty());

  Binned part;
  part.begin("4,6");
  std::filesystem::remove(part.trash / kPath);
  CHECK_THROWS_AS(clean_up(part.state, part.medium, part.row(), {}, day(20'021)), Failure);
  CHECK(part.row().pending == Pending::purging);
}

TEST_CASE("holds in the bin: on the row, on its file, on its target or store; a where holds all of its target") {
  struct Case {
    Hold hold;
    std::string held;
  };
  const auto hold = [](const char* store, const char* target, std::vector<std::string> keys, const char* where) {
    return Hold{"h", store, "other identity", target, std::move(keys), where, "r", "o", day(1), {}};
  };
  for (const Case& one : {Case{hold("app", "contacts", {"17"}, ""), "17 "}, Case{hold("app", "", {}, ""), "17 18 "},
                          Case{hold("app", "contacts", {}, "email = 'nobody'"), "17 18 "},
                          Case{hold("uploads", "private/", {"private/b.pdf"}, ""), "18 "},
                          Case{hold("uploads", "", {"private/a.pdf"}, ""), "17 "},
                          Case{hold("app", "orders", {}, ""), ""}, Case{hold("elsewhere", "", {}, ""), ""}}) {
    Binned bin;
    Transaction transaction(bin.state);
    HoldRows(bin.state).add(one.hold);
    transaction.commit();
    const Zone zone;
    BinHolds holds(bin.state, day(20'020), zone);
    const Segment segment = read_stranger(bin.trash / kPath);
    std::string held;
    for (const BinItem& item : items_of(segment, bin.index.lines(bin.row()))) {
      if (holds.held(segment, item)) held += item.main->key + " ";
    }
    INFO(one.hold.store << " " << one.hold.target);
    CHECK(held == one.held);
  }
}
