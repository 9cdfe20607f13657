/// Whether a text is JSON, without building a tree of it: each copy is asked before it is written into the bin.
#pragma once

#include <string_view>

namespace winnow {

/// One value of RFC 8259 with nothing but spaces around it, which a reader of ours can read again: UTF-8, no lone
/// half of a surrogate pair, no number too large for a double. Thread rule: any.
bool is_json(std::string_view text);

}  // namespace winnow
