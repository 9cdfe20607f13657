#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/unit/files/support.h"

using namespace winnow;
using namespace winnow::files;
namespace fs = std::filesystem;
using Listing = std::vector<std::string>;

TEST_CASE("files scan: a target is a folder, a beginning or one name") {
  Sandbox box;
  for (const char* path :
       {"private/a", "private/deep/er/b", "private2/c", "logs/app-1", "logs/app-2/x", "logs/web-1"}) {
    box.write(path);
  }
  const auto [target, expected] = GENERATE(table<std::string, Listing>({
      {"private/", {"private/a", "private/deep/er/b"}},
      {"private/deep/", {"private/deep/er/b"}},
      {"priv*", {"private/a", "private/deep/er/b", "private2/c"}},
      {"logs/app-*", {"logs/app-1", "logs/app-2/x"}},
      {"private2/c", {"private2/c"}},
      {"private2/none", {}},
      {"private2", {}},  // a folder is no item
  }));
  INFO(target);
  CHECK(box.listing(target) == expected);
  CHECK(box.open().total(target) == expected.size());
}

TEST_CASE("files scan: a target that could mean everything, or leads out, is refused") {
  Sandbox box;
  box.write("x");
  const char* target = GENERATE("", "/", "*", "a/*", "../x", "a/../x", "/x", "a//b/", "./", ".trash/", ".winnow/x");
  INFO(target);
  CHECK_THROWS_AS(box.scan(target), Error);
}

TEST_CASE("files scan: the bin and winnow's own folder are never seen") {
  Sandbox box;
  box.write(".trash/2026-06-19T22-31-00-000Z/a");
  box.write(".winnow/state.db");
  box.write(".trashy");
  CHECK(box.listing(".w*") == Listing{});
  CHECK(box.listing(".t*") == Listing{".trashy"});
}

TEST_CASE("files scan: an item's time, version, size and fields") {
  Sandbox box;
  box.write("private/sub/a.txt", "12345");
  fs::permissions(box.at("private/sub/a.txt"), fs::perms(0640));
  const auto items = box.scan("private/", {"key", "folder", "name", "size", "modified", "mode", "owner"});
  REQUIRE(items.size() == 1);
  const Seen& item = items.front();
  CHECK(item.time == 1'750'372'260'123'456);
  CHECK(item.bytes == 5);
  CHECK(item.version == std::to_string(box.stat_of("private/sub/a.txt").st_ino) + ":5:1750372260.123456789");
  REQUIRE(item.fields.size() == 7);
  CHECK(item.fields[0] == Value::of_text("private/sub/a.txt"));
  CHECK(item.fields[1] == Value::of_text("private/sub"));
  CHECK(item.fields[2] == Value::of_text("a.txt"));
  CHECK(item.fields[3] == Value::integer(5));
  CHECK(item.fields[4] == Value::time(time_of(item.time)));
  CHECK(item.fields[5] == Value::of_text("0640"));
  CHECK(item.fields[6].type == WINNOW_TEXT);
  CHECK_FALSE(item.fields[6].text.empty());
}

TEST_CASE("files scan: what could not be removed is shown with its obstacle and never followed") {
  Sandbox box;
  box.write("private/file");
  box.write("private/one");
  fs::create_hard_link(box.at("private/one"), box.at("private/two"));
  fs::create_directory(box.outer / "outside");
  std::ofstream(box.outer / "outside" / "canary") << "x";
  fs::create_symlink(box.at("private/file"), box.at("private/link"));
  fs::create_symlink(box.outer / "outside", box.at("private/folder-link"));
  REQUIRE(mkfifo(box.at("private/pipe").c_str(), 0600) == 0);
  CHECK(box.listing("private/") == Listing{"private/file", "private/folder-link (symlink)",
                                           "private/link (symlink)", "private/one (hard_link)",
                                           "private/pipe (special_file)", "private/two (hard_link)"});
}

TEST_CASE("files scan: fields and time fields that a file does not have are refused by name") {
  Sandbox box;
  box.write("private/a");
  CHECK_THROWS_WITH(
      box.scan("private/", {"colour"}),
      Catch::Contains("\"colour\"") && Catch::Contains("key folder name size modified arrived mode owner"));
  Selection selection;
  selection.target = "private/";
  selection.time_field = "created_at";
  CHECK_THROWS_WITH(box.open().scan(selection, [](auto) { return Next::more; }),
                    Catch::Contains("column = \"modified\""));
}

TEST_CASE("files scan: pages hold as many items as asked for, and the sink may stop") {
  Sandbox box;
  for (int i = 0; i < 5; ++i) box.write("private/" + std::to_string(i));
  Selection selection;
  selection.target = "private/";
  selection.page = 2;
  std::vector<std::size_t> pages;
  box.open().scan(selection, [&pages](std::span<const winnow_item> items) {
    pages.push_back(items.size());
    return Next::more;
  });
  CHECK(pages == std::vector<std::size_t>{2, 2, 1});
  CHECK_THROWS_AS(box.open().scan(selection, [](auto) { return Next::stop; }), Error);
}

TEST_CASE("files scan: one closed folder does not stop a tree, and what lies there is counted") {
  Sandbox box;
  box.write("private/a");
  box.write("private/closed/b");
  box.write("private/names-only/c");
  CHECK_THROWS_AS(box.scan("missing/"), PathError);
  if (geteuid() == 0) {
    WARN("not tried as root, for whom no folder is closed");
    return;
  }
  fs::permissions(box.at("private/closed"), fs::perms::none);
  fs::permissions(box.at("private/names-only"), fs::perms::owner_read);
  CHECK(box.listing("private/") ==
        Listing{"private/a", "private/closed (unreadable)", "private/names-only/c (unreadable)"});
  CHECK(box.fetch({"private/closed/b"}).at(0).obstacle == "unreadable");
  CHECK(box.host.warnings.size() == 2);
  CHECK_THROWS_AS(box.scan("private/closed/"), PathError);
  for (const char* folder : {"private/closed", "private/names-only"}) {
    fs::permissions(box.at(folder), fs::perms::owner_all);
  }
}

TEST_CASE("files scan: bins and winnow's folders within the tree are never seen, at any depth") {
  Sandbox box;
  box.write("private/tenant/.trash/2026-06-19T22-31-00-000Z/docs/a");
  box.write("private/tenant/.winnow/trash/x");
  box.write("private/tenant/docs/.trashy/b");
  CHECK(box.listing("private/") == Listing{"private/tenant/docs/.trashy/b"});
  CHECK_THROWS_AS(box.scan("private/tenant/.trash/"), Error);
  TestBin bin;
  const std::string copy = "private/tenant/.trash/2026-06-19T22-31-00-000Z/docs/a";
  CHECK(box.remove({copy}, bin) == Outcomes{WINNOW_REFUSED});
  CHECK(box.has(copy));
}

TEST_CASE("files scan: winnow's own files are no items under any name") {
  Sandbox box;
  box.write("private/a");
  box.write("private/state.db");
  box.write("private/rows/run/1.jsonl.zst");
  fs::create_symlink(box.root, box.outer / "other-way");
  box.host.own = {(box.outer / "other-way/private/state.db").string(),
                  (box.outer / "other-way/private/rows").string(), (box.outer / "none").string()};
  CHECK(box.listing("private/") == Listing{"private/a", "private/state.db (protected)"});
  fs::rename(box.at("private/state.db"), box.at("private/renamed"));
  box.host.own.push_back(box.at("private/renamed").string());
  TestBin bin;
  CHECK(box.remove({"private/renamed", "private/rows/run/1.jsonl.zst"}, bin) ==
        Outcomes{WINNOW_REFUSED, WINNOW_DONE});
}

TEST_CASE("files scan: a name that is not UTF-8 is a key like any other, and its fields are bytes") {
  Sandbox box;
  box.write("private/caf\xe9");
  const auto items = box.scan("private/", {"name", "folder"});
  REQUIRE(items.size() == 1);
  CHECK(items[0].key == "private/caf\xe9");
  CHECK(items[0].fields[0] == Value::bytes("caf\xe9"));
  CHECK(items[0].fields[1] == Value::of_text("private"));
}

TEST_CASE("files fetch: by key, with obstacles, and only what is certainly not there is left out") {
  Sandbox box;
  box.write("private/a");
  box.write("private/sub/b");
  fs::create_symlink(box.at("private/sub"), box.at("private/link"));
  const auto items = box.fetch({"private/a", "private/none", "none/a", "private/sub", "private/link",
                                "private/link/b", "private/../private/a", "private//a"});
  Listing found;
  for (const Seen& seen : items) found.push_back(seen.key + "=" + seen.obstacle);
  CHECK(found == Listing{"private/a=", "private/sub=special_file", "private/link=symlink", "private/link/b=symlink",
                         "private/../private/a=special_file", "private//a=special_file"});
}

TEST_CASE("files inspect: the key, the fields, and a bin that cannot be used") {
  Sandbox box;
  box.write("private/a");
  const auto blockers = [&box] {
    Listing out;
    for (const Fact& fact : box.open().inspect("private/")) {
      if (fact.kind == WINNOW_FACT_BLOCKER) out.push_back(fact.name);
    }
    return out;
  };
  CHECK(blockers().empty());
  CHECK(box.open().inspect("private/").front().name == "key");
  CHECK(box.open().inspect("private/").size() == 9);
  fs::create_symlink(box.outer, box.at(".trash"));
  CHECK(blockers() == Listing{"bin_elsewhere"});
  CHECK_THROWS_AS(box.open().inspect("missing/"), PathError);
}

TEST_CASE("files identity: the same by whatever path, and another for another folder") {
  Sandbox box;
  const std::string identity = box.open().identity();
  fs::create_symlink(box.root, box.outer / "alias");
  const fs::path root = box.root;
  box.root = box.outer / "alias";
  CHECK(box.open().identity() == identity);
  fs::rename(root, box.outer / "moved");
  box.root = box.outer / "moved";
  CHECK(box.open().identity() == identity);
  fs::create_directory(root);
  box.root = root;
  CHECK(box.open().identity() != identity);
  box.root = box.outer / "none";
  CHECK_THROWS_AS(box.open(), Error);
  std::ofstream(box.outer / "file") << "x";
  box.root = box.outer / "file";
  CHECK_THROWS_WITH(box.open(), Catch::Contains("is not a folder"));
}

TEST_CASE("files identity: once something was removed it is kept with the tree") {
  Sandbox box;
  const std::string identity = box.open().identity();
  box.write("private/a");
  TestBin bin;
  REQUIRE(box.remove({"private/a"}, bin) == Outcomes{WINNOW_DONE});
  CHECK(box.read(".trash/.identity") == identity + "\n");
  CHECK(box.listing(".t*") == Listing{});
  std::ofstream(box.at(".trash/.identity")) << "files:" << std::string(32, 'a') << "\n";
  CHECK(box.open().identity() == "files:" + std::string(32, 'a'));
  std::ofstream(box.at(".trash/.identity")) << "half";
  CHECK_THROWS_WITH(box.open().identity(), Catch::Contains(".identity"));
}
