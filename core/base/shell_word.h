/// A name from outside within a command that a message tells to type.
#pragma once

#include <string>
#include <string_view>

namespace winnow {

/// As a shell reads it as one word: as it is where it needs no quotes, else in single ones. Control characters in
/// it are shown as `printable` does. Thread rule: pure.
std::string shell_word(std::string_view name);

}  // namespace winnow
