#include "core/items/loose_text.h"

#include <utf8proc.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "core/base/text.h"

namespace winnow {
namespace {

/// Letters that Unicode does not decompose, and collations do (UTS 10, the default table).
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kLetters = {{{"\u00f8", "o"},
                                                                                    {"\u0142", "l"},
                                                                                    {"\u0111", "d"},
                                                                                    {"\u00f0", "d"},
                                                                                    {"\u0127", "h"},
                                                                                    {"\u0131", "i"},
                                                                                    {"\u00e6", "ae"},
                                                                                    {"\u0153", "oe"},
                                                                                    {"\u00fe", "th"}}};
constexpr std::string_view kSharpS = "\u00df";

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

/// Without case, accents, marks that nobody sees, and the differences of width and shape. What is not UTF-8 only
/// loses the case of its ASCII letters.
std::string without_case(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &mapped,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE |
                                     UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD));
  std::string out =
      size < 0 ? lowered(text) : std::string(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  std::free(mapped);
  for (const auto& [letter, plain] : kLetters) replace_all(out, letter, plain);
  return out;
}

}  // namespace

std::vector<std::string> loose_forms(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  bool ascii = true;
  for (const char c : text) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  if (ascii) return {lowered(text)};
  std::vector<std::string> out = {without_case(text)};
  if (text.find(kSharpS) != std::string_view::npos) {
    std::string single(text);
    replace_all(single, kSharpS, "s");
    out.push_back(without_case(single));
  }
  return out;
}

}  // namespace winnow
