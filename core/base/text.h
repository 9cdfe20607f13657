/// Small questions about text; what is UTF-8, and how it is shown, is in winnow/text.hpp. Thread rule: pure
/// functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "winnow/text.hpp"

namespace winnow {

/// The candidate nearest to `word` by edit distance, or empty where none is near enough to suggest.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "did you mean \"keep\"?" or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// 1234567 as "1,234,567".
std::string with_commas(std::uint64_t number);

/// "1 item", "0 items", "1,204 items": a number that may be one never stands before words of fixed number.
std::string count_of(std::uint64_t number, std::string_view one, std::string_view many);

/// The number with which a name begins; 0: with none.
std::int64_t leading_number(std::string_view name);

/// In the other case, as far as ASCII goes.
std::string lowered(std::string_view text);
std::string raised(std::string_view text);

/// Without the blanks around it.
std::string_view trimmed(std::string_view text);

/// 5242880 as "5.0 MiB".
std::string human_bytes(std::uint64_t bytes);

}  // namespace winnow
