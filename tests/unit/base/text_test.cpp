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

TEST_CASE("encoding: SHA-256 and HMAC give the published answers") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hmac_hex("key", "The quick brown fox jumps over the lazy dog") ==
        "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
}
