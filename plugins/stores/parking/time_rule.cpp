#include "time_rule.h"

#include <map>

namespace winnow::parking {

namespace {

constexpr std::string_view kFields = "YmdHMS";
constexpr std::size_t kMonthFields = 2;  // needed always; a date, and a clock time, need those before them

std::size_t digits_of(char field) {
  return field == 'Y' ? 4 : 2;
}

[[noreturn]] void refuse(const std::string& words) {
  throw Error(WINNOW_BAD_CONFIG, "time: " + words);
}

}  // namespace

TimeRule::TimeRule(std::string_view from, std::string_view format) {
  if (from == "modified") {
    if (!format.empty()) refuse("format goes with from = \"name\" only");
  } else if (from == "name") {
    read_format(format);
  } else {
    refuse("from is \"modified\" or \"name\"");
  }
}

void TimeRule::read_format(std::string_view format) {
  std::string seen;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      format_.push_back({Token::Kind::literal, format[i]});
      continue;
    }
    const char letter = ++i < format.size() ? format[i] : '\0';
    if (letter == '%') {
      format_.push_back({Token::Kind::literal, '%'});
      continue;
    }
    if (letter == '\0' || kFields.find(letter) == kFields.npos) {
      refuse("format knows %Y %m %d %H %M %S and %%, and no other letter after a percent sign");
    }
    if (seen.find(letter) != seen.npos) refuse(std::string("format has %") + letter + " twice");
    seen += letter;
    format_.push_back({Token::Kind::field, letter});
  }
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    const bool needed = i < kMonthFields || seen.find_first_of(kFields.substr(i)) != seen.npos;
    if (needed && seen.find(kFields[i]) == seen.npos) refuse(std::string("format lacks %") + kFields[i]);
  }
}

std::optional<std::string> TimeRule::iso_in(std::string_view name) const {
  std::map<char, std::string> digits;
  for (const Token& token : format_) {
    const std::size_t wanted = token.kind == Token::Kind::literal ? 1 : digits_of(token.letter);
    const std::string_view part = name.substr(0, wanted);
    if (part.size() < wanted) return std::nullopt;
    if (token.kind == Token::Kind::literal) {
      if (part.front() != token.letter) return std::nullopt;
    } else if (part.find_first_not_of("0123456789") != part.npos) {
      return std::nullopt;
    } else {
      digits[token.letter] = part;
    }
    name.remove_prefix(wanted);
  }
  if (!name.empty()) return std::nullopt;
  std::string date = digits['Y'] + "-" + digits['m'];
  if (digits.contains('d')) date += "-" + digits['d'];
  if (!digits.contains('H')) return date;
  // A coarse time counts by its end, as the host has it for dates and months.
  const auto or_last = [&](char letter) { return digits.contains(letter) ? digits[letter] : std::string("59"); };
  return date + "T" + digits['H'] + ":" + or_last('M') + ":" + or_last('S');
}

std::int64_t TimeRule::time(std::string_view name, std::int64_t modified, const Host& host) const {
  if (format_.empty()) return modified;
  const std::optional<std::string> iso = iso_in(name);
  return iso ? host.read_time(*iso) : WINNOW_TIME_UNREADABLE;
}

}  // namespace winnow::parking
