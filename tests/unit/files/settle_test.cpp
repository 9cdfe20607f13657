#include <catch2/catch.hpp>

#include "tests/unit/files/support.h"

using namespace winnow;
using namespace winnow::files;
namespace fs = std::filesystem;

namespace {

/// A file that was removed, and the same again by hand.
struct Parked {
  Sandbox box;
  TestBin bin;
  const std::string parked = kPlace + "/private/a";
  Parked() {
    box.write("private/a", "mine");
    REQUIRE(box.remove({"private/a"}, bin) == Outcomes{WINNOW_DONE});
  }
  void put_back() { fs::rename(box.at(parked), box.at("private/a")); }
  winnow_outcome settled() { return box.settle(bin).front(); }
};

}  // namespace

TEST_CASE("files settle: where the file is, is what happened") {
  Parked it;
  SECTION("in the bin") {
    CHECK(it.settled() == WINNOW_DONE);
    it.box.write("private/a", "someone else's");
    CHECK(it.settled() == WINNOW_DONE);
    CHECK(it.box.read("private/a") == "someone else's");
    CHECK(it.box.read(it.parked) == "mine");
  }
  SECTION("at its key") {
    it.put_back();
    CHECK(it.settled() == WINNOW_SAME);
    it.box.write("private/a", "written since");
    CHECK(it.settled() == WINNOW_CHANGED);
  }
  SECTION("nowhere") {
    fs::remove(it.box.at(it.parked));
    CHECK(it.settled() == WINNOW_GONE);
    fs::remove_all(it.box.at("private"));
    CHECK(it.settled() == WINNOW_GONE);
  }
  SECTION("something else in both places") {
    fs::remove(it.box.at(it.parked));
    fs::create_directory(it.box.at(it.parked));
    CHECK(it.settled() == WINNOW_IN_DOUBT);
    fs::create_directory(it.box.at("private/a"));
    CHECK(it.settled() == WINNOW_CHANGED);
  }
}

TEST_CASE("files settle and purge: where the bin is not there with its identity, nothing in it is gone") {
  Parked it;
  SECTION("moved away") {
    fs::rename(it.box.at(".trash"), it.box.outer / "bin");
  }
  SECTION("another folder in its place") {
    fs::rename(it.box.at(".trash"), it.box.outer / "bin");
    fs::create_directory(it.box.at(".trash"));
  }
  CHECK_THROWS_WITH(it.settled(), Catch::Contains("is not there with its file .identity"));
  CHECK_THROWS_WITH(it.box.purge(it.bin), Catch::Contains("is not there with its file .identity"));
  fs::remove_all(it.box.at(".trash"));
  fs::rename(it.box.outer / "bin", it.box.at(".trash"));
  CHECK(it.settled() == WINNOW_DONE);
}

TEST_CASE("files settle: a meta file that was lost with the power is written again") {
  Parked it;
  const std::string meta = it.parked + ".trashmeta.json";
  const std::string before = it.box.read(meta);
  SECTION("gone") {
    fs::remove(it.box.at(meta));
  }
  SECTION("empty") {
    fs::resize_file(it.box.at(meta), 0);
  }
  SECTION("half") {
    fs::resize_file(it.box.at(meta), before.size() / 2);
  }
  SECTION("half, then nothing but NULs, and longer than it was") {
    fs::resize_file(it.box.at(meta), before.size() / 2);
    fs::resize_file(it.box.at(meta), before.size() + 100);
  }
  CHECK(it.settled() == WINNOW_DONE);
  CHECK(it.box.read(meta) == before);
}

TEST_CASE("files settle: what cannot be seen is in doubt") {
  Parked it;
  SECTION("its folder is a symbolic link now, and the copy is not in the bin") {
    fs::rename(it.box.at(it.parked), it.box.outer / "a");
    fs::rename(it.box.at("private"), it.box.at("elsewhere"));
    fs::create_symlink(it.box.outer, it.box.at("private"));
  }
  SECTION("another file has its name, and nobody can look into the bin") {
    it.box.write("private/a", "someone else's");
    fs::rename(it.box.at(kPlace), it.box.outer / "bin");
    fs::create_symlink(it.box.outer / "bin", it.box.at(kPlace));
  }
  SECTION("its receipt cannot be read") {
    it.bin.puts[0].content = "[]";
  }
  CHECK(it.settled() == WINNOW_IN_DOUBT);
}
