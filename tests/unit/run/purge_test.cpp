/// Purges whose store does not tell what became of the parked copies: the bin lists nothing that is gone, and calls
/// nothing gone that is there.
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/unit/run/sweep.h"

using namespace winnow;

namespace {

const std::function<void(Moment)> kNoFault = [](Moment) {};

/// Three rows in the bin, two of them with a file.
Sweep& take(Sweep& sweep) {
  sweep.attach("row-00000", "private/zero.pdf");
  sweep.attach("row-00001", "private/one.pdf");
  sweep.approve();
  REQUIRE(sweep.run(Mode::apply).tally.removed == 3);
  return sweep;
}

std::size_t files_in_bin(const Sweep& sweep) {
  std::size_t out = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(sweep.uploads() / ".trash"))
    out += entry.path().extension() == ".pdf" ? 1 : 0;
  return out;
}

/// Two stores of files. What stands in the column of one row is a file in "scans", and may mean one in "uploads"
/// too.
constexpr const char* kTwoTrees = R"([stores.uploads]
plugin = "files"
root = "uploads"
allow = ["private/", "scanned/"]
named_by = [{ store = "app", target = "contacts", column = "file", cut = "scanned/" }]
[stores.scans]
plugin = "files"
root = "scans"
allow = ["private/", "scanned/"]
[jobs.contacts]
plugin = "soft-delete-sweep"
store = "app"
target = "contacts"
retention = "30d"
files = [{ column = "file", store = "uploads" }, { column = "file", store = "scans" }]
)";

/// Throws at the `nth` `moment` of a purge: the store is asked whether it answers, and then it destroys.
std::function<void(Moment)> cut(Moment moment, int nth) {
  return [moment, nth](Moment now) mutable {
    if (now != moment || --nth != 0) return;
    throw Error(WINNOW_UNAVAILABLE, "the connection is gone");
  };
}

}  // namespace

TEST_CASE("a purge whose answer is lost asks what is there, and ends") {
  Sweep sweep(3, Sweep::Files::behind_a_door);
  take(sweep);
  SECTION("with an error") {
    sweep.table.lie = Lie::says_nothing;
    sweep.table.at = cut(Moment::door_closed, 2);
  }
  SECTION("without a word") {
    sweep.table.lie = Lie::says_nothing;
  }
  SECTION("in doubt") {
    sweep.table.lie = Lie::in_doubt;
  }
  const PurgeResult result = sweep.purge_all();
  CHECK(result.items == 3);
  CHECK(result.failed == 0);
  CHECK(files_in_bin(sweep) == 0);
  CHECK(sweep.binned().empty());
  CHECK(sweep.unsettled() == 0);
  sweep.check_ledger();
}

TEST_CASE("what a store keeps by a rule of its own stays in the bin as a whole, and is no failure") {
  Sweep sweep(3, Sweep::Files::behind_a_door);
  take(sweep);
  sweep.table.lie = Lie::keeps_locked;
  const PurgeResult result = sweep.purge_all();
  CHECK(result.items == 1);
  CHECK(result.locked == 2);
  CHECK(result.failed == 0);
  CHECK(result.errors.empty());
  CHECK(sweep.binned().size() == 2);
  CHECK(files_in_bin(sweep) == 2);
  sweep.table.lie = Lie::none;
  CHECK(sweep.purge_all().items == 2);
  CHECK(sweep.binned().empty());
}

TEST_CASE("a purge that did not reach its store leaves the item with its file, and takes the others") {
  Sweep sweep(3, Sweep::Files::behind_a_door);
  const FlakyRows before = take(sweep).table.rows;
  sweep.table.at = cut(Moment::door, 2);
  const PurgeResult result = sweep.purge_all();
  CHECK(result.items == 1);
  CHECK(result.failed == 2);
  CHECK_THAT(result.errors.at(0), Catch::Contains("the connection is gone"));
  CHECK(files_in_bin(sweep) == 2);
  CHECK(sweep.binned().size() == 2);
  CHECK(sweep.unsettled() == 0);
  CHECK(sweep.undo_all().counts.restored == 2);
  CHECK(sweep.table.rows.size() == before.size() + 2);
}

TEST_CASE("a row whose file nobody can ask about stays in the bin with it, unless a person wants it gone") {
  Sweep sweep(3);
  const FlakyRows before = take(sweep).table.rows;
  const std::filesystem::path away = sweep.uploads().string() + " elsewhere";
  std::filesystem::rename(sweep.uploads(), away);
  const PurgeResult result = sweep.purge_all();
  CHECK(result.items == 1);
  CHECK(result.failed == 2);
  CHECK_THAT(result.errors.at(0), Catch::Contains("nobody can tell who names its files"));
  CHECK(sweep.binned().size() == 2);
  SECTION("all comes back") {
    std::filesystem::rename(away, sweep.uploads());
    CHECK(sweep.undo_all().counts.restored == 2);
    CHECK(sweep.table.rows.size() == before.size() + 2);
    CHECK(sweep.has_file("private/one.pdf"));
  }
  SECTION("a person") {
    const PurgeResult all = sweep.purge_all(Doubtful::purge);
    CHECK(all.items == 2);
    CHECK_THAT(all.errors.at(0), Catch::Contains("files stay in the bin"));
    CHECK(sweep.binned().empty());
  }
}

TEST_CASE("a file stays in the bin where a row that stays there names it") {
  Sweep sweep(Sweep::kHead + kTwoTrees);
  const std::filesystem::path scans = sweep.uploads().parent_path() / "scans";
  std::filesystem::create_directories(scans / "scanned" / "private");
  std::ofstream(scans / "scanned" / "private" / "one.pdf") << "a scan";
  sweep.table.rows["alive"] = {};
  sweep.table.rows["with a scan"] = {Sweep::long_ago(), "scanned/private/one.pdf"};
  sweep.table.rows["with a file"] = {Sweep::long_ago(), ""};
  sweep.attach("with a file", "private/one.pdf");
  sweep.approve();
  REQUIRE(sweep.run(Mode::apply).tally.removed == 2);
  REQUIRE(files_in_bin(sweep) == 1);
  SECTION("all goes together") {
    CHECK(sweep.purge_all().items == 2);
    CHECK(files_in_bin(sweep) == 0);
  }
  SECTION("because nobody can tell who names its own file") {
    std::filesystem::rename(scans, scans.string() + " elsewhere");
    const PurgeResult result = sweep.purge_all();
    CHECK(result.items == 1);
    CHECK(result.failed == 1);
    CHECK(files_in_bin(sweep) == 1);
  }
  SECTION("because it is held") {
    sweep.hold("with a scan");
    const PurgeResult result = sweep.purge_all();
    CHECK(result.items == 1);
    CHECK(result.held == 1);
    CHECK(files_in_bin(sweep) == 1);
  }
}

TEST_CASE("a file stays in the bin where a live row names it, however that row came") {
  Sweep sweep(1);
  sweep.attach("row-00000", "private/zero.pdf");
  sweep.approve();
  REQUIRE(sweep.run(Mode::apply).tally.removed == 1);
  SECTION("by its key") {
    sweep.table.rows["alive"].file = "private/zero.pdf";
  }
  SECTION("in other words") {
    sweep.table.rows["alive"].file = "https://cdn.example/private/ZERO.pdf?v=2";
  }
  const PurgeResult result = sweep.purge_all();
  CHECK(result.items == 1);
  CHECK(result.errors.empty());
  REQUIRE(result.notes.size() == 1);
  CHECK_THAT(result.notes.at(0), Catch::Contains("1 file stays in the bin") && Catch::Contains("private/zero.pdf"));
  CHECK(files_in_bin(sweep) == 1);
}

TEST_CASE("a purge whose store is away for good begins nothing there, and takes the others") {
  Sweep sweep(3, Sweep::Files::behind_a_door);
  take(sweep);
  sweep.table.at = [](Moment moment) {
    if (moment == Moment::door) throw Error(WINNOW_UNAVAILABLE, "the server is gone");
  };
  const PurgeResult result = sweep.purge_all();
  CHECK(result.items == 1);
  CHECK(result.failed == 2);
  CHECK_THAT(result.errors.at(0), Catch::Contains("the server is gone"));
  CHECK(sweep.unsettled() == 0);
}

TEST_CASE("where nobody can tell what a purge took its marks stay until somebody can") {
  Sweep sweep(3, Sweep::Files::behind_a_door);
  take(sweep);
  const std::string said = GENERATE("the connection is gone", "");
  sweep.table.rows["without a file"] = {Sweep::long_ago(), ""};
  REQUIRE(sweep.run(Mode::apply).tally.removed == 1);
  sweep.table.lie = Lie::says_nothing;
  sweep.table.at = [said, moment = Moment::door_closed, nth = 2](Moment now) mutable {
    if (now != moment || --nth > 0) return;
    moment = Moment::door;  // from now on it is not reached
    throw Error(WINNOW_UNAVAILABLE, said);
  };
  const PurgeResult broken_off = sweep.purge_all();
  CHECK(broken_off.items == 1);  // of the other batch
  CHECK(broken_off.failed == 3);
  CHECK_THAT(broken_off.errors.at(0), Catch::Contains("nobody can tell yet what of it was destroyed"));
  CHECK(sweep.unsettled() == 1);
  const PurgeResult still_away = sweep.purge_all();
  CHECK(still_away.items == 0);
  CHECK(still_away.failed > 0);
  CHECK_THAT(still_away.errors.at(0), Catch::Contains("cannot be settled"));
  CHECK(sweep.unsettled() == 1);

  sweep.table.at = kNoFault;
  sweep.table.lie = Lie::none;
  SECTION("a purge settles, and goes on") {
    CHECK(sweep.purge_all().items == 3);
    CHECK(sweep.binned().empty());
  }
  SECTION("an undo settles, and brings back what is there still") {
    CHECK(sweep.undo_all().counts.restored == 1);
    CHECK(sweep.table.rows.contains("row-00002"));
  }
  CHECK(sweep.unsettled() == 0);
  sweep.check_ledger();
}

TEST_CASE("what was in conflict and could not be tried again stays so, and no purge takes it unasked") {
  Sweep sweep(1);
  sweep.attach("row-00000", "private/zero.pdf");
  sweep.approve();
  REQUIRE(sweep.run(Mode::apply).tally.removed == 1);
  sweep.table.rows["row-00000"] = {WINNOW_TIME_NONE, "another"};
  REQUIRE(sweep.undo_all().counts.conflicts == 1);
  std::filesystem::remove(sweep.uploads() / "private" / "zero.pdf");
  REQUIRE(sweep.undo_all().counts.failed == 1);  // its file is gone for good
  CHECK(sweep.purge_all().items == 0);
  CHECK(sweep.binned().size() == 1);
  CHECK(sweep.purge_all(Doubtful::purge).items == 1);
}
