/// winnow/options.hpp - declaring a plugin's options, and reading their values.
///
///   const Options kOptions = {option("path", WINNOW_TEXT).path().required().help("the database file")};
///   ...
///   std::string path = values.text("path");
///
/// One declared row drives the host's validation, `winnow plugin show`, the reference page and the messages.
#pragma once

#include <deque>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "winnow/filter.hpp"

namespace winnow {

/// One option under construction. The texts must be literals: the table keeps the pointers.
class OptionRow {
 public:
  OptionRow(const char* name, winnow_type type) {
    row_.struct_size = sizeof row_;
    row_.name = name;
    row_.type = type;
    row_.help = "";
  }
  OptionRow of(winnow_type element) && { return row_.element = element, *this; }
  OptionRow help(const char* words) && { return row_.help = words, *this; }
  OptionRow required() && { return flag(WINNOW_REQUIRED); }
  OptionRow secret() && { return flag(WINNOW_SECRET); }
  OptionRow path() && { return flag(WINNOW_PATH); }
  OptionRow keep_time() && { return flag(WINNOW_KEEP_TIME); }
  OptionRow outside_form() && { return flag(WINNOW_OUTSIDE_FORM); }
  OptionRow keep_floor() && { return flag(WINNOW_KEEP_FLOOR); }
  /// As written in TOML, for example "\"90d\"" or "[\"delivered\", \"failed\"]".
  OptionRow fallback(const char* toml) && { return row_.fallback = toml, *this; }
  OptionRow between(std::int64_t min, std::int64_t max) && { return row_.min = min, row_.max = max, *this; }

  const winnow_option& row() const { return row_; }

 private:
  OptionRow flag(std::uint32_t bit) { return row_.flags |= bit, *this; }
  winnow_option row_{};
};
inline OptionRow option(const char* name, winnow_type type) {
  return {name, type};
}

using Options = std::vector<OptionRow>;

/// The values of a plugin's options, by name. Asking for an undeclared name throws Error(WINNOW_BROKEN).
class OptionValues {
 public:
  OptionValues(const Options& options, std::span<const winnow_value> values) : options_(options), values_(values) {
    if (options.size() != values.size()) throw Error(WINNOW_BROKEN, "as many values as options are expected");
  }

  bool has(std::string_view name) const { return find(name).type != WINNOW_NULL; }
  /// The scalar members answer the type's empty value where the option is not set.
  std::string text(std::string_view name) const {
    const winnow_value& value = find(name);
    return value.type == WINNOW_NULL ? std::string{} : std::string(view(value.as.text));
  }
  std::int64_t integer(std::string_view name) const { return whole(name); }
  bool boolean(std::string_view name) const { return whole(name) != 0; }
  Span span(std::string_view name) const { return Span{whole(name)}; }
  std::vector<std::string> texts(std::string_view name) const {
    std::vector<std::string> out;
    const winnow_value& value = find(name);
    for (std::uint32_t i = 0; value.type == WINNOW_LIST && i < value.count; ++i) {
      out.emplace_back(view(value.as.list[i].as.text));
    }
    return out;
  }
  std::vector<Filter> filters(std::string_view name) const {
    std::vector<Filter> out;
    const winnow_value& value = find(name);
    for (std::uint32_t i = 0; value.type == WINNOW_LIST && i < value.count; ++i) {
      out.push_back(Filter::copy(*value.as.list[i].as.filter));
    }
    return out;
  }

 private:
  std::int64_t whole(std::string_view name) const {
    const winnow_value& value = find(name);
    return value.type == WINNOW_NULL ? 0 : value.as.i;
  }
  const winnow_value& find(std::string_view name) const {
    for (std::size_t i = 0; i < options_.size(); ++i) {
      if (options_[i].row().name == name) return values_[i];
    }
    throw Error(WINNOW_BROKEN, "option \"" + std::string(name) + "\" is not declared");
  }

  const Options& options_;
  std::span<const winnow_value> values_;
};

}  // namespace winnow
