/// What databases may take for one text: collations that know no case, no accents, or no blanks at the end.
///
///   "Café " "cafe"        one, by the collations that MariaDB has by itself
///   "straße"              "strasse" by some, "strase" by others
///
/// More meet here than in any one database: what is asked by it stays. Thread rule: pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace winnow {

/// The forms of a text in which those meet that a collation may hold for equal; one, most often.
std::vector<std::string> loose_forms(std::string_view text);

}  // namespace winnow
