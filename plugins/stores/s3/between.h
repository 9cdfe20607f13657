/// Where a listing may be cut: keys that are guessed to lie in the middle of those that nobody has seen yet. A
/// guess that is wrong costs a request and nothing else. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace winnow::s3 {

/// A stretch of keys of which only the beginning is known.
struct Stretch {
  std::string_view first;  ///< of all keys that the listing showed: from here on keys are known to differ
  std::string_view page;   ///< the key with which the page began that ended with `last`
  std::string_view last;   ///< the stretch comes after this key
  std::string_view upper;  ///< and before this one; empty: nobody knows
  std::size_t fixed = 0;   ///< so many bytes are the same in all keys: the target's
};

/// A text after `last` and before `upper`; nullopt: none is worth trying. It ends with an ASCII character and cuts
/// no character of UTF-8 in two.
std::optional<std::string> between(const Stretch& stretch);

/// How large a stretch may be: the more of its ends is the same, the smaller. To be compared only.
struct Width {
  std::size_t same;  ///< bytes at which both ends agree
  int apart;         ///< of the first byte at which they do not
  bool operator>(const Width& other) const { return same != other.same ? same < other.same : apart > other.apart; }
};
Width width_of(const Stretch& stretch);

/// How many pages as the last one are to be expected, if keys go on as they went there; many where nothing is
/// known.
double pages_in(const Stretch& stretch);

}  // namespace winnow::s3
