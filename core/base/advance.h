/// How a long work says how far it is.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace winnow {

/// Called before the first and after each step: so many of so many of `what`. Empty: nobody wants to know.
using Advance = std::function<void(std::string_view what, std::uint64_t done, std::uint64_t of)>;

}  // namespace winnow
