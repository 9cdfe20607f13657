/// Others act between the moment a file is looked at and the moment it is moved: each test does so inside put() or
/// seal(), where the store cannot know of it.
#include <fcntl.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/unit/files/support.h"

using namespace winnow;
using namespace winnow::files;
namespace fs = std::filesystem;

TEST_CASE("files swap: a folder that became a symbolic link does not lead out of the root") {
  Sandbox box;
  box.write("private/sub/a", "mine");
  fs::create_directory(box.outer / "outside");
  std::ofstream(box.outer / "outside" / "a") << "canary";
  TestBin bin;
  bin.on_put = [&box](const winnow_piece&) {
    fs::rename(box.at("private/sub"), box.at("private/moved"));
    fs::create_symlink(box.outer / "outside", box.at("private/sub"));
  };
  CHECK(box.remove({"private/sub/a"}, bin) == Outcomes{WINNOW_FAILED});
  CHECK(fs::exists(box.outer / "outside" / "a"));
  CHECK(box.read("private/moved/a") == "mine");
  CHECK_FALSE(box.has(kPlace));
  CHECK_FALSE(box.host.warnings.empty());
}

TEST_CASE("files swap: the bin's folder that became a symbolic link takes nothing out of the root") {
  Sandbox box;
  box.write("private/a");
  fs::create_directory(box.outer / "outside");
  TestBin bin;
  bin.on_seal = [&box] {
    fs::rename(box.at(kPlace + "/private"), box.at("aside"));
    fs::create_symlink(box.outer / "outside", box.at(kPlace + "/private"));
  };
  CHECK(box.remove({"private/a"}, bin) == Outcomes{WINNOW_FAILED});
  CHECK(box.has("private/a"));
  CHECK(fs::is_empty(box.outer / "outside"));
}

TEST_CASE("files swap: what is not the file of the receipt any more is put back") {
  Sandbox box;
  box.write("private/a", "before");
  TestBin bin;
  std::string expected = "before";
  SECTION("written to") {
    bin.on_seal = [&] { box.write("private/a", expected = "after that"); };
  }
  SECTION("touched") {
    bin.on_put = [&](const winnow_piece&) {
      REQUIRE(utimensat(AT_FDCWD, box.at("private/a").c_str(), nullptr, 0) == 0);
    };
  }
  SECTION("replaced") {
    bin.on_seal = [&] {
      box.write("private/new", expected = "other!");
      fs::rename(box.at("private/new"), box.at("private/a"));
    };
  }
  SECTION("given a second name") {
    bin.on_seal = [&] { fs::create_hard_link(box.at("private/a"), box.at("private/again")); };
  }
  SECTION("become a symbolic link") {
    bin.on_seal = [&] {
      fs::rename(box.at("private/a"), box.at("private/real"));
      fs::create_symlink(box.at("private/real"), box.at("private/a"));
    };
  }
  CHECK(box.remove({"private/a"}, bin) == Outcomes{WINNOW_CHANGED});
  CHECK(box.read("private/a") == expected);
  CHECK_FALSE(box.has(kPlace));
}

TEST_CASE("files swap: a file that went away meanwhile is gone, not removed") {
  Sandbox box;
  box.write("private/a");
  box.write("private/sub/b");
  TestBin bin;
  bin.on_seal = [&box] {
    fs::remove(box.at("private/a"));
    fs::remove_all(box.at("private/sub"));
  };
  CHECK(box.remove({"private/a", "private/sub/b"}, bin) == Outcomes{WINNOW_GONE, WINNOW_GONE});
  CHECK_FALSE(box.has(kPlace));
}

TEST_CASE("files swap: a place in the bin that was taken meanwhile is not overwritten") {
  Sandbox box;
  box.write("private/a", "mine");
  TestBin bin;
  bin.on_seal = [&box] { box.write(kPlace + "/private/a", "theirs"); };
  CHECK(box.remove({"private/a"}, bin) == Outcomes{WINNOW_FAILED});
  CHECK(box.read("private/a") == "mine");
  CHECK(box.read(kPlace + "/private/a") == "theirs");
}

TEST_CASE("files swap: a file that stays takes its empty folders out of the bin, and no other into doubt") {
  Sandbox box;
  box.write("private/a/b/stays");
  box.write("private/c/goes");
  TestBin bin;
  bin.on_seal = [&box] { box.write("private/a/b/stays", "other words"); };
  CHECK(box.remove({"private/a/b/stays", "private/c/goes"}, bin) == Outcomes{WINNOW_CHANGED, WINNOW_DONE});
  CHECK(box.has("private/a/b/stays"));
  CHECK_FALSE(box.has(kPlace + "/private/a"));
  CHECK(box.has(kPlace + "/private/c/goes"));
}
