#include "core/policy/matching.h"

#include <re2/re2.h>

#include <cstring>
#include <stdexcept>

namespace winnow {
namespace {

constexpr std::size_t kLongestPattern = 1000;
constexpr std::size_t kMostPatterns = 64;
constexpr std::int64_t kPatternMemory = 256 * 1024;
/// Where RE2's fast automaton does not fit into its memory, it takes steps in the order of text times program.
constexpr std::size_t kMostWork = 5'000'000;
constexpr std::size_t kWorkOfCall = 1024;
constexpr std::size_t kWorkOfByte = 16;
constexpr std::size_t kWorkOfCompiling = 1024 * 1024;

std::string expression_of_glob(std::string_view glob) {
  std::string out = "^";
  for (std::size_t i = 0; i < glob.size(); ++i) {
    if (glob[i] == '*') {
      const bool twice = i + 1 < glob.size() && glob[i + 1] == '*';
      out += twice ? "(?s:.*)" : "[^/]*";
      if (twice) ++i;
    } else if (glob[i] == '?') {
      out += "[^/]";
    } else {
      out += re2::RE2::QuoteMeta(re2::StringPiece(&glob[i], 1));
    }
  }
  return out + "$";
}

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

Patterns::Patterns() = default;
Patterns::~Patterns() = default;

const re2::RE2& Patterns::compiled(const std::string& expression, std::string_view pattern) {
  if (cache_.size() >= kMostPatterns) cache_.clear();
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_encoding(re2::RE2::Options::EncodingLatin1);  // bytes: keys need not be UTF-8
  options.set_max_mem(kPatternMemory);
  auto made = std::make_unique<re2::RE2>(expression, options);
  if (!made->ok()) throw std::invalid_argument("bad pattern \"" + std::string(pattern) + "\": " + made->error());
  return *(cache_[expression] = std::move(made));
}

Patterns::Answer Patterns::matches(std::string_view text, std::string_view pattern) {
  if (pattern.size() > kLongestPattern) throw std::invalid_argument("the pattern is longer than 1,000 bytes");
  const auto known = cache_.find(pattern);
  const re2::RE2& expression = known != cache_.end() ? *known->second : compiled(std::string(pattern), pattern);
  if (text.size() > kMostWork / static_cast<std::size_t>(expression.ProgramSize())) {
    throw std::invalid_argument("the text is too long for this pattern");
  }
  const std::size_t work = (known != cache_.end() ? kWorkOfCall : kWorkOfCompiling) + text.size() * kWorkOfByte;
  return {re2::RE2::PartialMatch(piece(text), expression), work};
}

Patterns::Answer Patterns::glob(std::string_view text, std::string_view pattern) {
  if (pattern.size() > kLongestPattern / 4) throw std::invalid_argument("the glob is longer than 250 bytes");
  return matches(text, expression_of_glob(pattern));
}

bool contains(std::string_view text, std::string_view part) {
  return part.empty() || memmem(text.data(), text.size(), part.data(), part.size()) != nullptr;
}

}  // namespace winnow
