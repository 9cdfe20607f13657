#include "core/state/key_digests.h"

#include <algorithm>

namespace winnow {
namespace {

constexpr std::size_t kSize = 4;

std::string bytes_of(std::uint32_t digest) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(digest >> shift & 0xff);
  return out;
}

}  // namespace

KeyDigester::KeyDigester(const State& state) {
  // A secret of its own, made of the one that the state has.
  const std::string hex = state.key_name("bin", "digests of keys", "");
  secret_ = {std::stoull(hex.substr(0, 16), nullptr, 16), std::stoull(hex.substr(16, 16), nullptr, 16)};
}

std::string KeyDigests::bytes() const {
  std::vector<std::uint32_t> sorted = digests_;
  std::ranges::sort(sorted);
  const auto repeated = std::ranges::unique(sorted);
  sorted.erase(repeated.begin(), repeated.end());
  std::string out;
  out.reserve(sorted.size() * kSize);
  for (const std::uint32_t digest : sorted) out += bytes_of(digest);
  return out;
}

bool has_digest(std::string_view bytes, std::uint32_t digest) {
  const std::string wanted = bytes_of(digest);
  std::size_t low = 0, high = bytes.size() / kSize;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const std::string_view here = bytes.substr(middle * kSize, kSize);
    if (here == wanted) return true;
    (here < wanted ? low : high) = here < wanted ? middle + 1 : middle;
  }
  return false;
}

}  // namespace winnow
