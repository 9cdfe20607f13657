#include "plugins/stores/s3/target.h"

#include <catch2/catch.hpp>

#include "winnow/value.hpp"

using namespace winnow;
using namespace winnow::s3;

TEST_CASE("target: which keys it means") {
  CHECK(read_target("foo/").has("foo/a"));
  CHECK_FALSE(read_target("foo/").has("foo2/a"));
  CHECK_FALSE(read_target("foo/").has("foo"));
  CHECK(read_target("foo").has("foo"));
  CHECK_FALSE(read_target("foo").has("foo2/a"));
  CHECK_FALSE(read_target("foo").has("foo/a"));
  CHECK(read_target("dumps/crm-*").has("dumps/crm-1.gz"));
  CHECK_FALSE(read_target("dumps/crm-*").has("dumps/cr"));
  CHECK(read_target("a//").prefix == "a//");
}

TEST_CASE("target: nothing means everything") {
  const char* text = GENERATE("", "*", "/", "/*", "foo/*", ".trash/", "a/.trash/b", ".winnow/");
  CAPTURE(text);
  CHECK_THROWS_AS(read_target(text), Error);
}

TEST_CASE("target: keys that a server may take for others are left alone") {
  const std::string key =
      GENERATE(as<std::string>(), "", "a//b", "/a", "a/", "x/../y", "./a", "..", "a\\b", std::string("a\0b", 3),
               ".trash/2026/a", "x/.winnow/y", "a.trashmeta.json", std::string(1025, 'k'));
  CAPTURE(key);
  CHECK_FALSE(trouble_with(key).empty());
}

TEST_CASE("target: ordinary keys have no trouble") {
  const char* key =
      GENERATE("a", "a/b.c/d", "db..2026.sql", "a b", "a%2fb", "\xc3\xa4", "...", "a.trashmeta.jsonx");
  CAPTURE(key);
  CHECK(trouble_with(key).empty());
}
