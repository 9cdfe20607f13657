/// Names are bytes: what can be said about them. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "winnow/text.hpp"

namespace winnow::parking {

/// The name as a JSON value: a string, or {"base64":"..."} for what is not UTF-8.
std::string json_of(std::string_view name);

/// A name for messages and logs: quoted, what is not printable UTF-8 as \xNN.
std::string shown(std::string_view name);

}  // namespace winnow::parking
