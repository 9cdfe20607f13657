/// Bringing back, destroying and looking for copies in the bin of a bucket without versions.
#include "parking/bin.h"
#include "spoiled.h"

using namespace winnow;
using namespace winnow::s3;

namespace {

/// A bucket from which t/a was removed.
struct Emptied : Box {
  Emptied() {
    put("t/a", "old");
    REQUIRE(remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  }
  TestBin bin;
  const std::string parked = kPlace + "/t/a";
};

}  // namespace

TEST_CASE("s3 restore: the object is back, the copy gone, and asking again finds it done") {
  Emptied box;
  for (int time = 0; time < 2; ++time) {
    CHECK(box.restore(box.bin) == Outcomes{WINNOW_DONE});
    CHECK(box.keys() == std::set<std::string>{"t/a"});
    CHECK(box.get("t/a") == "old");
  }
}

TEST_CASE("s3 restore: never onto another object") {
  Emptied box;
  box.put("t/a", "new");
  CHECK(box.restore(box.bin) == Outcomes{WINNOW_OCCUPIED});
  CHECK(box.get("t/a") == "new");
  CHECK(box.get(box.parked) == "old");
}

TEST_CASE("s3 restore: a copy that is gone, or not what was put there") {
  Emptied box;
  box.put(box.parked, "tampered");
  CHECK(box.restore(box.bin) == Outcomes{WINNOW_CHANGED});
  CHECK_FALSE(box.get("t/a"));
  box.ask("DELETE", box.parked);
  CHECK(box.restore(box.bin) == Outcomes{WINNOW_GONE});
}

TEST_CASE("s3 restore: broken off between copy and tidying, it goes on") {
  Emptied box;
  box.put("t/a", "old");
  CHECK(box.restore(box.bin) == Outcomes{WINNOW_DONE});
  CHECK(box.keys() == std::set<std::string>{"t/a"});
}

TEST_CASE("s3 restore and settle: the same bytes without their headers or tags are another object") {
  Box box;
  const std::map<std::string, std::string> headers = {
      {"content-type", "image/png"}, {"cache-control", "no-store"}, {"x-amz-meta-owner", "ada"}};
  const std::string parked = kPlace + "/t/a";
  std::map<std::string, std::string> again = headers;
  SECTION("bare") {
    again = {};
  }
  SECTION("one header more") {
    again["x-amz-meta-by"] = "ben";
  }
  SECTION("without the tag") {}
  box.put("t/a", "old", headers);
  box.ask("PUT", "t/a", "<Tagging><TagSet><Tag><Key>class</Key><Value>gold</Value></Tag></TagSet></Tagging>", {},
          {{"tagging", ""}});
  TestBin bin;
  REQUIRE(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  box.put("t/a", "old", again);
  CHECK(box.settle(bin) == Outcomes{WINNOW_IN_DOUBT});
  CHECK(box.restore(bin) == Outcomes{WINNOW_OCCUPIED});
  CHECK(box.get(parked) == "old");
  box.ask("DELETE", "t/a");
  REQUIRE(box.restore(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.bucket->head("t/a")->header("x-amz-meta-owner") == "ada");
  CHECK(box.bucket->tags("t/a") == std::map<std::string, std::string>{{"class", "gold"}});
}

TEST_CASE("s3 purge: copy and meta file go; asking again finds them gone") {
  Emptied box;
  box.put("t/b");
  CHECK(box.purge(box.bin) == Outcomes{WINNOW_DONE});
  CHECK(box.keys() == std::set<std::string>{"t/b"});
  CHECK(box.purge(box.bin) == Outcomes{WINNOW_GONE});
}

TEST_CASE("s3 purge: where the meta file cannot be destroyed the copy stays too, and a second purge takes both") {
  TestBin bin;
  bool purging = false;
  Spoiled box(first(1, Fault::denied, [&purging](const std::string& method, const std::string& target) {
    return purging && method == "POST" && target.ends_with("?delete=");
  }));
  box.put("t/a", "old");
  REQUIRE(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  purging = true;
  CHECK(box.purge(bin) == Outcomes{WINNOW_FAILED});
  CHECK(box.in_bin() == 2);
  CHECK(box.purge(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.keys().empty());
}

TEST_CASE("s3 parked: a meta file whose copy is gone is shown, and a purge by what it says destroys it") {
  Emptied box;
  box.ask("DELETE", box.parked);
  TestBin left;
  box.store->parked([&](const winnow_parked& copy) {
    CHECK(view(copy.path) == box.parked + ".trashmeta.json");
    CHECK(view(copy.key) == "t/a");
    CHECK(view(copy.trouble).find("its copy is gone") != std::string_view::npos);
    left.puts.push_back({0, "t/a", std::string(view(copy.content))});
  });
  REQUIRE(left.puts.size() == 1);
  SECTION("alone") {
    CHECK(box.purge(left) == Outcomes{WINNOW_GONE});
    CHECK(box.keys().empty());
  }
  SECTION("not with a copy that is there again") {
    box.put(box.parked, "old");
    CHECK(box.purge(left) == Outcomes{WINNOW_CHANGED});
    CHECK(box.in_bin() == 2);
  }
}

TEST_CASE("s3 remove: a removal that was broken off is ended with the copy that it had made") {
  Box box;
  box.put("t/a", "old");
  const Head head = *box.bucket->head("t/a");
  const auto meta = [&](std::string_view key) {
    return parking::write_meta({key, "2026-06-19T22:31:00.000Z", "retention", "another run", head.facts.size,
                                std::to_string(head.facts.modified / 1'000'000) + ".000000000"});
  };
  TestBin bin;
  SECTION("ours") {
    box.ask("PUT", kPlace + "/t/a", "", {{"x-amz-copy-source", box.bucket->copy_source("t/a", "")}});
    box.put(kPlace + "/t/a.trashmeta.json", meta("t/a"));
    CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
    CHECK(box.in_bin() == 2);
    CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
    CHECK(box.get("t/a") == "old");
  }
  SECTION("another's, of which nothing is taken back") {
    box.put(kPlace + "/t/a", "older");
    box.put(kPlace + "/t/a.trashmeta.json", meta("t/a"));
    CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_FAILED});
    CHECK(box.get(kPlace + "/t/a") == "older");
  }
}

TEST_CASE("s3 purge: a copy that is not as it was put there stays") {
  Emptied box;
  box.put(box.parked, "tampered");
  CHECK(box.purge(box.bin) == Outcomes{WINNOW_CHANGED});
  CHECK(box.get(box.parked) == "tampered");
}

TEST_CASE("s3 purge: of many copies each is judged for itself") {
  Box box;
  std::vector<std::string> keys;
  for (int i = 0; i < 60; ++i) {
    keys.push_back("t/" + std::to_string(i));
    box.put(keys.back(), "old");
  }
  TestBin bin;
  REQUIRE(box.remove(keys, bin) == Outcomes(keys.size(), WINNOW_DONE));
  const std::string tampered = kPlace + "/" + keys[7];
  box.put(tampered, "tampered");
  box.ask("DELETE", kPlace + "/" + keys[8]);
  box.ask("DELETE", kPlace + "/" + keys[9] + ".trashmeta.json");
  box.put(kPlace + "/t/another");
  Outcomes expected(keys.size(), WINNOW_DONE);
  expected[7] = WINNOW_CHANGED;
  expected[8] = WINNOW_GONE;
  CHECK(box.purge(bin) == expected);
  CHECK(box.keys() == std::set<std::string>{kPlace + "/t/another", tampered, tampered + ".trashmeta.json"});
}

TEST_CASE("s3 purge: a receipt cannot name what lies elsewhere") {
  Emptied box;
  box.put("t/precious", "old");
  for (const char* parked : {"t/precious", ".trash/2026-06-19T22-31-00-000Z/t/b", ".trash/../t/a"}) {
    TestBin forged = box.bin;
    const std::string content = forged.puts[0].content;
    const std::size_t at = content.find(box.parked);
    forged.puts[0].content = content.substr(0, at) + parked + content.substr(at + box.parked.size());
    CHECK(box.purge(forged) == Outcomes{WINNOW_FAILED});
    CHECK(box.restore(forged) == Outcomes{WINNOW_FAILED});
    CHECK(box.settle(forged) == Outcomes{WINNOW_IN_DOUBT});
  }
  CHECK(box.get("t/precious") == "old");
  CHECK(box.get(box.parked) == "old");
}

TEST_CASE("s3 settle: a copy in the bin does not tell that its object went") {
  Emptied box;
  CHECK(box.settle(box.bin) == Outcomes{WINNOW_DONE});
  box.put("t/a", "old");
  CHECK(box.settle(box.bin) == Outcomes{WINNOW_SAME});
  box.put("t/a", "new");
  CHECK(box.settle(box.bin) == Outcomes{WINNOW_IN_DOUBT});
  box.ask("DELETE", box.parked);
  CHECK(box.settle(box.bin) == Outcomes{WINNOW_CHANGED});
  box.ask("DELETE", "t/a");
  CHECK(box.settle(box.bin) == Outcomes{WINNOW_GONE});
  box.put(box.parked, "tampered");
  CHECK(box.settle(box.bin) == Outcomes{WINNOW_IN_DOUBT});
}

TEST_CASE("s3 parked: copies of this tool and of others, each with its trouble") {
  Emptied box;
  const std::string other = ".trash/2026-05-01T10-00-00-000Z/";
  box.put(other + "db/x.dump", "theirs");
  box.put(other + "db/x.dump.trashmeta.json",
          R"({"originalKey": "db/x.dump", "deletedAt": "2026-05-01T10:00:00.000Z", "reason": "retention"})");
  box.put(other + "db/bare.dump", "bare");
  box.put(other + "db/lie.dump", "lie");
  box.put(other + "db/lie.dump.trashmeta.json",
          R"({"originalKey": "db/y.dump", "deletedAt": "2026-05-01T10:00:00.000Z"})");
  std::map<std::string, std::string> shown;
  box.store->parked([&](const winnow_parked& copy) {
    shown[std::string(view(copy.path))] = copy.trouble.size > 0 ? "trouble" : std::string(view(copy.key));
    if (view(copy.key) == "db/x.dump") {
      CHECK(copy.removed == 1'777'629'600'000'000);
      CHECK(view(copy.place) == ".trash/2026-05-01T10-00-00-000Z");
      CHECK(copy.bytes == 6);
      TestBin bin;
      bin.header = view(copy.header);
      bin.puts.push_back({0, "db/x.dump", std::string(view(copy.content))});
      CHECK(box.settle(bin) == Outcomes{WINNOW_DONE});
    }
  });
  CHECK(shown == std::map<std::string, std::string>{{box.parked, "t/a"},
                                                    {other + "db/bare.dump", "trouble"},
                                                    {other + "db/lie.dump", "trouble"},
                                                    {other + "db/x.dump", "db/x.dump"}});
}
