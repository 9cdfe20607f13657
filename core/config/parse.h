/// TOML text to a tree, with the parser's complaints as Failures. Thread rule: pure.
#pragma once

#include <toml++/toml.h>

#include <string_view>

#include "core/config/config.h"

namespace winnow {

/// `document` names the text in messages; without a line in it, messages show no positions, which is for texts that
/// no file holds. Throws Failure (configuration) for what is not TOML, and for a key that is given twice.
toml::table parse_toml(std::string_view text, const Place& document);

}  // namespace winnow
