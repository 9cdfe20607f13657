#include "core/base/sip_hash.h"

#include <catch2/catch.hpp>
#include <string>

using namespace winnow;

namespace {

/// Of the authors' test vectors: the key is the bytes 00 to 0f.
constexpr SipKey kKey{0x0706050403020100, 0x0f0e0d0c0b0a0908};

/// The bytes 00, 01, 02...
std::string counting(int size) {
  std::string out;
  for (int i = 0; i < size; ++i) out += static_cast<char>(i);
  return out;
}

}  // namespace

TEST_CASE("SipHash-2-4 gives the published answers, with and without a last word that is not full") {
  CHECK(sip_hash(kKey, counting(0)) == 0x726fdb47dd0e0e31);
  CHECK(sip_hash(kKey, counting(1)) == 0x74f839c593dc67fd);
  CHECK(sip_hash(kKey, counting(7)) == 0xab0200f58b01d137);
  CHECK(sip_hash(kKey, counting(8)) == 0x93f5f5799a932462);
  CHECK(sip_hash(kKey, counting(15)) == 0xa129ca6149be45e5);
}

TEST_CASE("SipHash says something else under another key") {
  CHECK(sip_hash({kKey.low, kKey.high + 1}, "17") != sip_hash(kKey, "17"));
  CHECK(sip_hash({kKey.low + 1, kKey.high}, "17") != sip_hash(kKey, "17"));
}
