#include <catch2/catch.hpp>
#include <fstream>

#include "tests/unit/files/support.h"

using namespace winnow;
using namespace winnow::files;
namespace fs = std::filesystem;

TEST_CASE("files purge: the copy, its meta file and emptied folders go, and a second time it is gone") {
  Sandbox box;
  box.write("private/sub/a");
  box.write("private/b");
  TestBin bin;
  REQUIRE(box.remove({"private/sub/a", "private/b"}, bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  CHECK(box.purge(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  CHECK(box.bin_is_empty());
  CHECK(box.purge(bin) == Outcomes{WINNOW_GONE, WINNOW_GONE});
}

TEST_CASE("files purge: a copy that is gone is told so, also where its meta file cannot go with it") {
  Sandbox box;
  box.write("private/a");
  TestBin bin;
  REQUIRE(box.remove({"private/a"}, bin) == Outcomes{WINNOW_DONE});
  const fs::path meta = box.at(kPlace + "/private/a.trashmeta.json");
  fs::remove(meta);
  fs::create_directory(meta);
  CHECK(box.purge(bin) == Outcomes{WINNOW_DONE});
  CHECK_FALSE(box.has(kPlace + "/private/a"));
  CHECK_THAT(box.host.warnings.at(0), Catch::Contains("what belonged to a purged copy is left"));
  CHECK(box.purge(bin) == Outcomes{WINNOW_GONE});
}

TEST_CASE("files purge: a copy that is not as its receipt says stays") {
  Sandbox box;
  box.write("private/a");
  TestBin bin;
  REQUIRE(box.remove({"private/a"}, bin) == Outcomes{WINNOW_DONE});
  const fs::path copy = box.at(kPlace + "/private/a");
  winnow_outcome expected = WINNOW_CHANGED;
  SECTION("a program that held it open wrote to it") {
    std::ofstream(copy, std::ios::app) << "more";
  }
  SECTION("it has a second name") {
    fs::create_hard_link(copy, box.at("again"));
    expected = WINNOW_FAILED;
  }
  SECTION("something else lies there") {
    fs::remove(copy);
    fs::create_symlink(box.outer, copy);
  }
  CHECK(box.purge(bin) == Outcomes{expected});
  CHECK(box.has(kPlace + "/private/a"));
  CHECK(box.has(kPlace + "/private/a.trashmeta.json"));
}

TEST_CASE("files purge: a copy that a program still has open for writing stays until it is closed") {
  Sandbox box;
  box.write("private/a");
  TestBin bin;
  std::ofstream writer(box.at("private/a"), std::ios::app);
  REQUIRE(box.remove({"private/a"}, bin) == Outcomes{WINNOW_DONE});
  CHECK(box.purge(bin) == Outcomes{WINNOW_FAILED});
  CHECK_THAT(box.host.warnings.at(0), Catch::Contains("open for writing"));
  CHECK(box.has(kPlace + "/private/a"));
  writer.close();
  CHECK(box.purge(bin) == Outcomes{WINNOW_DONE});
}

TEST_CASE("files purge: what lives at the key is not touched") {
  Sandbox box;
  box.write("private/a", "old");
  TestBin bin;
  REQUIRE(box.remove({"private/a"}, bin) == Outcomes{WINNOW_DONE});
  box.write("private/a", "new");
  CHECK(box.purge(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.read("private/a") == "new");
}

TEST_CASE("files purge: a receipt cannot name a file outside the bin") {
  Sandbox box;
  box.write("private/a");
  box.write("precious/private/a");
  TestBin bin;
  REQUIRE(box.remove({"private/a"}, bin) == Outcomes{WINNOW_DONE});
  std::string& content = bin.puts[0].content;
  content.replace(content.find(kPlace), kPlace.size(), GENERATE("precious", ".trash/../precious", "/precious"));
  CHECK(box.purge(bin) == Outcomes{WINNOW_FAILED});
  CHECK(box.has("precious/private/a"));
}
