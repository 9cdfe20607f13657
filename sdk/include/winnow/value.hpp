/// winnow/value.hpp - owning values, and views of the border's texts.
///
/// A Value owns what it shows; a winnow_value (plugin.h) borrows. Items arrive as winnow_value, filters and
/// options are made of Value. Thread rule: plain data, as std::string. Standard library only.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "winnow/plugin.h"

namespace winnow {

/// A point in time: microseconds since 1970-01-01 UTC, as the border's TIME.
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;
/// A length of time in microseconds, as the border's SPAN.
using Span = std::chrono::microseconds;

constexpr Time time_of(std::int64_t micros) {
  return Time{Span{micros}};
}
constexpr std::int64_t micros_of(Time time) {
  return time.time_since_epoch().count();
}

inline std::string_view view(const winnow_text& text) {
  return text.size == 0 ? std::string_view{} : std::string_view{text.data, text.size};
}
/// The result borrows from `text`.
inline winnow_text borrow(std::string_view text) {
  return {text.data(), text.size()};
}

/// What a plugin throws, and what the host throws when a plugin answered with an error code.
class Error : public std::runtime_error {
 public:
  Error(winnow_code code, const std::string& message) : std::runtime_error(message), code_(code) {}
  winnow_code code() const { return code_; }

 private:
  winnow_code code_;
};

/// A table of the border, once it is known to be as large as `least`, its size in 1.0 (WINNOW_..._1_0). What was
/// appended since is read where WINNOW_HAS says so. Throws Error(WINNOW_BROKEN).
template <class Table>
const Table& whole(const Table* table, std::size_t least, const char* name) {
  if (table == nullptr || table->struct_size < least) {
    throw Error(WINNOW_BROKEN, std::string("the table ") + name + " is smaller than in version 1.0");
  }
  return *table;
}

/// Whether a value of this type is a text: TEXT, BYTES, DECIMAL or OTHER.
constexpr bool is_words(winnow_type type) {
  return type == WINNOW_TEXT || type == WINNOW_BYTES || type == WINNOW_DECIMAL || type == WINNOW_OTHER;
}

class Filter;

/// One owned value of any type of the border.
struct Value {
  winnow_type type = WINNOW_NULL;
  std::int64_t i = 0;                    ///< BOOL, INT, TIME, SPAN
  double r = 0;                          ///< REAL
  std::string text;                      ///< TEXT, BYTES, DECIMAL, OTHER
  std::vector<Value> list;               ///< LIST
  std::shared_ptr<const Filter> filter;  ///< FILTER

  static Value null() { return {}; }
  static Value boolean(bool yes) { return number(WINNOW_BOOL, yes ? 1 : 0); }
  static Value integer(std::int64_t i) { return number(WINNOW_INT, i); }
  static Value real(double r) {
    Value value;
    value.type = WINNOW_REAL;
    value.r = r;
    return value;
  }
  static Value time(Time time) { return number(WINNOW_TIME, micros_of(time)); }
  static Value span(Span span) { return number(WINNOW_SPAN, span.count()); }
  static Value of_text(std::string text) { return words(WINNOW_TEXT, std::move(text)); }
  static Value bytes(std::string bytes) { return words(WINNOW_BYTES, std::move(bytes)); }
  static Value decimal(std::string digits) { return words(WINNOW_DECIMAL, std::move(digits)); }
  static Value other(std::string text) { return words(WINNOW_OTHER, std::move(text)); }
  static Value of_list(std::vector<Value> list) {
    Value value;
    value.type = WINNOW_LIST;
    value.list = std::move(list);
    return value;
  }
  static Value of_filter(std::shared_ptr<const Filter> filter) {
    Value value;
    value.type = WINNOW_FILTER;
    value.filter = std::move(filter);
    return value;
  }

  bool is_null() const { return type == WINNOW_NULL; }
  bool is_words() const { return winnow::is_words(type); }

  friend bool operator==(const Value& a, const Value& b) = default;

 private:
  static Value number(winnow_type type, std::int64_t i) {
    Value value;
    value.type = type;
    value.i = i;
    return value;
  }
  static Value words(winnow_type type, std::string text) {
    Value value;
    value.type = type;
    value.text = std::move(text);
    return value;
  }
};

/// A borrowed view of a scalar (not of a LIST or FILTER); valid as long as `value` stays unchanged.
inline winnow_value borrow(const Value& value) {
  winnow_value out{value.type, 0, {}};
  if (value.is_words()) {
    out.as.text = borrow(std::string_view{value.text});
  } else if (value.type == WINNOW_REAL) {
    out.as.r = value.r;
  } else {
    out.as.i = value.i;
  }
  return out;
}

/// A copy of a borrowed scalar.
inline Value own(const winnow_value& value) {
  Value out;
  out.type = value.type;
  if (out.is_words()) {
    out.text = std::string(view(value.as.text));
  } else if (value.type == WINNOW_REAL) {
    out.r = value.as.r;
  } else if (value.type != WINNOW_NULL && value.type != WINNOW_LIST && value.type != WINNOW_FILTER) {
    out.i = value.as.i;
  }
  return out;
}

}  // namespace winnow
