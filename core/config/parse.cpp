#include "core/config/parse.h"

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

}  // namespace

toml::table parse_toml(std::string_view text, const Place& document) {
  try {
    return toml::parse(text, std::string_view(document.file));
  } catch (const toml::parse_error& error) {
    const auto [line, column] = error.source().begin;
    const Place place = document.line == 0 ? document : Place{document.file, line, column};
    complain(error.description(), place.text());
  }
}

}  // namespace winnow
