#include "core/judge/key_forms.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/encoding.h"
#include "core/base/times.h"
#include "core/judge/spelling.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

using Json = nlohmann::json;

/// Of a text that is written as a number is written: not 007, not +7.
std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || std::to_string(number) != text) return std::nullopt;
  return number;
}

/// A number without what is not of its value: 5 for +5.0, 1.1 for 001.10. Empty: the text is none.
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

/// Bytes as PostgreSQL (\x00ff) and MariaDB (00FF) write a key of them; shorter ones of the latter are numbers.
/// Empty: the text writes none.
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

/// The time that a key writes; 2026 or 20260619 is a number.
std::optional<Time> time_in(std::string_view text) {
  if (text.size() < 10 || text[4] != '-') return std::nullopt;
  if (text.ends_with("+00")) text.remove_suffix(3);
  return parse_item_time(text, Zone());
}

std::string name_of(Time time) {
  return "time " + std::to_string(micros_of(time));
}

constexpr std::size_t kUuidBytes = 16;
constexpr std::size_t kUuidDashes[] = {8, 13, 18, 23};  // RFC 9562, 4

/// The bytes of a UUID's text. Empty: the text is none.
std::string uuid_in(std::string_view text) {
  std::string digits(text);
  for (std::size_t i = std::size(kUuidDashes); i-- > 0;) {
    if (kUuidDashes[i] >= digits.size() || digits[kUuidDashes[i]] != '-') return {};
    digits.erase(kUuidDashes[i], 1);
  }
  const std::string bytes = bytes_in(digits);
  return bytes.size() == kUuidBytes ? bytes : std::string{};
}

std::string uuid_text(std::string_view bytes) {
  std::string out = to_hex(bytes);
  for (const std::size_t dash : kUuidDashes) out.insert(dash, 1, '-');
  return out;
}

std::string text_at(const Json& object, const char* name) {
  const auto at = object.is_object() ? object.find(name) : object.end();
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string{};
}

/// The text of canonical Extended JSON, which MongoDB has for values of other types than JSON. Empty: it is none of
/// which other stores have an equal one.
std::string extended_value(const std::string& type, const Json& value) {
  if ((type == "$oid" || type.starts_with("$number")) && value.is_string()) return value.get<std::string>();
  if (type == "$date") {
    const auto millis = integer_of(text_at(value, "$numberLong"));
    const bool fits = millis && *millis > INT64_MIN / 1000 && *millis < INT64_MAX / 1000;
    return fits ? iso(time_of(*millis * 1000)) : std::string{};
  }
  if (type != "$binary") return {};
  const std::string bytes = from_base64(text_at(value, "base64")).value_or("");
  return text_at(value, "subType") == "04" && bytes.size() == kUuidBytes ? uuid_text(bytes) : bytes;
}

std::string value_in(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (json.is_number()) return json.dump();
  if (!json.is_object() || json.size() != 1) return {};
  const auto only = json.begin();
  if (only.key() != "base64") return extended_value(only.key(), only.value());
  return only->is_string() ? from_base64(only->get<std::string>()).value_or("") : std::string{};
}

void add_values_in(const Json& json, std::vector<std::string>& out) {
  if (std::string value = value_in(json); !value.empty()) {
    out.push_back(std::move(value));
  } else if (json.is_structured()) {
    for (const Json& part : json) add_values_in(part, out);
  }
}

std::string in_case(std::string_view text, int (*change)(int)) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(change(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

void add_forms(std::vector<Value>& out, const std::string& key) {
  if (is_utf8(key)) out.push_back(Value::of_text(key));
  out.push_back(Value::bytes(key));
  for (int (*const change)(int) : {::tolower, ::toupper}) {
    if (std::string other = in_case(key, change); other != key) out.push_back(Value::of_text(std::move(other)));
  }
  const std::string written = bytes_in(key);
  for (const std::string& bytes : {written, uuid_in(key)}) {
    if (!bytes.empty()) out.push_back(Value::bytes(bytes));
  }
  if (written.size() == kUuidBytes) out.push_back(Value::of_text(uuid_text(written)));
  if (const auto number = integer_of(key)) {
    out.push_back(Value::integer(*number));
  } else if (std::string plain = plain_number(key); !plain.empty()) {
    out.push_back(Value::decimal(std::move(plain)));
  }
  if (const auto time = time_in(key)) out.push_back(Value::time(*time));
}

std::vector<std::string> values_inside(std::string_view text) {
  std::vector<std::string> out;
  if (!text.starts_with('[') && !text.starts_with('{')) return out;
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_discarded()) {
    add_values_in(json, out);
    return out;
  }
  constexpr std::string_view kBetween = "{},\"";
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kBetween, begin), text.size());
    if (end > begin) out.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::vector<std::string> names_of(const winnow_value& value) {
  switch (value.type) {
    case WINNOW_OTHER: {
      std::vector<std::string> out = {name_in(value)};
      for (const std::string& inner : values_inside(view(value.as.text))) {
        out.push_back(inner);
        out.push_back(plain_number(inner));
      }
      return out;
    }
    case WINNOW_TIME: return {name_of(time_of(value.as.i))};
    case WINNOW_BOOL:
      return value.as.i != 0 ? std::vector<std::string>{"true", "t", "1"}
                             : std::vector<std::string>{"false", "f", "0"};
    case WINNOW_REAL: {
      char text[32];
      return {plain_number({text, std::to_chars(text, text + sizeof text, value.as.r).ptr})};
    }
    case WINNOW_DECIMAL: {
      const std::string_view text = view(value.as.text);
      return {std::string(text), plain_number(text)};
    }
    case WINNOW_TEXT: {
      const std::string_view text = view(value.as.text);
      return {std::string(text), in_case(text, ::tolower)};
    }
    default: return {name_in(value)};
  }
}

std::string only_value(std::string_view key) {
  if (!key.starts_with('[') && !key.starts_with('{') && !key.starts_with('"')) return {};
  const Json json = Json::parse(key, nullptr, /*allow_exceptions=*/false);
  if (!json.is_array()) return value_in(json);
  return json.size() == 1 ? value_in(json[0]) : std::string{};
}

std::vector<std::string> marked_forms(std::string_view value) {
  if (value.starts_with('[') || value.starts_with('{') || value.starts_with('"')) return {};
  std::string text;
  append_text(text, value);
  std::vector<std::string> out = {"[" + text + "]", text};
  if (integer_of(value)) out.push_back("[" + std::string(value) + "]");
  if (const std::string bytes = uuid_in(value); !bytes.empty()) {
    out.push_back(R"({ "$binary" : { "base64" : ")" + to_base64(bytes) + R"(", "subType" : "04" } })");
  }
  return out;
}

void Pointed::add(std::string_view key) {
  std::set<std::string> names;
  for (const std::string& value : {std::string(key), only_value(key)}) {
    const std::string bytes = bytes_in(value);
    names.insert({value, in_case(value, ::tolower), plain_number(value), bytes, uuid_in(value)});
    if (bytes.size() == kUuidBytes) names.insert(uuid_text(bytes));
    if (const auto time = time_in(value)) names.insert(name_of(*time));
  }
  names.erase("");
  for (const std::string& name : names) keys_.emplace(name, key);
}

void Pointed::each(std::string_view name, const std::function<void(const std::string& key)>& visit) const {
  const auto [begin, end] = keys_.equal_range(name);
  for (auto at = begin; at != end; ++at) visit(at->second);
}

Sought::Sought(std::span<const std::string_view> keys) {
  for (const std::string_view key : keys) {
    exact_.emplace(key);
    const std::string whole = folded(key);
    by_path_[whole].emplace_back(key);
    each_end(whole, [&](std::string_view end) { by_end_[std::string(end)].emplace_back(key); });
    each_folder(whole, [&](std::string_view folder) { by_folder_[std::string(folder)].emplace_back(key); });
  }
}

std::set<std::string> Sought::meant_by(std::string_view value) const {
  std::set<std::string> out;
  const auto take = [&out](const auto& index, std::string_view path) {
    const auto keys = index.find(path);
    if (keys != index.end()) out.insert(keys->second.begin(), keys->second.end());
  };
  for (const std::string& meaning : meanings_of(value)) {
    take(by_end_, meaning);
    each_end(meaning, [&](std::string_view end) {
      take(by_path_, end);
      if (end.find('/') != std::string_view::npos) take(by_folder_, end);
    });
  }
  if (value.ends_with('/') && value.size() <= kLongestPath) take(by_folder_, folded(value));
  return out;
}

}  // namespace winnow
