/// winnow/text.hpp - text that is only bytes until it is known to be UTF-8, and Base64.
///
///   std::string shown = is_utf8(name) ? name : to_base64(name);
///
/// Standard library only. Thread rule: pure functions.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace winnow {

/// How many bytes the UTF-8 sequence at the start of `text` has (RFC 3629: no overlong forms, no surrogates,
/// nothing past U+10FFFF); 0: there is none, or `text` is empty.
constexpr std::size_t utf8_length(std::string_view text) {
  const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.empty()) return 0;
  const unsigned char lead = at(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
  }
  // The second byte alone tells overlong forms, surrogates and what lies past the last code point.
  const unsigned char second = at(1);
  const unsigned char least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  return second < least || second > most ? 0 : length;
}

inline bool is_utf8(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080;
  while (!text.empty()) {
    // Nearly all text is ASCII: eight bytes at a time.
    std::uint64_t eight = 0;
    while (text.size() >= sizeof eight) {
      std::memcpy(&eight, text.data(), sizeof eight);
      if ((eight & kHighBits) != 0) break;
      text.remove_prefix(sizeof eight);
    }
    if (text.empty()) return true;
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

/// How many bytes at the start of `text` stand in a JSON string as they are: no quote, backslash or control
/// character.
inline std::size_t plain_in_json(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
  constexpr std::uint64_t kHighBits = 0x80 * kOnes;
  std::size_t at = 0;
  // Eight bytes at a time. A byte below 0x20 borrows from its high bit, and so does a zero, which a quote or a
  // backslash is once it has been XORed with itself; a byte that had its high bit set says nothing.
  for (std::uint64_t eight = 0; text.size() - at >= sizeof eight; at += sizeof eight) {
    std::memcpy(&eight, text.data() + at, sizeof eight);
    const std::uint64_t low = eight - 0x20 * kOnes;
    const std::uint64_t quote = (eight ^ '"' * kOnes) - kOnes;
    const std::uint64_t backslash = (eight ^ '\\' * kOnes) - kOnes;
    if (((low | quote | backslash) & ~eight & kHighBits) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x20 && text[at] != '"' && text[at] != '\\') {
    ++at;
  }
  return at;
}

/// Whether a text begins with a character (UTF-8, of `length` bytes) that makes a terminal do something else than
/// show it: the C1 controls, of which U+009B begins an escape sequence; line and paragraph separators; and what
/// turns the direction of writing, so that what follows reads as something else.
inline bool is_commanding(std::string_view text, std::size_t length) {
  if (length == 2) return (text[0] == '\xc2' && text[1] < '\xa0') || text.substr(0, 2) == "\xd8\x9c";
  if (length != 3) return false;
  const auto code = (static_cast<std::uint32_t>(text[0] & 0x0f) << 12) |
                    (static_cast<std::uint32_t>(text[1] & 0x3f) << 6) | static_cast<std::uint32_t>(text[2] & 0x3f);
  return code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

/// A text for terminals and logs: control characters, what turns or breaks a line, and what is not UTF-8 as \xNN.
inline std::string printable(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const auto lead = static_cast<unsigned char>(text.front());
    if (length == 0 || lead < 0x20 || lead == 0x7f || is_commanding(text, length)) {
      for (const char c : text.substr(0, length == 0 ? 1 : length)) {
        const auto byte = static_cast<unsigned char>(c);
        out += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
      }
      text.remove_prefix(length == 0 ? 1 : length);
    } else {
      out += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  return out;
}

namespace base64 {
constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr unsigned char kNone = 64;
constexpr std::array<unsigned char, 256> kValues = [] {
  std::array<unsigned char, 256> out{};
  out.fill(kNone);
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    out[static_cast<unsigned char>(kDigits[i])] = static_cast<unsigned char>(i);
  }
  return out;
}();
}  // namespace base64

/// RFC 4648, section 4: with padding, without line breaks.
inline std::string to_base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4, '=');
  char* to = out.data();
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = bytes.size() - i < 3 ? bytes.size() - i : 3;
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k <= n; ++k) to[k] = base64::kDigits[bits >> (18 - 6 * k) & 63];
    to += 4;
  }
  return out;
}

/// The bytes that to_base64() would write as `text`; nullopt: it writes nothing so, as one text must have one
/// meaning.
inline std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::size_t digits = i + 4 == text.size() ? 4 - padding : 4;
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const unsigned char value = k < digits ? base64::kValues[static_cast<unsigned char>(text[i + k])] : 0;
      if (value == base64::kNone) return std::nullopt;
      bits = bits << 6 | value;
    }
    for (std::size_t k = 0; k + 1 < digits; ++k) out += static_cast<char>(bits >> (16 - 8 * k));
    const std::uint32_t unused = digits == 4 ? 0 : digits == 3 ? bits & 0xff : bits & 0xffff;
    if (unused != 0) return std::nullopt;
  }
  return out;
}

}  // namespace winnow
