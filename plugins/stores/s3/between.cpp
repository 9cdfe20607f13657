#include "between.h"

#include <algorithm>
#include <array>

namespace winnow::s3 {

namespace {

constexpr int kBeyondAscii = 0x7f;

std::size_t common(std::string_view one, std::string_view other) {
  const auto [at, _] = std::mismatch(one.begin(), one.end(), other.begin(), other.end());
  return static_cast<std::size_t>(at - one.begin());
}

int byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

/// What comes after the last character that is likely to stand where this one does; the character itself: nothing
/// is known of it.
int end_of_kind(int c) {
  if (c >= '0' && c <= '9') return '9' + 1;
  if (c >= 'a' && c <= 'z') return 'z' + 1;
  if (c >= 'A' && c <= 'Z') return 'Z' + 1;
  return c;
}

std::string with(std::string_view beginning, int c) {
  return std::string(beginning) + static_cast<char>(c);
}

/// A character as a digit, and of how many there are. Letters count as those of base 36, whatever their case.
struct Digit {
  int value, base;
};
Digit digit_of(int c) {
  if (c >= '0' && c <= '9') return {c - '0', 10};
  if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') return {(c | 0x20) - 'a' + 10, 36};
  return {c, 256};
}

}  // namespace

Width width_of(const Stretch& stretch) {
  const auto& [first, page, last, upper, fixed] = stretch;
  const std::size_t same = upper.empty() ? fixed : common(last, upper);
  if (same >= last.size()) return {same, 0};
  return {same, (upper.empty() ? kBeyondAscii : byte_at(upper, same)) - byte_at(last, same)};
}

std::optional<std::string> between(const Stretch& stretch) {
  const auto& [first, page, last, upper, fixed] = stretch;
  const auto [same, apart] = width_of(stretch);
  // Nobody has seen keys differ here yet: not the next character, but how far the keys agree is to be found first.
  const std::size_t differ = common(first, last);
  if (differ > same + 1) {
    for (std::size_t at = std::min((same + differ + 1) / 2, last.size() - 1); at > same; --at) {
      const int c = byte_at(last, at);
      if (c >= ' ' && c < kBeyondAscii - 1) return with(last.substr(0, at), c + 1);
    }
  }
  if (same >= last.size()) return std::nullopt;
  const int here = byte_at(last, same);
  if (apart >= 2 && here + apart / 2 < kBeyondAscii && here + apart / 2 >= ' ') {
    return with(last.substr(0, same), here + apart / 2);
  }
  for (std::size_t at = same + 1; at < last.size(); ++at) {
    const int c = byte_at(last, at);
    const int room = end_of_kind(c) - c;
    if (room >= 2) return with(last.substr(0, at), c + room / 2);
  }
  return std::nullopt;
}

double pages_in(const Stretch& stretch) {
  constexpr double kMany = 1e9;
  constexpr double kFinest = 1e-9;
  if (stretch.upper.empty() || stretch.page.empty()) return kMany;
  const std::array<std::string_view, 3> keys = {stretch.page, stretch.last, stretch.upper};
  std::array<double, 3> places{};
  double unit = 1;
  for (std::size_t at = 0; unit > kFinest; ++at) {
    std::array<Digit, 3> digits{};  // a key that has ended has a nought
    std::array<int, 3> bytes{};
    int longest = -1;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      bytes[i] = at < keys[i].size() ? byte_at(keys[i], at) : -1;
      if (bytes[i] >= 0) digits[i] = digit_of(bytes[i]);
      longest = std::max(longest, bytes[i]);
    }
    if (longest < 0) break;
    const bool same = std::ranges::all_of(bytes, [longest](int byte) { return byte < 0 || byte == longest; });
    const int base = std::ranges::max(digits, {}, &Digit::base).base;
    if (same && (unit == 1 || base == 256)) continue;  // what all begin with, or a mark between digits
    unit /= base;
    for (std::size_t i = 0; i < keys.size(); ++i) places[i] += unit * digits[i].value;
  }
  const double listed = places[1] - places[0];
  return listed > kFinest ? (places[2] - places[1]) / listed : kMany;
}

}  // namespace winnow::s3
