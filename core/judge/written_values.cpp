#include "core/judge/written_values.h"

#include <algorithm>
#include <charconv>

#include "core/base/encoding.h"
#include "core/base/text.h"
#include "core/base/times.h"

namespace winnow {
namespace {

constexpr std::size_t kUuidDashes[] = {8, 13, 18, 23};  // RFC 9562, 4

}  // namespace

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || std::to_string(number) != text) return std::nullopt;
  return number;
}

std::string plain_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t point = std::min(text.find('.'), text.size());
  const auto is_digits = [](std::string_view part) {
    return part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  std::string_view whole = text.substr(0, point);
  std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() || !is_digits(whole) || !is_digits(fraction)) return {};
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size() - 1));
  fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
  std::string out = negative && (whole != "0" || !fraction.empty()) ? "-" : "";
  out += whole;
  if (!fraction.empty()) out.append(".").append(fraction);
  return out;
}

std::string number_in(std::string_view text) {
  text = trimmed(text);
  if (std::string plain = plain_number(text); !plain.empty()) return plain;
  if (text.find_first_of("eE") == std::string_view::npos) return {};
  double real = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), real);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  char digits[400];
  const auto written = std::to_chars(digits, digits + sizeof digits, real, std::chars_format::fixed);
  return plain_number({digits, written.ptr});
}

std::string bytes_in(std::string_view text) {
  const bool marked = text.starts_with("\\x");
  if (marked) text.remove_prefix(2);
  if (text.size() % 2 != 0 || text.size() < (marked ? 2U : 8U)) return {};
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    unsigned int byte = 0;
    const char* const end = text.data() + i + 2;
    if (std::from_chars(text.data() + i, end, byte, 16).ptr != end) return {};
    out += static_cast<char>(byte);
  }
  return out;
}

std::string uuid_in(std::string_view text) {
  std::string digits(text);
  for (std::size_t i = std::size(kUuidDashes); i-- > 0;) {
    if (kUuidDashes[i] >= digits.size() || digits[kUuidDashes[i]] != '-') return {};
    digits.erase(kUuidDashes[i], 1);
  }
  const std::string bytes = bytes_in(digits);
  return bytes.size() == kUuidBytes ? bytes : std::string{};
}

std::string uuid_of(std::string_view text) {
  if (const std::string bytes = bytes_in(text); bytes.size() == kUuidBytes) return bytes;
  return uuid_in(text);
}

std::string uuid_text(std::string_view bytes) {
  std::string out = to_hex(bytes);
  for (const std::size_t dash : kUuidDashes) out.insert(dash, 1, '-');
  return out;
}

std::optional<Time> time_in(std::string_view text, const Zone& zone) {
  if (text.size() < 10 || text[4] != '-') return std::nullopt;
  if (text.ends_with("+00")) text.remove_suffix(3);
  return parse_item_time(text, zone);
}

}  // namespace winnow
