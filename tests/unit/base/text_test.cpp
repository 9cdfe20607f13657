#include "core/base/text.h"

#include <catch2/catch.hpp>
#include <vector>

#include "core/base/encoding.h"

using namespace winnow;

TEST_CASE("text: suggestions come only for near words") {
  const std::vector<std::string> names = {"retention", "target", "store"};
  CHECK(did_you_mean("retension", names) == "did you mean \"retention\"?");
  CHECK(did_you_mean("stroe", names) == "did you mean \"store\"?");
  CHECK(did_you_mean("xyzzy", names).empty());
}

TEST_CASE("text: UTF-8 is checked strictly") {
  CHECK(is_utf8("caf\xc3\xa9 \xf0\x9f\x98\x80"));
  CHECK_FALSE(is_utf8("\xc0\xaf"));
  CHECK_FALSE(is_utf8("\xed\xa0\x80"));
  CHECK_FALSE(is_utf8("\xf4\x90\x80\x80"));
  CHECK_FALSE(is_utf8("abc\xc3"));
}

TEST_CASE("text: printable shows control characters and stray bytes") {
  CHECK(printable("a\x1b[31m\xff\xc3\xa9") == "a\\x1b[31m\\xff\xc3\xa9");
}

TEST_CASE("encoding: Base64 goes both ways and refuses nonsense") {
  for (const std::string bytes : {"", "a", "ab", "abc", "\xff\x00\x01"})
    CHECK(from_base64(to_base64(bytes)) == bytes);
  CHECK(to_base64("hello") == "aGVsbG8=");
  CHECK_FALSE(from_base64("a"));
  CHECK_FALSE(from_base64("!!!!"));
}

TEST_CASE("encoding: SHA-256 and HMAC give the published answers") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hmac_hex("key", "The quick brown fox jumps over the lazy dog") ==
        "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
}
