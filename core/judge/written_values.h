/// One value in the several ways in which it may be written: numbers, bytes, UUIDs, times, and texts that a
/// database's collation may take for one another. Thread rule: pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/times.h"
#include "winnow/value.hpp"

namespace winnow {

/// Of a text that is written as a number is written: not 007, not +7.
std::optional<std::int64_t> integer_of(std::string_view text);

/// A number without what is not of its value: 5 for +5.0, 1.1 for 001.10. Empty: the text is none.
std::string plain_number(std::string_view text);

/// The same of a text that a server reads as a number where it compares the two: also " 7" and 1e3. Empty: none.
std::string number_in(std::string_view text);

/// Bytes as PostgreSQL (\x00ff) and MariaDB (00FF) write a key of them; shorter ones of the latter are numbers.
/// Empty: the text writes none.
std::string bytes_in(std::string_view text);

inline constexpr std::size_t kUuidBytes = 16;
/// The bytes of a UUID's text. Empty: the text is none.
std::string uuid_in(std::string_view text);
/// The same of one that may lack its dashes.
std::string uuid_of(std::string_view text);
std::string uuid_text(std::string_view bytes);

/// The time that a key writes; 2026 or 20260619 is a number.
std::optional<Time> time_in(std::string_view text, const Zone& zone);

}  // namespace winnow
