/// Words from data as they are shown where a person judges by them.
#pragma once

#include <string>
#include <string_view>

namespace winnow {

/// printable(), and what would turn the direction of the text around it (Unicode UAX 9, 2) spelled out as well, so
/// that no key can look like another one. Thread rule: pure.
std::string visible(std::string_view words);

}  // namespace winnow
