/// What plugins must not say: the values of their secret options, and passwords in URLs among the others. Every
/// text that comes from a plugin and is for people passes without_secrets().
#pragma once

#include <string>
#include <string_view>

namespace winnow {

/// From here on `value` appears as "<name>" in this process. One of fewer than four bytes is found in too many
/// words to be hidden. With what is a part of it: the password of a URL or of `password=...`. Thread rule: any.
void keep_secret(std::string_view name, std::string_view value);
/// Only what is a part of it.
void keep_password_in(std::string_view name, std::string_view value);

/// Thread rule: any.
std::string without_secrets(std::string_view text);
/// Of a text that may have been cut off at its end: there, the beginning of a secret counts as well.
std::string without_secrets_cut(std::string_view text);

}  // namespace winnow
