#include "plugins/stores/s3/etags.h"

#include <catch2/catch.hpp>

using namespace winnow::s3;

TEST_CASE("s3 etags: an upload in one part has the content of what it was copied from") {
  // MD5 of "src", and what servers answer where the same was uploaded in one part.
  const std::string whole = "25d902c24283ab8cfbac54dfa101ad31";
  const std::string one_part = "b377290e011445a963c711aa31b82489-1";
  CHECK(is_same_etag(whole, whole));
  CHECK(is_same_etag(one_part, whole));
  CHECK(is_same_etag(one_part, one_part));
  CHECK_FALSE(is_same_etag(whole, one_part));
  CHECK_FALSE(is_same_etag("b377290e011445a963c711aa31b82489-2", whole));
  CHECK_FALSE(is_same_etag(one_part, "35d902c24283ab8cfbac54dfa101ad31"));
  CHECK_FALSE(is_same_etag(one_part, "no MD5"));
  CHECK_FALSE(is_same_etag("-1", ""));
}
