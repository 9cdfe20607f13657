#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/unit/files/support.h"

using namespace winnow;
using namespace winnow::files;
namespace fs = std::filesystem;

TEST_CASE("files remove: a file goes to its place in the bin, with a receipt and a meta file") {
  Sandbox box;
  box.write("private/sub/a.txt", "hello");
  const ino_t inode = box.stat_of("private/sub/a.txt").st_ino;
  TestBin bin;
  bool still_there = false;
  bin.on_seal = [&] { still_there = box.has("private/sub/a.txt"); };
  CHECK(box.remove({"private/sub/a.txt"}, bin) == Outcomes{WINNOW_DONE});
  CHECK(still_there);
  CHECK_FALSE(box.has("private/sub/a.txt"));
  CHECK(box.read(kPlace + "/private/sub/a.txt") == "hello");
  CHECK(bin.target == "private/");
  CHECK(nlohmann::json::parse(bin.header)["root"] == fs::canonical(box.root).string());

  REQUIRE(bin.puts.size() == 1);
  const auto receipt = nlohmann::json::parse(bin.puts[0].content);
  CHECK(receipt["parked"] == kPlace + "/private/sub/a.txt");
  CHECK(receipt["inode"] == inode);
  CHECK(receipt["mtime"] == "1750372260.123456789");

  const auto meta = nlohmann::json::parse(box.read(kPlace + "/private/sub/a.txt.trashmeta.json"));
  CHECK(meta["originalKey"] == "private/sub/a.txt");
  CHECK(meta["deletedAt"] == "2026-06-19T22:31:00.000Z");
  CHECK(meta["reason"] == "older than 30d");
}

TEST_CASE("files remove: only what seal gave away goes, the rest leaves no trace in the bin") {
  Sandbox box;
  box.write("private/a");
  box.write("private/b");
  box.write("private/sub/c");
  TestBin bin;
  bin.keep = {"private/b", "private/sub/c"};
  CHECK(box.remove({"private/a", "private/b", "private/sub/c"}, bin) ==
        Outcomes{WINNOW_DONE, WINNOW_REFUSED, WINNOW_REFUSED});
  CHECK(box.has("private/b"));
  CHECK(box.has("private/sub/c"));
  CHECK_FALSE(box.has(kPlace + "/private/b.trashmeta.json"));
  CHECK_FALSE(box.has(kPlace + "/private/sub"));
}

TEST_CASE("files remove: what stands in the way of one file is that file's outcome") {
  Sandbox box;
  box.write("private/good");
  box.write("private/linked");
  fs::create_hard_link(box.at("private/linked"), box.at("private/other-name"));
  fs::create_symlink(box.at("private/good"), box.at("private/link"));
  fs::create_directory(box.at("private/folder"));
  fs::create_symlink(box.at("private"), box.at("alias"));
  REQUIRE(mkfifo(box.at("private/pipe").c_str(), 0600) == 0);
  box.write(kPlace + "/private/taken");
  box.write("private/taken");
  box.write("private/x.trashmeta.json");
  TestBin bin;
  const std::vector<std::pair<std::string, winnow_outcome>> cases = {
      {"private/good", WINNOW_DONE},
      {"private/none", WINNOW_GONE},
      {"nowhere/none", WINNOW_GONE},
      {"private/linked", WINNOW_REFUSED},
      {"private/link", WINNOW_REFUSED},
      {"private/folder", WINNOW_REFUSED},
      {"private/pipe", WINNOW_REFUSED},
      {"alias/good", WINNOW_REFUSED},
      {"private/taken", WINNOW_REFUSED},
      {"private/x.trashmeta.json", WINNOW_REFUSED},
      {"", WINNOW_REFUSED},
      {"/private/good", WINNOW_REFUSED},
      {"private/../private/good", WINNOW_REFUSED},
      {"private//good", WINNOW_REFUSED},
      {std::string("private/good\0", 13), WINNOW_REFUSED},
      {kPlace + "/private/taken", WINNOW_REFUSED},
      {"private/" + std::string(245, 'n'), WINNOW_GONE},
  };
  std::vector<std::string> keys;
  Outcomes expected;
  for (const auto& [key, outcome] : cases) {
    keys.push_back(key);
    expected.push_back(outcome);
  }
  CHECK(box.remove(keys, bin) == expected);
  CHECK(bin.puts.size() == 1);
  CHECK(box.read(kPlace + "/private/taken") == "content");
}

TEST_CASE("files remove: a file that is no longer the one of the plan has changed") {
  Sandbox box;
  box.write("private/a");
  box.version = box.scan("private/").front().version;
  box.write("private/a", "longer than before");
  TestBin bin;
  CHECK(box.remove({"private/a"}, bin) == Outcomes{WINNOW_CHANGED});
  CHECK(bin.sealed == 0);
  CHECK_FALSE(box.has(kPlace));
}

TEST_CASE("files remove: a bin that throws leaves everything as it was") {
  Sandbox box;
  box.write("private/a");
  box.write("private/sub/b");
  TestBin bin;
  SECTION("in put") {
    bin.on_put = [&bin](const winnow_piece&) {
      if (bin.puts.size() == 2) throw Error(WINNOW_STOPPED, "no more room");
    };
  }
  SECTION("in seal") {
    bin.on_seal = [] { throw Error(WINNOW_STOPPED, "fence"); };
  }
  CHECK_THROWS_AS(box.remove({"private/a", "private/sub/b"}, bin), Error);
  CHECK(box.has("private/a"));
  CHECK(box.has("private/sub/b"));
  CHECK_FALSE(box.has(kPlace));
  CHECK(box.settle(bin)[0] == WINNOW_SAME);
}

TEST_CASE("files remove: a batch tried again accepts the meta files of its first try") {
  Sandbox box;
  box.write("private/a");
  TestBin first;
  REQUIRE(box.remove({"private/a"}, first) == Outcomes{WINNOW_DONE});
  fs::rename(box.at(kPlace + "/private/a"), box.at("private/a"));
  TestBin second;
  CHECK(box.remove({"private/a"}, second) == Outcomes{WINNOW_DONE});

  box.write("private/b");
  box.write(kPlace + "/private/b.trashmeta.json", "{\"originalKey\":\"private/other\"}");
  TestBin third;
  CHECK(box.remove({"private/b"}, third) == Outcomes{WINNOW_REFUSED});
  CHECK(box.has("private/b"));
}

TEST_CASE("files remove: another permit, one that is over, and a place that is none are refused") {
  Sandbox box;
  box.write("private/a");
  TestBin bin;
  SECTION("over before it begins") {
    box.not_after = 1;
    CHECK_THROWS_WITH(box.remove({"private/a"}, bin), Catch::Contains("permit"));
  }
  SECTION("for another item") {
    winnow_permit permit{};
    permit.action = WINNOW_REMOVE;
    permit.count = 1;
    permit.not_after = INT64_MAX;
    permit.place = borrow(std::string_view{kPlace});
    winnow_item item{};
    item.key = borrow("private/a");
    winnow_outcome outcome = WINNOW_NOT_TRIED;
    CHECK_THROWS_WITH(box.open().remove(permit, Selection{}, {&item, 1}, bin, {&outcome, 1}),
                      Catch::Contains("names other items"));
  }
  CHECK(box.has("private/a"));
  CHECK(bin.puts.empty());
}

TEST_CASE("files remove: when the permit ends on the way nothing more is touched") {
  Sandbox box;
  box.write("private/a");
  TestBin bin;
  bin.on_seal = [&box] { box.permit.not_after = 1; };
  CHECK_THROWS_WITH(box.remove({"private/a"}, bin), Catch::Contains("the permit ended"));
  CHECK(box.has("private/a"));
  CHECK_FALSE(box.has(kPlace + "/private/a"));
  CHECK(box.settle(bin) == Outcomes{WINNOW_SAME});
}

TEST_CASE("files remove: an immutable file fails before it is put, and its neighbour goes") {
  Sandbox box;
  box.write("private/a");
  box.write("private/pinned");
  const Fd pinned(::open(box.at("private/pinned").c_str(), O_RDONLY | O_CLOEXEC));
  int flags = FS_IMMUTABLE_FL;
  if (ioctl(pinned.get(), FS_IOC_SETFLAGS, &flags) != 0) {
    WARN("not tried: this account or file system has no immutable files");
    return;
  }
  TestBin bin;
  CHECK(box.remove({"private/a", "private/pinned"}, bin) == Outcomes{WINNOW_DONE, WINNOW_FAILED});
  CHECK(bin.puts.size() == 1);
  CHECK_THAT(box.host.warnings.at(0), Catch::Contains("private/pinned") && Catch::Contains("chattr"));
  flags = 0;
  REQUIRE(ioctl(pinned.get(), FS_IOC_SETFLAGS, &flags) == 0);
}

TEST_CASE("files remove: one file that cannot be moved fails alone, before it is put") {
  if (geteuid() == 0) {
    WARN("not tried as root, who may write to every folder");
    return;
  }
  Sandbox box;
  box.write("private/a");
  box.write("private/closed/b");
  fs::permissions(box.at("private/closed"), fs::perms(0500));
  TestBin bin;
  CHECK(box.remove({"private/a", "private/closed/b"}, bin) == Outcomes{WINNOW_DONE, WINNOW_FAILED});
  CHECK(bin.puts.size() == 1);
  REQUIRE(box.host.warnings.size() == 1);
  CHECK_THAT(box.host.warnings[0], Catch::Contains("private/closed"));
  fs::permissions(box.at("private/closed"), fs::perms(0700));
}
