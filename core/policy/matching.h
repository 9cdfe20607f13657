/// Questions about texts, bytewise, in linear time: RE2 and globs. Thread rule: one thread at a time.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace winnow {

/// Compiled patterns, the last few of them. What is wrong with a pattern, or too much work, throws
/// std::invalid_argument.
class Patterns {
 public:
  Patterns();
  ~Patterns();

  struct Answer {
    bool yes;
    std::size_t work;  ///< what it took, in bytes of plain searching
  };
  /// Whether `pattern` (RE2 syntax) matches anywhere in `text`; anchor it with ^ and $.
  Answer matches(std::string_view text, std::string_view pattern);
  /// Whether the whole of `text` is of the form `pattern`: * any run without '/', ** any run, ? one byte but '/'.
  Answer glob(std::string_view text, std::string_view pattern);

 private:
  const re2::RE2& compiled(const std::string& expression, std::string_view pattern);

  std::map<std::string, std::unique_ptr<re2::RE2>, std::less<>> cache_;
};

/// Whether `part` occurs in `text`; linear, also for repetitive texts.
bool contains(std::string_view text, std::string_view part);

}  // namespace winnow
