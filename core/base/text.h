/// Small questions about text. Thread rule: pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace winnow {

bool is_utf8(std::string_view text);

/// The candidate nearest to `word` by edit distance, or empty where none is near enough to suggest.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "did you mean \"keep\"?" or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

/// 1234567 as "1,234,567"; 5242880 as "5.0 MiB".
std::string with_commas(std::uint64_t number);
std::string human_bytes(std::uint64_t bytes);

/// A text for terminals and logs: control characters and what is not UTF-8 as \xNN.
std::string printable(std::string_view text);

}  // namespace winnow
