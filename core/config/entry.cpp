#include "core/config/entry.h"

#include <charconv>
#include <cmath>
#include <sstream>
#include <stdexcept>

#include "core/base/failure.h"
#include "core/base/text.h"

namespace winnow {
namespace {

/// Digits with at most one point and digits after it, then "%". Nothing else: no sign, no exponent, no "nan".
std::optional<double> parse_percent(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  if (text.empty() || text.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number / 100;
}

/// What stands behind the key where it is right.
std::string example_of(std::string_view wanted) {
  for (const auto& [kind, example] :
       {std::pair("a text", "\"...\""), std::pair("true", "true"), std::pair("a whole", "100"),
        std::pair("a number", "2.5"), std::pair("a duration", "\"30d\""), std::pair("a share", "\"50%\""),
        std::pair("a date", "2026-01-31"), std::pair("a list", "[ ... ]")}) {
    if (wanted.starts_with(kind)) return example;
  }
  return "{ ... }";
}

std::string as_written(const auto& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

}  // namespace

std::string_view kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table: return "a table";
    case toml::node_type::array: return "a list";
    case toml::node_type::string: return "a text";
    case toml::node_type::integer: return "an integer";
    case toml::node_type::floating_point: return "a number with a point";
    case toml::node_type::boolean: return "true or false";
    case toml::node_type::date: return "a date";
    case toml::node_type::time: return "a time of day";
    case toml::node_type::date_time: return "a date and time";
    default: return "nothing";
  }
}

void Entry::fail(std::string_view what, std::string_view hint) const {
  throw configuration_failure(place_.text(), printable(name_) + ": " + std::string(what), hint);
}

void Entry::want(std::string_view wanted) const {
  fail("must be " + std::string(wanted) + ", not " + std::string(kind_of(*node_)),
       "write it like " + example_of(wanted));
}

std::string Entry::text() const {
  const auto* text = node_->as_string();
  if (text == nullptr) want("a text in quotes");
  if (text->get().empty()) fail("must not be empty", "nothing means everything by being empty");
  return text->get();
}

std::string Entry::one_of(std::span<const std::string> words) const {
  const std::string word = text();
  std::string list;
  for (const std::string& candidate : words) {
    if (candidate == word) return word;
    list += (list.empty() ? "" : ", ") + candidate;
  }
  const std::string meant = did_you_mean(word, words);
  fail("unknown word \"" + printable(word) + "\"", meant.empty() ? "use one of: " + list : meant);
}

bool Entry::boolean() const {
  const auto* yes = node_->as_boolean();
  if (yes == nullptr) want("true or false");
  return yes->get();
}

std::int64_t Entry::integer() const {
  const auto* number = node_->as_integer();
  if (number == nullptr) want("a whole number");
  return number->get();
}

double Entry::real() const {
  if (node_->is_integer()) return static_cast<double>(integer());
  const auto* number = node_->as_floating_point();
  if (number == nullptr) want("a number");
  if (!std::isfinite(number->get())) fail("must be a finite number");
  return number->get();
}

Duration Entry::duration() const {
  if (const auto* number = node_->as_integer()) {
    const std::int64_t count = number->get();
    fail("a unit is missing", "write \"" + std::to_string(count > 0 ? count : 30) + "d\" for days");
  }
  const auto* text = node_->as_string();
  if (text == nullptr) want("a duration such as \"30d\"");
  try {
    return parse_duration(text->get());
  } catch (const std::invalid_argument& error) {
    const std::string words = printable(error.what());
    fail(words, words.find("; ") == std::string::npos ? "write it like \"30d\"" : "");
  }
}

double Entry::percent() const {
  const auto* text = node_->as_string();
  if (text == nullptr) want("a share in percent such as \"50%\"");
  const std::optional<double> share = parse_percent(text->get());
  if (!share) fail("\"" + printable(text->get()) + "\" is not a share in percent", "write it like \"50%\"");
  if (!(*share > 0)) fail("must be above 0%", "nothing means everything by being zero");
  return *share;
}

Time Entry::time(const Zone& zone) const {
  std::string written;
  if (const auto* both = node_->as_date_time()) {
    written = as_written(both->get());
  } else if (const auto* date = node_->as_date()) {
    written = as_written(date->get());
  } else {
    want("a date, or a date and time, without quotes");
  }
  const std::optional<Time> time = parse_time(written, zone);
  if (!time) fail(written + " is not one instant in the time zone of [winnow]", "give its offset, as in \"Z\"");
  return *time;
}

std::vector<Entry> Entry::elements() const {
  const auto* list = node_->as_array();
  if (list == nullptr) want("a list");
  std::vector<Entry> out;
  for (const toml::node& node : *list) {
    const auto [line, column] = node.source().begin;
    const bool known = place_.line != 0 && line != 0;  // copies of TOML keep the places of keys only
    out.emplace_back(name_, node, known ? Place{place_.file, line, column} : place_);
  }
  return out;
}

std::vector<std::string> Entry::texts() const {
  const std::vector<Entry> list = elements();
  if (list.empty()) fail("must not be empty", "nothing means everything by being empty");
  std::vector<std::string> out;
  for (const Entry& entry : list) out.push_back(entry.text());
  return out;
}

Section Entry::section(std::string name) const {
  const toml::table* table = node_->as_table();
  if (table == nullptr) want("a table");
  Place place = place_;
  place.table = std::move(name);
  return {*table, std::move(place)};
}

std::vector<Section> Entry::rows() const {
  std::vector<Section> out;
  for (const Entry& entry : elements()) out.push_back(entry.section(name_));
  return out;
}

}  // namespace winnow
