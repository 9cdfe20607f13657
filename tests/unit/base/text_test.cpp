#include "core/base/text.h"

#include <catch2/catch.hpp>
#include <vector>

#include "core/base/encoding.h"
#include "core/base/rank.h"

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

TEST_CASE("rank_of: numbers count by value, all else by its bytes") {
  const std::vector<std::string> in_order = {"",
                                             "-1",
                                             "0",
                                             "1",
                                             "9",
                                             "10",
                                             "99",
                                             "100",
                                             "a",
                                             "a1",
                                             "a2",
                                             "a9",
                                             "a10",
                                             "a10b",
                                             "a10c",
                                             "a11/x2",
                                             "b",
                                             "b0",
                                             "ba",
                                             "\xff",
                                             "\xff"
                                             "0"};
  for (std::size_t i = 0; i + 1 < in_order.size(); ++i) {
    CAPTURE(in_order[i], in_order[i + 1]);
    CHECK(rank_of(in_order[i]) < rank_of(in_order[i + 1]));
  }
  CHECK(rank_of("a007") == rank_of("a7"));
  CHECK(rank_of(std::string(300, '9')) < rank_of("1" + std::string(300, '0')));
}

TEST_CASE("count_of: one has the words for one, none and many have those for many") {
  CHECK(count_of(0, "is held and stays", "are held and stay") == "0 are held and stay");
  CHECK(count_of(1, "is held and stays", "are held and stay") == "1 is held and stays");
  CHECK(count_of(2, "entry", "entries") == "2 entries");
  CHECK(count_of(1'204, "item", "items") == "1,204 items");
}
