/// Deletions that are lost, refused or broken off, or meet what others write meanwhile.
#include "spoiled.h"

using namespace winnow;
using namespace winnow::s3;

TEST_CASE("s3 faults: a delete whose answer was lost is looked at, then counted") {
  const auto kind = GENERATE(Box::Kind::plain, Box::Kind::versioned);
  WatchedBin bin;
  Spoiled box(first(1, Fault::lose_answer, bin.deletion()), kind);
  box.put("t/a", "one");
  box.put("t/b", "two");
  CHECK(box.remove({"t/a", "t/b"}, bin) == Outcomes(2, WINNOW_DONE));
  CHECK_FALSE(box.get("t/a"));
  CHECK(box.restore(bin) == Outcomes(2, WINNOW_DONE));
  CHECK(box.get("t/a") == "one");
}

TEST_CASE("s3 faults: a delete that was lost is asked for again") {
  const auto fault = GENERATE(Fault::lose_request, Fault::busy);
  const auto kind = GENERATE(Box::Kind::plain, Box::Kind::versioned);
  WatchedBin bin;
  int asked = 0;
  Spoiled box(
      [&](const std::string& method, const std::string& target) {
        return bin.is_deletion(method, target) && ++asked < 3 ? fault : Fault::none;
      },
      kind);
  box.put("t/a");
  CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  CHECK(asked == 3);
  CHECK_FALSE(box.get("t/a"));
}

TEST_CASE("s3 faults: a delete that never gets an answer is in doubt, and its copy stays") {
  WatchedBin bin;
  Spoiled box(first(100, Fault::lose_request, bin.deletion()));
  box.put("t/a", "one");
  CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_IN_DOUBT});
  CHECK(box.get("t/a") == "one");
  CHECK(box.get(kPlace + "/t/a") == "one");
  CHECK(box.settle(bin) == Outcomes{WINNOW_SAME});
}

TEST_CASE("s3 faults: lost, and another object lives there by then: in doubt, and both are kept") {
  std::function<void()> meanwhile = [] {};
  WatchedBin bin;
  Spoiled box([&](const std::string& method, const std::string& target) {
    if (!bin.is_deletion(method, target)) return Fault::none;
    meanwhile();
    return Fault::lose_request;
  });
  box.put("t/a", "old");
  meanwhile = [&] { box.put("t/a", "new"); };
  CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_IN_DOUBT});
  CHECK(box.get("t/a") == "new");
  CHECK(box.get(kPlace + "/t/a") == "old");
  CHECK(box.settle(bin) == Outcomes{WINNOW_IN_DOUBT});
}

TEST_CASE("s3 faults: of versions, lost, and another object lives there by then: in doubt, and none is lost") {
  WatchedBin bin;
  bool written = false;
  Spoiled box(
      [&](const std::string& method, const std::string& target) {
        if (!bin.is_deletion(method, target) || std::exchange(written, true)) return Fault::none;
        box.put("t/a", "new");
        return Fault::lose_answer;
      },
      Box::Kind::versioned);
  box.put("t/a", "old");
  CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_IN_DOUBT});
  CHECK(box.host.said().find("a delete marker may lie on what was written") != std::string::npos);
  CHECK_FALSE(box.get("t/a"));
  std::size_t versions = 0;
  for (const Version& version : box.bucket->versions_of("t/a")) versions += version.marker ? 0 : 1;
  CHECK(versions == 2);
}

TEST_CASE("s3 faults: what the server broke off is looked at, then counted") {
  const auto kind = GENERATE(Box::Kind::plain, Box::Kind::versioned);
  WatchedBin bin;
  Spoiled box(
      [&bin, spoiled = false](const std::string& method, const std::string& target) mutable {
        const bool meant = bin.sealed && method == "POST" && target.ends_with("?delete=");
        return meant && !std::exchange(spoiled, true) ? Fault::broke_off : Fault::none;
      },
      kind);
  box.put("t/a", "one");
  CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  CHECK_FALSE(box.get("t/a"));
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.get("t/a") == "one");
}

TEST_CASE("s3 faults: after a lost answer a refusal tells nothing") {
  const auto kind = GENERATE(Box::Kind::plain, Box::Kind::versioned);
  WatchedBin bin;
  int asked = 0;
  Spoiled box(
      [&](const std::string& method, const std::string& target) {
        if (!bin.is_deletion(method, target)) return Fault::none;
        return ++asked == 1 ? Fault::lose_request : Fault::denied;
      },
      kind);
  box.put("t/a", "one");
  CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_IN_DOUBT});
  CHECK(box.get("t/a") == "one");
  CHECK((kind == Box::Kind::versioned || box.get(kPlace + "/t/a") == "one"));
}

TEST_CASE("s3 faults: of versions, one that is written between look and delete lives again at once") {
  WatchedBin bin;
  bool written = false;
  Spoiled box(
      [&](const std::string& method, const std::string& target) {
        if (bin.is_deletion(method, target) && !std::exchange(written, true)) box.put("t/a", "new");
        return Fault::none;
      },
      Box::Kind::versioned);
  box.put("t/a", "old");
  box.put("t/b", "other");
  CHECK(box.remove({"t/a", "t/b"}, bin) == Outcomes{WINNOW_CHANGED, WINNOW_DONE});
  CHECK(box.get("t/a") == "new");
  CHECK(box.bucket->versions_of("t/a").size() == 2);
}

TEST_CASE("s3 faults: a look that is refused removes nothing") {
  WatchedBin bin;
  Spoiled box([&](const std::string& method,
                  const std::string&) { return bin.sealed && method == "GET" ? Fault::denied : Fault::none; },
              Box::Kind::versioned);
  box.put("t/a");
  CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_FAILED});
  CHECK(box.get("t/a"));
}

TEST_CASE("s3 faults: a delete that is refused keeps the object, and its copy is taken back") {
  WatchedBin bin;
  Spoiled box(first(1, Fault::denied, bin.deletion()));
  box.put("t/a", "one");
  CHECK(box.remove({"t/a"}, bin) == Outcomes{WINNOW_FAILED});
  CHECK(box.host.said().find("AccessDenied") != std::string::npos);
  CHECK(box.keys() == std::set<std::string>{"t/a"});
}

TEST_CASE(
    "s3 faults: what a destroying request whose answer was lost has destroyed is gone, and asked for no more") {
  const auto [fault, times] = GENERATE(std::pair{Fault::lose_answer, 1}, std::pair{Fault::lose_request, 2},
                                       std::pair{Fault::busy, 2}, std::pair{Fault::broke_off, 1});
  const auto kind = GENERATE(Box::Kind::plain, Box::Kind::versioned);
  const int count = GENERATE(1, 30);  // many are looked for by listings
  bool destroying = false;
  Spoiled box(first(times, fault,
                    [&destroying](const std::string& method, const std::string& target) {
                      return destroying && method == "POST" && target.ends_with("?delete=");
                    }),
              kind);
  std::vector<std::string> keys;
  for (int i = 0; i < count; ++i) {
    keys.push_back("t/" + std::to_string(i));
    box.put(keys.back(), "old");
  }
  TestBin bin;
  REQUIRE(box.remove(keys, bin) == Outcomes(keys.size(), WINNOW_DONE));
  const std::string said = box.host.said();
  destroying = true;
  SECTION("purge") {
    CHECK(box.purge(bin) == Outcomes(keys.size(), WINNOW_DONE));
    for (const std::string& key : keys) CHECK(box.bucket->versions_of(key).empty());
  }
  SECTION("restore") {
    CHECK(box.restore(bin) == Outcomes(keys.size(), WINNOW_DONE));
    for (const std::string& key : keys) CHECK(box.get(key) == "old");
  }
  CHECK(box.in_bin() == 0);
  CHECK(box.host.said() == said);
}

TEST_CASE("s3 faults: a server that does not delete on a condition needs keys that are written once") {
  Spoiled box([](const std::string&, const std::string&) { return Fault::no_condition; });
  box.put("t/a");
  box.put("t/b", "old");
  box.reopen(false);
  TestBin bin;
  CHECK_THROWS_WITH(box.remove({"t/a", "t/b"}, bin), Catch::Contains("write-once"));
  CHECK(box.keys() == std::set<std::string>{"t/a", "t/b"});
  box.reopen(true);
  bin.on_seal = [&] { box.put("t/b", "new"); };
  CHECK(box.remove({"t/a", "t/b"}, bin) == Outcomes{WINNOW_DONE, WINNOW_CHANGED});
  CHECK(box.get("t/b") == "new");
}
