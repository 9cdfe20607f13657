/// Folders that a batch empties, where the permit says that they may go.
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "tests/unit/files/support.h"

using namespace winnow;
using namespace winnow::files;
namespace fs = std::filesystem;

TEST_CASE(
    "files emptied: what the batch emptied goes, the target's own folder, those directly in it and other empty "
    "ones stay") {
  Sandbox box;
  box.write("private/2026/01/02/a");
  box.write("private/2026/01/03/b");
  box.write("private/2026/02/c");
  box.write("private/d");
  fs::create_directories(box.at("private/empty-before"));
  TestBin bin;
  CHECK(box.remove({"private/2026/01/02/a", "private/2026/01/03/b", "private/d"}, bin, WINNOW_EMPTY_FOLDERS) ==
        Outcomes{WINNOW_DONE, WINNOW_DONE, WINNOW_DONE});
  CHECK_FALSE(box.has("private/2026/01"));
  CHECK(box.has("private/2026/02/c"));
  CHECK(box.has("private/empty-before"));
  TestBin rest;
  CHECK(box.remove({"private/2026/02/c"}, rest, WINNOW_EMPTY_FOLDERS) == Outcomes{WINNOW_DONE});
  CHECK_FALSE(box.has("private/2026/02"));
  CHECK(box.has("private/2026"));
  CHECK(box.settle(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE, WINNOW_DONE});
  CHECK(box.restore(rest) == Outcomes{WINNOW_DONE});
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE, WINNOW_DONE});
  CHECK(box.has("private/2026/01/03/b"));
}

TEST_CASE("files emptied: without the permit's word, and where something is left, folders stay") {
  Sandbox box;
  box.write("private/in/sub/a");
  box.write("private/in/kept/b");
  box.write("private/in/kept/c");
  TestBin one;
  CHECK(box.remove({"private/in/sub/a"}, one) == Outcomes{WINNOW_DONE});
  CHECK(box.has("private/in/sub"));
  TestBin two;
  two.keep = {"private/in/kept/c"};
  CHECK(box.remove({"private/in/kept/b", "private/in/kept/c"}, two, WINNOW_EMPTY_FOLDERS) ==
        Outcomes{WINNOW_DONE, WINNOW_REFUSED});
  CHECK(box.has("private/in/kept/c"));
}

TEST_CASE("files emptied: a folder that could not be made again as it was stays") {
  Sandbox box;
  box.write("private/in/sub/a");
  if (setxattr(box.at("private/in/sub").c_str(), "user.note", "x", 1, 0) != 0) {
    WARN("not tried: this file system has no extended attributes");
    return;
  }
  TestBin bin;
  CHECK(box.remove({"private/in/sub/a"}, bin, WINNOW_EMPTY_FOLDERS) == Outcomes{WINNOW_DONE});
  CHECK(box.has("private/in/sub"));
}
