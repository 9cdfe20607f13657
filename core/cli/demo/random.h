/// Numbers that are the same on every machine for the same seed: SplitMix64 (Steele, Lea and Flood, 2014). The
/// standard library's distributions differ between implementations, so they are not used. Not for secrets.
#pragma once

#include <cstdint>
#include <span>

#include "winnow/value.hpp"

namespace winnow::demo {

/// Thread rule: one thread.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  /// 0 to `end` - 1.
  std::uint64_t below(std::uint64_t end) { return next() % end; }
  /// True once in `n` times.
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  /// Anything from 0 up to `longest`, to the second.
  Span span(Span longest) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(longest).count();
    return std::chrono::seconds(below(static_cast<std::uint64_t>(seconds)));
  }
  template <class T, std::size_t N>
  const T& pick(const T (&from)[N]) {
    return from[below(N)];
  }

 private:
  std::uint64_t state_;
};

}  // namespace winnow::demo
