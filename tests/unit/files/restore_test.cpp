#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/unit/files/support.h"

using namespace winnow;
using namespace winnow::files;
namespace fs = std::filesystem;

TEST_CASE("files restore: content, mode and times are as before, and the bin is empty again") {
  Sandbox box;
  box.write("private/sub/a", "hello");
  fs::permissions(box.at("private/sub/a"), fs::perms(0640));
  const struct stat before = box.stat_of("private/sub/a");
  TestBin bin;
  REQUIRE(box.remove({"private/sub/a"}, bin) == Outcomes{WINNOW_DONE});
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
  const struct stat after = box.stat_of("private/sub/a");
  CHECK(box.read("private/sub/a") == "hello");
  CHECK(after.st_mode == before.st_mode);
  CHECK(after.st_ino == before.st_ino);
  CHECK(after.st_mtim.tv_sec == before.st_mtim.tv_sec);
  CHECK(after.st_mtim.tv_nsec == before.st_mtim.tv_nsec);
  CHECK(box.has(".trash"));
  CHECK(box.bin_is_empty());
}

TEST_CASE("files restore: folders that have gone are made again with owner, group, mode and time") {
  Sandbox box;
  box.write("private/sub/deep/a");
  box.write("private/sub/deep/b");
  fs::permissions(box.at("private/sub/deep"), fs::perms(01770));
  fs::permissions(box.at("private/sub"), fs::perms(02755));
  if (geteuid() == 0) {
    REQUIRE(chown(box.at("private/sub").c_str(), 1234, 1235) == 0);
    REQUIRE(chown(box.at("private/sub/deep").c_str(), 1236, 0) == 0);
    fs::permissions(box.at("private/sub"), fs::perms(02755));
  }
  const timespec times[2] = {{1'000, 0}, {1'000, 5}};
  for (const char* path : {"private/sub/deep", "private/sub"}) {
    REQUIRE(utimensat(AT_FDCWD, box.at(path).c_str(), times, 0) == 0);
  }
  const struct stat outer = box.stat_of("private/sub");
  const struct stat inner = box.stat_of("private/sub/deep");
  TestBin bin;
  REQUIRE(box.remove({"private/sub/deep/a", "private/sub/deep/b"}, bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  fs::remove_all(box.at("private/sub"));
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  CHECK(box.has("private/sub/deep/a"));
  for (const auto& [path, before] : {std::pair{"private/sub", outer}, std::pair{"private/sub/deep", inner}}) {
    const struct stat after = box.stat_of(path);
    CHECK(after.st_mode == before.st_mode);
    CHECK(after.st_uid == before.st_uid);
    CHECK(after.st_gid == before.st_gid);
    CHECK(after.st_mtim.tv_sec == before.st_mtim.tv_sec);
    CHECK(after.st_mtim.tv_nsec == before.st_mtim.tv_nsec);
  }
}

TEST_CASE("files restore: a folder that stands is left as it is now") {
  Sandbox box;
  box.write("private/sub/a");
  TestBin bin;
  REQUIRE(box.remove({"private/sub/a"}, bin) == Outcomes{WINNOW_DONE});
  fs::permissions(box.at("private/sub"), fs::perms(0711));
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
  CHECK((box.stat_of("private/sub").st_mode & 07777) == 0711);
}

TEST_CASE("files restore: a folder of somebody else's with the name of an unfinished one is left alone") {
  Sandbox box;
  box.write("private/sub/a");
  TestBin bin;
  REQUIRE(box.remove({"private/sub/a"}, bin) == Outcomes{WINNOW_DONE});
  fs::remove(box.at("private/sub"));
  const std::string theirs = "private/.winnow-unfinished";
  fs::create_directories(box.at(theirs));
  const std::string file = theirs + "/note";
  SECTION("with files in it") {
    box.write(file, "theirs");
    fs::permissions(box.at(theirs), fs::perms(0700));
    CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
    CHECK(box.read(file) == "theirs");
    CHECK_FALSE(box.has("private/sub/note"));
  }
  SECTION("empty, as no run makes one") {
    fs::permissions(box.at(theirs), fs::perms(0751));
    CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
    CHECK((box.stat_of(theirs).st_mode & 07777) == 0751);
  }
  SECTION("empty, as a killed run left it") {
    fs::permissions(box.at(theirs), fs::perms(0700));
    CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
    CHECK_FALSE(box.has(theirs));
  }
  CHECK(box.has("private/sub/a"));
}

TEST_CASE("files restore: a file that got the inode of the copy is not taken for it") {
  Sandbox box;
  box.write("private/a", "mine");
  TestBin bin;
  REQUIRE(box.remove({"private/a"}, bin) == Outcomes{WINNOW_DONE});
  const ino_t inode = box.stat_of(kPlace + "/private/a").st_ino;
  fs::remove(box.at(kPlace + "/private/a"));
  bool reused = false;
  for (int i = 0; i < 400 && !reused; ++i) {
    box.write("private/a", "another");
    reused = box.stat_of("private/a").st_ino == inode;
    if (!reused) fs::rename(box.at("private/a"), box.at("private/kept" + std::to_string(i)));
  }
  if (!reused) {
    WARN("not tried: this file system did not give the inode away again");
    return;
  }
  CHECK(box.restore(bin) == Outcomes{WINNOW_OCCUPIED});
}

TEST_CASE("files restore: the copy of a tree that was itself copied comes back too") {
  Sandbox box;
  box.write("private/sub/a", "mine");
  TestBin bin;
  REQUIRE(box.remove({"private/sub/a"}, bin) == Outcomes{WINNOW_DONE});
  const std::string identity = box.open().identity();
  const std::string command = "cp -a '" + box.root.string() + "' '" + (box.outer / "copy").string() + "'";
  REQUIRE(std::system(command.c_str()) == 0);
  box.root = box.outer / "copy";
  CHECK(box.open().identity() == identity);
  CHECK(box.settle(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.read("private/sub/a") == "mine");
}

TEST_CASE("files restore: an occupied key is left alone and its copy stays in the bin") {
  Sandbox box;
  box.write("private/a", "old");
  box.write("private/b", "old");
  TestBin bin;
  REQUIRE(box.remove({"private/a", "private/b"}, bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  box.write("private/a", "new");
  CHECK(box.restore(bin) == Outcomes{WINNOW_OCCUPIED, WINNOW_DONE});
  CHECK(box.read("private/a") == "new");
  CHECK(box.read("private/b") == "old");
  CHECK(box.read(kPlace + "/private/a") == "old");
  CHECK(box.has(kPlace + "/private/a.trashmeta.json"));
}

TEST_CASE("files restore: tried again it is done, and what is nowhere is gone") {
  Sandbox box;
  box.write("private/a");
  box.write("private/b");
  TestBin bin;
  REQUIRE(box.remove({"private/a", "private/b"}, bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  fs::rename(box.at(kPlace + "/private/a"), box.at("private/a"));  // killed after the rename
  fs::remove(box.at(kPlace + "/private/b"));
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_GONE});
  CHECK_FALSE(box.has(kPlace + "/private/a.trashmeta.json"));
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE, WINNOW_GONE});
}

TEST_CASE("files restore: what lies in the bin in place of the copy is not brought back") {
  Sandbox box;
  box.write("private/a", "mine");
  TestBin bin;
  REQUIRE(box.remove({"private/a"}, bin) == Outcomes{WINNOW_DONE});
  fs::rename(box.at(kPlace + "/private/a"), box.at(kPlace + "/private/aside"));
  box.write(kPlace + "/private/a", "another");
  CHECK(box.restore(bin) == Outcomes{WINNOW_CHANGED});
  CHECK_FALSE(box.has("private/a"));
}

TEST_CASE("files restore: a folder that is now a symbolic link is not followed") {
  Sandbox box;
  box.write("private/sub/a");
  fs::create_directory(box.outer / "outside");
  TestBin bin;
  REQUIRE(box.remove({"private/sub/a"}, bin) == Outcomes{WINNOW_DONE});
  fs::remove(box.at("private/sub"));
  fs::create_symlink(box.outer / "outside", box.at("private/sub"));
  CHECK(box.restore(bin) == Outcomes{WINNOW_REFUSED});
  CHECK(fs::is_empty(box.outer / "outside"));
  CHECK(box.has(kPlace + "/private/sub/a"));
}

TEST_CASE("files restore: a receipt that cannot be read fails its own file only") {
  Sandbox box;
  box.write("private/a");
  box.write("private/b");
  TestBin bin;
  REQUIRE(box.remove({"private/a", "private/b"}, bin) == Outcomes{WINNOW_DONE, WINNOW_DONE});
  bin.puts[0].content = "{\"parked\":\"private/b\"}";
  CHECK(box.restore(bin) == Outcomes{WINNOW_FAILED, WINNOW_DONE});
}

TEST_CASE("files restore: an expired permit brings nothing back") {
  Sandbox box;
  box.write("private/a");
  TestBin bin;
  REQUIRE(box.remove({"private/a"}, bin) == Outcomes{WINNOW_DONE});
  box.not_after = 1;
  CHECK_THROWS_AS(box.restore(bin), Error);
  CHECK_FALSE(box.has("private/a"));
}
