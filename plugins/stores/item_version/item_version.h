/// The version of an item that is known by its content: SHA-256 cut to 16 bytes, as 32 hexadecimal digits. Thread
/// rule: plain functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace winnow {

inline constexpr std::size_t kVersionSize = 32;

/// Writes kVersionSize digits at `out`. `content` must say where one value ends and the next begins. Throws
/// Error(WINNOW_BROKEN) where OpenSSL has no SHA-256.
void write_version(std::string_view content, char* out);

inline std::string version_of(std::string_view content) {
  std::string out(kVersionSize, '\0');
  write_version(content, out.data());
  return out;
}

}  // namespace winnow
