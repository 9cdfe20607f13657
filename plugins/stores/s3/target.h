/// Which keys a target means: "logs/" all that begin so, "logs/app-*" all that begin with "logs/app-", anything
/// else exactly that key. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace winnow::s3 {

inline constexpr std::size_t kLongestKey = 1024;  ///< bytes, by S3

struct Target {
  std::string prefix;  ///< what all keys begin with, as the server is asked
  bool exact = false;  ///< only the key that is `prefix` itself

  bool has(std::string_view key) const { return exact ? key == prefix : key.starts_with(prefix); }
};

/// Throws Error(WINNOW_BAD_CONFIG) for a target that is empty, boundless or in the bin.
Target read_target(std::string_view text);

/// Whether a segment of the key is empty, "." or "..".
bool has_odd_segment(std::string_view key);

/// Why an object with this key is never copied or removed, in words; empty: it may be. Some servers keep objects in
/// a file system, where "a//b" and "x/../y" are other files than the keys say: what is done to the one would be
/// done to another.
std::string_view trouble_with(std::string_view key);

}  // namespace winnow::s3
