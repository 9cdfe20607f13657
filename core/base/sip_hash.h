/// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed digest of 64 bits that costs some nanoseconds for a short
/// text, where HMAC-SHA-256 costs a microsecond. Without the key it says nothing about the text. Thread rule: pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace winnow {

struct SipKey {
  std::uint64_t low = 0, high = 0;  ///< bytes 0 to 7 and 8 to 15 of the key, each little-endian
};

std::uint64_t sip_hash(const SipKey& key, std::string_view bytes);

}  // namespace winnow
