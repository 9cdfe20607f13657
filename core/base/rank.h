/// An order of keys in which numbers count by their value. Thread rule: pure.
#pragma once

#include <string>
#include <string_view>

namespace winnow {

/// A text whose bytewise order is that of `text` with each run of digits taken as a number: "9" before "10".
std::string rank_of(std::string_view text);

}  // namespace winnow
