#include "core/safety/key_forms.h"

#include <algorithm>

namespace winnow {

namespace {

struct DotForm {
  std::string_view bytes;
  std::string_view plain;
};
/// What NFKC (UAX #15) folds into dots, and the overlong encoding that lenient decoders take for one.
constexpr DotForm kDotForms[] = {
    {"\xef\xbc\x8e", "."},   // U+FF0E full-width full stop
    {"\xe2\x80\xa4", "."},   // U+2024 one dot leader
    {"\xef\xb9\x92", "."},   // U+FE52 small full stop
    {"\xe2\x80\xa5", ".."},  // U+2025 two dot leader
    {"\xef\xb8\xb0", ".."},  // U+FE30 vertical two dot leader
    {"\xc0\xae", "."},
};

/// White_Space beyond ASCII, and the byte order mark, which is as invisible.
constexpr std::string_view kWideSpaces[] = {
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83",
    "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a",
    "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80", "\xef\xbb\xbf"};
constexpr std::string_view kAsciiSpaces = " \t\n\v\f\r";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The byte that "%XX" at `i` stands for, or -1 where there is no such thing.
int encoded_byte(std::string_view text, std::size_t i) {
  if (i + 2 >= text.size() || text[i] != '%') return -1;
  const int high = hex_digit(text[i + 1]);
  const int low = hex_digit(text[i + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = encoded_byte(text, i);
    out += byte < 0 ? text[i] : static_cast<char>(byte);
    if (byte >= 0) i += 2;
  }
  return out;
}

bool shows_separator(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = encoded_byte(text, i);
    if (byte == '/' || byte == '\\' || byte == 0) return true;
  }
  return false;
}

}  // namespace

std::string plain_form(std::string_view segment) {
  std::string text(segment);
  for (std::string once = percent_decoded(text); once != text; once = percent_decoded(text)) text = once;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto rest = std::string_view(text).substr(i);
    const auto* dot =
        std::ranges::find_if(kDotForms, [rest](const DotForm& form) { return rest.starts_with(form.bytes); });
    const bool found = dot != std::ranges::end(kDotForms);
    out += found ? dot->plain : rest.substr(0, 1);
    i += found ? dot->bytes.size() : 1;
  }
  return out;
}

bool has_outer_space(std::string_view key) {
  if (key.empty()) return false;
  const auto is_ascii = [](char c) { return kAsciiSpaces.find(c) != kAsciiSpaces.npos; };
  return is_ascii(key.front()) || is_ascii(key.back()) ||
         std::ranges::any_of(
             kWideSpaces, [key](std::string_view space) { return key.starts_with(space) || key.ends_with(space); });
}

bool has_control(std::string_view key) {
  for (std::size_t i = 0; i < key.size(); ++i) {
    const auto byte = static_cast<unsigned char>(key[i]);
    const auto next = i + 1 < key.size() ? static_cast<unsigned char>(key[i + 1]) : 0U;
    if (byte < 0x20 || byte == 0x7f || (byte == 0xc2 && next >= 0x80 && next <= 0x9f)) return true;
  }
  return false;
}

bool has_encoded_separator(std::string_view key) {
  std::string text(key);
  while (!shows_separator(text)) {
    std::string once = percent_decoded(text);
    if (once == text) return false;
    text = std::move(once);
  }
  return true;
}

}  // namespace winnow
