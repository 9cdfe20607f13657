#include "support.h"

using namespace winnow;
using namespace winnow::s3;

namespace {

std::vector<std::string> blockers(Box& box) {
  std::vector<std::string> out;
  for (const Fact& fact : box.store->inspect("t/")) {
    if (fact.kind == WINNOW_FACT_BLOCKER) out.push_back(fact.name);
  }
  return out;
}

}  // namespace

TEST_CASE("s3 inspect: who may do everything finds nothing against it, and nothing is written") {
  const auto kind = GENERATE(Box::Kind::plain, Box::Kind::versioned, Box::Kind::locked);
  Box box(kind);
  box.put("t/a");
  CHECK(blockers(box).empty());
  CHECK(box.keys() == std::set<std::string>{"t/a"});
  CHECK(box.host.said().empty());
}

TEST_CASE("s3 inspect: a bucket that is not there throws") {
  Box box;
  box.open([](Settings& settings) { settings.bucket = "no-such-bucket"; });
  CHECK_THROWS_WITH(box.store->inspect("t/"), Catch::Contains("NoSuchBucket"));
}
