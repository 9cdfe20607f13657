#include "core/base/rank.h"

namespace winnow {

std::string rank_of(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i])) {
      out += text[i++];
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    while (i + 1 < end && text[i] == '0') ++i;
    // A longer number is a larger one: its length goes ahead of its digits, after a digit so that it sorts as one.
    const std::size_t size = end - i;
    out += '0';
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xff);
    out += text.substr(i, size);
    i = end;
  }
  return out;
}

}  // namespace winnow
