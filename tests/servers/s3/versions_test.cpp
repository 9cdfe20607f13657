/// Buckets that keep versions, and those that lock them.
#include "support.h"

using namespace winnow;
using namespace winnow::s3;

using Outcomes = std::vector<winnow_outcome>;

namespace {

std::vector<std::string> kinds(const Box& box, const std::string& key) {
  std::vector<std::string> out;
  for (const Version& version : box.bucket->versions_of(key)) out.push_back(version.marker ? "marker" : "version");
  return out;
}
using Kinds = std::vector<std::string>;

}  // namespace

TEST_CASE("s3 versions: the version stays below a marker, and comes back exactly") {
  Box box(Box::Kind::versioned);
  box.put("t/a", "one");
  box.put("t/a", "two");
  const auto before = box.scan("t/", {"etag"});
  const std::string version = box.bucket->head("t/a")->version;
  TestBin bin;
  CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  CHECK(box.scan("t/").empty());
  CHECK(box.in_bin() == 0);
  CHECK(kinds(box, "t/a") == Kinds{"marker", "version", "version"});
  CHECK(box.settle(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
  const auto after = box.scan("t/", {"etag"});
  REQUIRE(after.size() == 1);
  CHECK(after[0].fields == before[0].fields);
  CHECK(box.bucket->head("t/a")->version == version);
  CHECK(box.get("t/a") == "two");
  CHECK(box.settle(bin) == Outcomes{WINNOW_SAME});
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
}

TEST_CASE("s3 versions: one that was written at the last moment stays") {
  Box box(Box::Kind::versioned);
  box.put("t/a", "old");
  TestBin bin;
  bin.on_seal = [&] { box.put("t/a", "new"); };
  CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_CHANGED});
  CHECK(box.get("t/a") == "new");
  CHECK(kinds(box, "t/a") == Kinds{"version", "version"});
  CHECK(box.settle(bin) == Outcomes{WINNOW_CHANGED});
  CHECK(box.restore(bin) == Outcomes{WINNOW_OCCUPIED});
  CHECK(box.purge(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.get("t/a") == "new");
}

TEST_CASE("s3 versions: of many, over more than one page, each is judged for itself") {
  Box box(Box::Kind::versioned);
  box.open([](Settings& all) { all.server.connections = 1; });
  std::vector<std::string> keys;
  for (int i = 0; i < 550; ++i) {
    // One key begins as another, and more than ASCII.
    keys.push_back("t/" + std::to_string(i) + (i % 3 == 0 ? "\u00e9" : ""));
    box.put(keys.back(), "older");
    box.put(keys.back(), "old");
  }
  box.put("t/beside");
  Outcomes expected(keys.size(), WINNOW_DONE);
  TestBin bin;
  bin.on_seal = [&] {
    box.put(keys[7], "new");
    box.ask("DELETE", keys[9]);
  };
  expected[7] = WINNOW_CHANGED;
  expected[9] = WINNOW_GONE;
  REQUIRE(box.remove(keys, bin) == expected);
  CHECK(box.get(keys[7]) == "new");
  CHECK(kinds(box, keys[8]) == Kinds{"marker", "version", "version"});
  CHECK(box.scan("t/").size() == 2);
  expected[7] = WINNOW_CHANGED;
  expected[9] = WINNOW_DONE;  // gone as a removal leaves it, whoever did it
  CHECK(box.settle(bin) == expected);
  CHECK(box.purge(bin) == Outcomes(keys.size(), WINNOW_DONE));
  CHECK(box.get(keys[7]) == "new");
  CHECK(kinds(box, keys[8]) == Kinds{"marker", "version"});
}

TEST_CASE("s3 versions: written again after it went, the new one lives and the old one is in the bin") {
  Box box(Box::Kind::versioned);
  box.put("t/a", "old");
  TestBin bin;
  REQUIRE(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  box.put("t/a", "new");
  // A server that lists markers apart from versions leaves it open whether the old one was written over.
  const winnow_outcome settled = box.settle(bin)[0];
  CHECK((settled == WINNOW_DONE || settled == WINNOW_IN_DOUBT));
  CHECK(box.restore(bin) == Outcomes{WINNOW_OCCUPIED});
  CHECK(box.purge(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.get("t/a") == "new");
}

TEST_CASE("s3 versions: a purge takes the recorded version, and the marker only if it hides nothing older") {
  Box box(Box::Kind::versioned);
  box.put("t/a", "older");
  box.put("t/a", "old");
  box.put("t/b", "only");
  TestBin bin;
  REQUIRE(box.remove({"t/a", "t/b"}, bin) == Outcomes(2, WINNOW_DONE));
  CHECK(box.purge(bin) == Outcomes(2, WINNOW_DONE));
  CHECK(kinds(box, "t/a") == Kinds{"marker", "version"});
  CHECK_FALSE(box.get("t/a"));
  CHECK(kinds(box, "t/b").empty());
  CHECK(box.purge(bin) == Outcomes(2, WINNOW_GONE));
  CHECK(box.settle(bin) == Outcomes(2, WINNOW_GONE));
}

TEST_CASE("s3 versions: what lives again is not purged") {
  Box box(Box::Kind::versioned);
  box.put("t/a", "old");
  TestBin bin;
  REQUIRE(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  REQUIRE(box.restore(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.purge(bin) == Outcomes{WINNOW_FAILED});
  CHECK(box.get("t/a") == "old");
}

TEST_CASE("s3 versions: a suspended bucket is one without versions, and older ones are nobody's") {
  Box box(Box::Kind::versioned);
  box.put("t/a", "kept");
  box.ask("PUT", "", "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>", {},
          {{"versioning", ""}});
  box.open();
  box.put("t/a", "old");
  TestBin bin;
  if (box.bucket->head("t/a")->headers.contains("x-rgw-object-type")) {
    CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_REFUSED});
    CHECK(bin.refused == std::map<std::size_t, std::string>{{0, "suspended_versions"}});
    CHECK(box.get("t/a") == "old");
    return;
  }
  for (int time = 0; time < 2; ++time) {
    TestBin again;
    CHECK(box.remove({"t/a"}, again) == Outcomes{WINNOW_DONE});
    CHECK_FALSE(box.get("t/a"));
    CHECK(box.get(kPlace + "/t/a") == "old");
    CHECK(box.settle(again) == Outcomes{WINNOW_DONE});
    CHECK(box.restore(again) == Outcomes{WINNOW_DONE});
    CHECK(box.get("t/a") == "old");
    CHECK(kinds(box, kPlace + "/t/a").empty());
  }
  REQUIRE(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  CHECK(box.purge(bin) == Outcomes{WINNOW_DONE});
  CHECK(kinds(box, kPlace + "/t/a").empty());
  CHECK(kinds(box, "t/a") == Kinds{"marker", "version"});
}

TEST_CASE("s3 locks: a legal hold and a retention keep, each under its own reason") {
  Box box(Box::Kind::locked);
  for (const char* key : {"t/free", "t/held", "t/locked"}) box.put(key);
  box.ask("PUT", "t/held", "<LegalHold><Status>ON</Status></LegalHold>", {}, {{"legal-hold", ""}});
  box.ask("PUT", "t/locked",
          "<Retention><Mode>GOVERNANCE</Mode><RetainUntilDate>2099-01-01T00:00:00Z</RetainUntilDate></Retention>",
          {}, {{"retention", ""}});
  TestBin bin;
  CHECK(box.remove({"t/free", "t/held", "t/locked"}, bin) == Outcomes{WINNOW_DONE, WINNOW_REFUSED, WINNOW_REFUSED});
  CHECK(bin.refused == std::map<std::size_t, std::string>{{1, "legal_hold"}, {2, "object_lock"}});
  CHECK(box.get("t/held"));
  CHECK(box.get("t/locked"));
  CHECK_FALSE(box.get("t/free"));
}

TEST_CASE("s3 locks: a hold that came over what was removed keeps it from a purge") {
  Box box(Box::Kind::locked);
  box.put("t/a");
  TestBin bin;
  const Outcomes removed = box.remove({"t/a"}, bin);
  INFO(box.host.said());
  REQUIRE(removed == Outcomes{WINNOW_DONE});
  const std::string version = box.bucket->versions_of("t/a").back().id;
  box.ask("PUT", "t/a", "<LegalHold><Status>ON</Status></LegalHold>", {},
          {{"legal-hold", ""}, {"versionId", version}});
  CHECK(box.purge(bin) == Outcomes{WINNOW_REFUSED});
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
}
