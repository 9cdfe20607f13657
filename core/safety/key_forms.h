/// The forms in which a dangerous part of a key may hide: percent-encoding (RFC 3986, also several times over),
/// look-alike dots and slashes, overlong UTF-8, spaces, controls and what nobody sees (the Unicode properties
/// White_Space, Cc, Default_Ignorable_Code_Point and Bidi_Control). Pure.
#pragma once

#include <string>
#include <string_view>

namespace winnow {

/// The key with percent-encoding undone until nothing changes, every kind of dot written "." and every kind of
/// slash that is not plain written "/", an encoded backslash among them. A plain backslash stays: it is a danger of
/// its own.
std::string plain_form(std::string_view key);

/// Whether the key begins or ends with white space.
bool has_outer_space(std::string_view key);

/// Whether it holds a control, ASCII or C1, or a character that has no width of its own or turns the direction of
/// its neighbours: two keys that look alike would be two items.
bool has_control(std::string_view key);

/// Whether it holds %2f, %5c or %00, itself perhaps encoded again, or one of these three bytes in overlong UTF-8.
bool has_encoded_separator(std::string_view key);

}  // namespace winnow
