/// Answers that are lost, servers that are busy, accounts that may not: what is said afterwards is true.
#include "proxy.h"
#include "support.h"

using namespace winnow;
using namespace winnow::s3;

using Outcomes = std::vector<winnow_outcome>;

namespace {

/// A box whose store asks through a proxy.
struct Spoiled : Box {
  explicit Spoiled(std::function<Fault(const std::string&, const std::string&)> pick, Kind kind = Kind::plain)
      : Box(kind), proxy(settings("").server.endpoint, std::move(pick)) {
    reopen();
  }
  ~Spoiled() { store.reset(); }
  void reopen() {
    open([&](Settings& all) { all.server.endpoint = proxy.endpoint(); });
  }
  /// As the TOML says keys = "write-once", or does not.
  void reopen(bool write_once) {
    open([&](Settings& all) {
      all.server.endpoint = proxy.endpoint();
      all.write_once = write_once;
    });
  }
  Proxy proxy;
};

/// The fault for the first `times` requests that are meant.
auto first(int times, Fault fault, std::function<bool(const std::string&, const std::string&)> meant) {
  return [times, fault, meant = std::move(meant)](const std::string& method, const std::string& target) mutable {
    if (times == 0 || !meant(method, target)) return Fault::none;
    --times;
    return fault;
  };
}

/// A bin that knows which requests take away what was sealed.
struct WatchedBin : TestBin {
  WatchedBin() {
    on_seal = [this] { sealed = true; };
  }
  bool is_deletion(const std::string& method, const std::string& target) const {
    return sealed && (method == "DELETE" || (method == "POST" && target.ends_with("?delete=")));
  }
  auto deletion() const {
    return [this](const std::string& method, const std::string& target) { return is_deletion(method, target); };
  }
  std::atomic<bool> sealed = false;
};

}  // namespace

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

TEST_CASE("s3 faults: a restore whose answer was lost has happened") {
  bool restoring = false;
  Spoiled box([&](const std::string& method, const std::string& target) {
    const bool meant = restoring && method == "PUT" && target.ends_with("/t/a");
    restoring = restoring && !meant;
    return meant ? Fault::lose_answer : Fault::none;
  });
  box.put("t/a", "one");
  TestBin bin;
  REQUIRE(box.remove({"t/a"}, bin) == Outcomes{WINNOW_DONE});
  restoring = true;
  const Outcomes outcomes = box.restore(bin);
  CHECK((outcomes[0] == WINNOW_DONE || outcomes[0] == WINNOW_IN_DOUBT));
  CHECK(box.get("t/a") == "one");
  CHECK(box.restore(bin) == Outcomes{WINNOW_DONE});
  CHECK(box.in_bin() == 0);
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
