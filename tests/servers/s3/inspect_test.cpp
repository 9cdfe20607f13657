#include <cstdlib>

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

TEST_CASE("s3 inspect: an account that may only read is told so, and can remove nothing") {
  const char* const reader = std::getenv("WINNOW_TEST_S3_READER");
  if (reader == nullptr) {
    WARN("not tried: WINNOW_TEST_S3_READER is not set");
    return;
  }
  const std::string account = reader;
  const auto kind = GENERATE(Box::Kind::plain, Box::Kind::versioned);
  Box box(kind);
  box.put("t/a");
  const std::string bucket = "arn:aws:s3:::" + box.bucket->name();
  const std::string name = account.substr(0, account.find(':'));
  box.ask(
      "PUT", "",
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":[")" + name +
          R"("],"Action":["s3:ListBucket","s3:ListBucketVersions","s3:GetObject","s3:GetBucketVersioning"],"Resource":[")" +
          bucket + R"(",")" + bucket + R"(/*"]}]})",
      {}, {{"policy", ""}});
  box.open([&](Settings& settings) {
    settings.server.keys = [&] { return Credentials{name, account.substr(account.find(':') + 1), ""}; };
  });
  CHECK(box.scan("t/").size() == 1);
  TestBin bin;
  if (kind == Box::Kind::plain) {
    CHECK(blockers(box) == std::vector<std::string>{"not_writable"});
    CHECK_THROWS_WITH(box.remove({"t/a"}, bin), Catch::Contains("AccessDenied"));
  } else {
    CHECK(blockers(box).empty());
    CHECK(box.remove({"t/a"}, bin) != std::vector<winnow_outcome>{WINNOW_DONE});
  }
  CHECK(box.keys() == std::set<std::string>{"t/a"});
}

TEST_CASE("s3 inspect: a bucket that is not there throws") {
  Box box;
  box.open([](Settings& settings) { settings.bucket = "no-such-bucket"; });
  CHECK_THROWS_WITH(box.store->inspect("t/"), Catch::Contains("NoSuchBucket"));
}
