#include "core/config/parse.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/text.h"

namespace winnow {
namespace {

/// toml++ says "Error while parsing key-value pair: cannot redefine existing integer 'a'".
[[noreturn]] void complain(std::string_view description, const std::string& where) {
  constexpr std::string_view kTwice = "cannot redefine existing ";
  const std::size_t twice = description.find(kTwice);
  const std::size_t quote = description.find('\'', twice == std::string_view::npos ? 0 : twice);
  if (twice != std::string_view::npos && quote != std::string_view::npos && description.ends_with('\'')) {
    const std::string_view key = description.substr(quote + 1, description.size() - quote - 2);
    throw configuration_failure(where, "\"" + printable(key) + "\" is given twice", "keep one of the two");
  }
  const bool in_text = description.find("string") != std::string_view::npos;
  throw configuration_failure(where, "not valid TOML: " + printable(description),
                              in_text ? "a text ends on its line, with the quote that it began with"
                                      : "a line is KEY = VALUE, [TABLE] or [[ROW]]; look at the line before, too");
}

bool is_nul(char c) {
  return c == 0;
}
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// A path with a NUL in it would be cut off there, and another file be opened than the one that is named; a name
/// with a control character would be shown as something else.
void refuse_controls(const toml::node& node, const Place& document) {
  const auto refuse = [&document](const toml::source_region& at, const char* what) {
    const Place place = document.line == 0 ? document : Place{document.file, at.begin.line, at.begin.column};
    throw configuration_failure(place.text(), what, "write it without");
  };
  if (const auto* const text = node.as_string()) {
    if (std::any_of((*text)->begin(), (*text)->end(), is_nul)) refuse(node.source(), "there is a NUL in this text");
  } else if (const auto* const list = node.as_array()) {
    for (const toml::node& one : *list) refuse_controls(one, document);
  } else if (const auto* const table = node.as_table()) {
    for (const auto& [key, value] : *table) {
      if (std::any_of(key.begin(), key.end(), is_control))
        refuse(key.source(), "there is a control character in this name");
      refuse_controls(value, document);
    }
  }
}

}  // namespace

toml::table parse_toml(std::string_view text, const Place& document) {
  try {
    toml::table out = toml::parse(text, std::string_view(document.file));
    refuse_controls(out, document);
    return out;
  } catch (const toml::parse_error& error) {
    const auto [line, column] = error.source().begin;
    const Place place = document.line == 0 ? document : Place{document.file, line, column};
    complain(error.description(), place.text());
  }
}

}  // namespace winnow
