/// The name of one thing in the bin: RUN/JOB/SEGMENT#LINE. It stays true however often its segment is written anew.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace winnow {

/// Thread rule: plain data.
struct BinId {
  std::string run;
  std::string job;
  std::int64_t n = 0;
  std::int64_t line = 0;

  std::string text() const;
  /// Without the line: RUN/JOB/SEGMENT.
  std::string segment() const;
  /// Throws Failure (configuration) for a text that is not of the form.
  static BinId parse(std::string_view text);

  friend auto operator<=>(const BinId&, const BinId&) = default;
};

}  // namespace winnow
