#include "core/base/json_text.h"

#include <cmath>
#include <cstdlib>
#include <string>

#include "winnow/text.hpp"

namespace winnow {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes parts of a text off its front; each answers whether the part stood there.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  void spaces() {
    while (!text_.empty() && (front() == ' ' || front() == '\t' || front() == '\n' || front() == '\r')) step();
  }
  bool take(char c) {
    if (text_.empty() || front() != c) return false;
    step();
    return true;
  }
  /// "name" :
  bool name() {
    spaces();
    if (!string()) return false;
    spaces();
    return take(':');
  }
  /// A value that is neither an array nor an object.
  bool scalar() {
    if (text_.empty()) return false;
    switch (front()) {
      case '"': return string();
      case 't': return word("true");
      case 'f': return word("false");
      case 'n': return word("null");
      default: return number();
    }
  }

 private:
  char front() const { return text_.front(); }
  void step(std::size_t n = 1) { text_.remove_prefix(n); }

  bool word(std::string_view word) {
    if (!text_.starts_with(word)) return false;
    step(word.size());
    return true;
  }

  bool string() {
    if (!take('"')) return false;
    for (;;) {
      step(plain_in_json(text_));
      if (take('"')) return true;
      const std::size_t length = text_.starts_with('\\') ? escape() : 0;
      if (length == 0) return false;
      step(length);
    }
  }

  /// How long the escape at the front is; 0: it is none.
  std::size_t escape() const {
    if (text_.size() < 2) return 0;
    if (text_[1] != 'u') return std::string_view("\"\\/bfnrt").find(text_[1]) == text_.npos ? 0 : 2;
    const int unit = code_unit(0);
    if (unit < 0 || (unit & 0xfc00) == 0xdc00) return 0;
    if ((unit & 0xfc00) != 0xd800) return 6;
    const int second = code_unit(6);
    return second >= 0 && (second & 0xfc00) == 0xdc00 ? 12 : 0;
  }

  /// The code unit of a \uXXXX at `at`; -1: there is none.
  int code_unit(std::size_t at) const {
    if (at + 6 > text_.size() || text_[at] != '\\' || text_[at + 1] != 'u') return -1;
    int out = 0;
    for (const char c : text_.substr(at + 2, 4)) {
      const int digit = is_digit(c)            ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return -1;
      out = out * 16 + digit;
    }
    return out;
  }

  bool digits() {
    std::size_t n = 0;
    while (n < text_.size() && is_digit(text_[n])) ++n;
    step(n);
    return n > 0;
  }

  bool number() {
    constexpr std::size_t kAlwaysFits = 300;  // digits
    const std::string_view all = text_;
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    const bool has_exponent = take('e') || take('E');
    if (has_exponent) {
      if (!take('+')) take('-');
      if (!digits()) return false;
    }
    const std::size_t length = all.size() - text_.size();
    if (!has_exponent && length <= kAlwaysFits) return true;
    return std::isfinite(std::strtod(std::string(all.substr(0, length)).c_str(), nullptr));
  }

  std::string_view text_;
};

}  // namespace

bool is_json(std::string_view text) {
  if (!is_utf8(text)) return false;
  Reader reader(text);
  std::string open;  // the brackets that wait for their ends
  for (;;) {
    // A value begins here.
    reader.spaces();
    if (reader.take('[')) {
      open += '[';
      reader.spaces();
      if (!reader.take(']')) continue;
      open.pop_back();
    } else if (reader.take('{')) {
      open += '{';
      reader.spaces();
      if (!reader.take('}')) {
        if (!reader.name()) return false;
        continue;
      }
      open.pop_back();
    } else if (!reader.scalar()) {
      return false;
    }
    // A value has ended; with it those end whose last part it was.
    for (;;) {
      reader.spaces();
      if (open.empty()) return reader.at_end();
      if (reader.take(',')) {
        if (open.back() == '{' && !reader.name()) return false;
        break;
      }
      if (!reader.take(open.back() == '[' ? ']' : '}')) return false;
      open.pop_back();
    }
  }
}

}  // namespace winnow
