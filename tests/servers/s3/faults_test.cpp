/// Answers that are lost, servers that are busy, accounts that may not: what is said afterwards is true.
#include "spoiled.h"

using namespace winnow;
using namespace winnow::s3;

TEST_CASE("s3 faults: a busy server is asked again, and a listing is whole") {
  Spoiled box(first(3, Fault::busy, [](const std::string& method, const std::string&) { return method == "GET"; }));
  box.put("t/a");
  CHECK(box.scan("t/").size() == 1);
  CHECK(box.proxy.asked("GET") == 4);
}

TEST_CASE("s3 faults: a refusal is not asked again") {
  Spoiled box(first(100, Fault::denied, [](const std::string&, const std::string&) { return true; }));
  CHECK_THROWS_WITH(box.scan("t/"), Catch::Contains("AccessDenied"));
  CHECK(box.proxy.asked("GET") == 1);
}

TEST_CASE("s3 faults: a server that stays away ends the listing, not half of it") {
  std::atomic<int> pages = 0;
  Spoiled box([&pages](const std::string& method, const std::string& target) {
    const bool second = method == "GET" && target.find("continuation-token") != std::string::npos;
    pages += second ? 1 : 0;
    return second ? Fault::lose_request : Fault::none;
  });
  for (int i = 0; i < 1001; ++i) box.put("t/" + std::to_string(i), "");
  CHECK_THROWS_AS(box.scan("t/"), Error);
  CHECK(pages > 1);
}

TEST_CASE("s3 faults: who may not write to the bin is told before anything is copied") {
  Spoiled box(first(100, Fault::denied, [](const std::string& method, const std::string& target) {
    return method == "PUT" && target.find("/.trash/") != std::string::npos;
  }));
  box.put("t/a");
  const auto facts = box.store->inspect("t/");
  CHECK(facts.back().name == "not_writable");
  TestBin bin;
  CHECK_THROWS_WITH(box.remove({"t/a"}, bin), Catch::Contains("write to the bin"));
  CHECK(box.keys() == std::set<std::string>{"t/a"});
}

TEST_CASE("s3 faults: where the account may not delete, no object goes, none is copied, and others go") {
  const auto kind = GENERATE(Box::Kind::plain, Box::Kind::versioned);
  Spoiled box(
      [](const std::string& method, const std::string& target) {
        const bool deletes = method == "DELETE" && target.find("/t/") != std::string::npos;
        return deletes && target.find("/.trash/") == std::string::npos ? Fault::denied : Fault::none;
      },
      kind);
  for (const char* key : {"t/a", "t/b", "u/a"}) box.put(key);
  TestBin bin;
  CHECK(box.remove({"t/a", "t/b", "u/a"}, bin) == Outcomes{WINNOW_FAILED, WINNOW_FAILED, WINNOW_DONE});
  CHECK(bin.puts.size() == 1);
  CHECK(box.get("t/a"));
  CHECK(box.host.said().find("AccessDenied") != std::string::npos);
  // Once for each folder, and what it tried with is gone.
  CHECK(box.proxy.asked("DELETE /" + box.bucket->name() + "/t/") == 1);
  CHECK(box.bucket->versions_of("u/a.winnow-probe-2026-06-19T22-31-00-000Z").empty());
  CHECK(box.keys().size() == (kind == Box::Kind::plain ? 4 : 2));
}

TEST_CASE("s3 faults: a server that goes away ends the batch, and is not asked again for each object") {
  const int before = GENERATE(20, 120);  // in the middle of the copies
  int left = before;
  bool away = false;
  Spoiled box([&](const std::string&, const std::string&) {
    return away && --left < 0 ? Fault::lose_request : Fault::none;
  });
  std::vector<std::string> keys;
  for (int i = 0; i < 100; ++i) {
    keys.push_back("t/" + std::to_string(i));
    box.put(keys.back());
  }
  away = true;
  TestBin bin;
  CHECK_THROWS_WITH(box.remove(keys, bin), Catch::Contains("answer"));
  CHECK(bin.puts.empty());
  CHECK(box.proxy.asked("") < static_cast<std::size_t>(before) + 120);
  away = false;
  CHECK(box.keys().contains("t/99"));
}

TEST_CASE("s3 faults: a copy that fails takes nothing along") {
  Spoiled box(first(100, Fault::busy, [](const std::string& method, const std::string& target) {
    return method == "PUT" && target.ends_with("/t/a") && target.find("/.trash/") != std::string::npos;
  }));
  box.put("t/a", "one");
  box.put("t/b", "two");
  TestBin bin;
  CHECK(box.remove({"t/a", "t/b"}, bin) == Outcomes{WINNOW_FAILED, WINNOW_DONE});
  CHECK(box.get("t/a") == "one");
  CHECK(box.keys() == std::set<std::string>{"t/a", kPlace + "/t/b", kPlace + "/t/b.trashmeta.json"});
}

TEST_CASE("s3 faults: one object that nobody may look at is in doubt, and the others are settled") {
  bool away = false;
  Spoiled box([&](const std::string& method, const std::string& target) {
    return away && method == "HEAD" && target.ends_with("/t/a") ? Fault::denied : Fault::none;
  });
  box.put("t/a");
  box.put("t/b");
  TestBin bin;
  REQUIRE(box.remove({"t/a", "t/b"}, bin) == Outcomes(2, WINNOW_DONE));
  away = true;
  CHECK(box.settle(bin) == Outcomes{WINNOW_IN_DOUBT, WINNOW_DONE});
}

TEST_CASE("s3 faults: nothing is settled where the server cannot be asked") {
  const auto [fault, words] =
      GENERATE(std::pair{Fault::denied, "AccessDenied"}, std::pair{Fault::lose_answer, "no answer"});
  bool away = false;
  Spoiled box([&, fault = fault](const std::string&, const std::string&) { return away ? fault : Fault::none; });
  box.put("t/a");
  TestBin bin;
  REQUIRE(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  away = true;
  CHECK_THROWS_WITH(box.settle(bin), Catch::Contains(words));
  away = false;
  CHECK(box.settle(bin) == Outcomes{WINNOW_DONE});
}

TEST_CASE("s3 faults: where all is answered 404, no copy is gone, and nobody knows whether there are versions") {
  bool lost = false;
  Spoiled box([&](const std::string&, const std::string&) { return lost ? Fault::nowhere : Fault::none; });
  box.put("t/a", "one");
  TestBin bin;
  REQUIRE(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  lost = true;
  CHECK_THROWS_WITH(box.settle(bin), Catch::Contains("cannot list bucket"));
  CHECK(box.purge(bin) == Outcomes{WINNOW_FAILED});
  box.reopen();
  CHECK_THROWS_WITH(box.settle(bin), Catch::Contains("cannot read the versioning of bucket"));
  lost = false;
  CHECK(box.settle(bin) == Outcomes{WINNOW_DONE});
}
