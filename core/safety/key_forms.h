/// The forms in which a dangerous part of a key may hide: percent-encoding (RFC 3986, also several times over),
/// look-alike dots, spaces and controls beyond ASCII (the Unicode properties White_Space and Cc). Pure.
#pragma once

#include <string>
#include <string_view>

namespace winnow {

/// The segment with percent-encoding undone until nothing changes, and every kind of dot written ".".
std::string plain_form(std::string_view segment);

/// Whether the key begins or ends with white space.
bool has_outer_space(std::string_view key);

/// Whether it holds an ASCII control, DEL, or a C1 control (U+0080 to U+009F in UTF-8).
bool has_control(std::string_view key);

/// Whether it holds %2f, %5c or %00, itself perhaps encoded again.
bool has_encoded_separator(std::string_view key);

}  // namespace winnow
