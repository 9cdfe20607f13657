/// What other notations make of a text: escapes, entities, marks that nobody sees. What cannot be decoded stays as
/// it is. Thread rule: pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace winnow {

/// As a reader sees it: without NUL, byte order marks, other marks of no width and blanks that do not break;
/// "&amp;" is "&" and "&#233;" is "é" (HTML), "\u00e9" is "é" and "\/" is "/" (JSON, in whatever stands around it).
std::string as_read(std::string_view text);

/// The texts of a JSON text in their order, also where a name is given twice.
struct JsonTexts {
  std::vector<std::string> values;
  std::vector<std::string> names;  ///< of members of objects
};

/// Empty: it is no JSON, or has no texts.
JsonTexts texts_of_json(std::string_view text);

}  // namespace winnow
