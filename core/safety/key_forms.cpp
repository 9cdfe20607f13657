#include "core/safety/key_forms.h"

#include <algorithm>

#include "core/base/encoding.h"

namespace winnow {

namespace {

struct PlainForm {
  std::string_view bytes;
  std::string_view plain;
};
/// What stands for dots and slashes: by NFKC (UAX #15), by IDNA (RFC 3490, 3.1), by its looks, and in the overlong
/// encodings that lenient decoders take for them.
constexpr PlainForm kPlainForms[] = {
    {"\xef\xbc\x8e", "."},   // U+FF0E full-width full stop
    {"\xe2\x80\xa4", "."},   // U+2024 one dot leader
    {"\xef\xb9\x92", "."},   // U+FE52 small full stop
    {"\xe3\x80\x82", "."},   // U+3002 ideographic full stop
    {"\xef\xbd\xa1", "."},   // U+FF61 half-width ideographic full stop
    {"\xe2\x80\xa5", ".."},  // U+2025 two dot leader
    {"\xef\xb8\xb0", ".."},  // U+FE30 vertical two dot leader
    {"\xc0\xae", "."},         {"\xe0\x80\xae", "."},
    {"\xf0\x80\x80\xae", "."}, {"\xef\xbc\x8f", "/"},  // U+FF0F full-width solidus
    {"\xe2\x88\x95", "/"},                             // U+2215 division slash
    {"\xe2\x81\x84", "/"},                             // U+2044 fraction slash
    {"\xe2\xa7\xb8", "/"},                             // U+29F8 big solidus
    {"\xef\xbc\xbc", "/"},                             // U+FF3C full-width backslash
    {"\xef\xb9\xa8", "/"},                             // U+FE68 small backslash
    {"\xc0\xaf", "/"},         {"\xe0\x80\xaf", "/"},
    {"\xf0\x80\x80\xaf", "/"}, {"\xc1\x9c", "/"},  // a backslash
    {"\xe0\x81\x9c", "/"},     {"\xf0\x80\x81\x9c", "/"},
};

/// Slash, backslash and NUL as no encoder writes them.
constexpr std::string_view kOverlong[] = {"\xc0\xaf",
                                          "\xe0\x80\xaf",
                                          "\xf0\x80\x80\xaf",
                                          "\xc1\x9c",
                                          "\xe0\x81\x9c",
                                          "\xf0\x80\x81\x9c",
                                          std::string_view("\xc0\x80", 2),
                                          "\xe0\x80\x80",
                                          "\xf0\x80\x80\x80"};

/// White_Space beyond ASCII.
constexpr std::string_view kWideSpaces[] = {
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82", "\xe2\x80\x83",
    "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a",
    "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};
constexpr std::string_view kAsciiSpaces = " \t\n\v\f\r";

/// Encoded backslashes become slashes: nobody encodes one for any other use.
std::string decoded_once(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = encoded_byte(text, i);
    out += byte < 0 ? text[i] : byte == '\\' ? '/' : static_cast<char>(byte);
    if (byte >= 0) i += 2;
  }
  return out;
}

bool shows_separator(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = encoded_byte(text, i);
    if (byte == '/' || byte == '\\' || byte == 0) return true;
    const auto rest = text.substr(i);
    if (std::ranges::any_of(kOverlong, [rest](std::string_view form) { return rest.starts_with(form); }))
      return true;
  }
  return false;
}

struct Range {
  char32_t first, last;
};
/// Cc, Default_Ignorable_Code_Point, Bidi_Control, the separators of lines and paragraphs, and interlinear
/// annotation (Unicode 15, DerivedCoreProperties.txt and PropList.txt). In order.
constexpr Range kUnseen[] = {{0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},      {0x34f, 0x34f},
                             {0x61c, 0x61c},     {0x115f, 0x1160},   {0x17b4, 0x17b5},  {0x180b, 0x180f},
                             {0x200b, 0x200f},   {0x2028, 0x202e},   {0x2060, 0x206f},  {0x3164, 0x3164},
                             {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},  {0xfff0, 0xfffb},
                             {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};

/// The character at the start of `text`, and its length in bytes. A byte that begins none is passed over alone, as
/// a character that nobody minds.
struct Character {
  char32_t code;
  std::size_t length;
};
Character first_character(std::string_view text) {
  const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = at(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length == 0 || text.size() < length) return {0xfffd, 1};
  char32_t code = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0U) != 0x80) return {0xfffd, 1};
    code = code << 6 | (at(i) & 0x3fU);
  }
  return {code, length};
}

}  // namespace

std::string plain_form(std::string_view key) {
  std::string text(key);
  for (std::string once = decoded_once(text); once != text; once = decoded_once(text)) text = once;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto rest = std::string_view(text).substr(i);
    const auto* found =
        std::ranges::find_if(kPlainForms, [rest](const PlainForm& form) { return rest.starts_with(form.bytes); });
    const bool known = found != std::ranges::end(kPlainForms);
    out += known ? found->plain : rest.substr(0, 1);
    i += known ? found->bytes.size() : 1;
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
  while (!key.empty()) {
    const Character character = first_character(key);
    const auto covers = [&](const Range& range) {
      return character.code >= range.first && character.code <= range.last;
    };
    if (std::ranges::any_of(kUnseen, covers)) return true;
    key.remove_prefix(character.length);
  }
  return false;
}

bool has_encoded_separator(std::string_view key) {
  std::string text(key);
  while (!shows_separator(text)) {
    std::string once = decoded_once(text);
    if (once == text) return false;
    text = std::move(once);
  }
  return true;
}

}  // namespace winnow
