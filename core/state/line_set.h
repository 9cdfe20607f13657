/// A set of line numbers as ranges, written "2-900,902": which lines of a segment count.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace winnow {

/// Thread rule: plain data.
class LineSet {
 public:
  /// Throws Failure for a text that is not of the form.
  static LineSet parse(std::string_view text);
  /// Of numbers in any order.
  static LineSet of(std::vector<std::int64_t> lines);
  std::string text() const;

  /// Numbers must come in ascending order.
  void add(std::int64_t line);
  bool contains(std::int64_t line) const;
  std::int64_t count() const;
  template <class Visit>
  void each(Visit&& visit) const {
    for (const auto& [first, last] : ranges_) {
      for (std::int64_t line = first; line <= last; ++line) visit(line);
    }
  }
  bool empty() const { return ranges_.empty(); }

 private:
  std::vector<std::pair<std::int64_t, std::int64_t>> ranges_;  // first and last, ascending, apart
};

}  // namespace winnow
