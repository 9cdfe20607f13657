#include "document.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "item_version/item_version.h"
#include "winnow/times.hpp"

namespace winnow::mongodb {
namespace {

constexpr std::size_t kObjectIdDigits = 24;
constexpr std::int64_t kMicrosOfMilli = 1000;

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_object_id(std::string_view text) {
  return text.size() == kObjectIdDigits && is_hex(text);
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size() || std::to_string(out) != text) return std::nullopt;
  return out;
}

/// Whether a string can stand for itself as a key.
bool is_plain(std::string_view text) {
  return !text.empty() && text.front() != '{' && text.front() != '"' && !is_object_id(text) && !whole_number(text);
}

struct FreeText {
  void operator()(char* text) const { bson_free(text); }
};
using Text = std::unique_ptr<char, FreeText>;

/// {"v":VALUE} as canonical Extended JSON, and VALUE alone; nullopt: the value cannot be written.
std::optional<std::string> json_of(const bson_iter_t& value) {
  Document holder;
  if (!bson_append_iter(holder.get(), "v", 1, &value)) return std::nullopt;
  std::size_t size = 0;
  const Text text(bson_as_canonical_extended_json(holder.get(), &size));
  if (!text) return std::nullopt;
  // libbson writes { "v" : VALUE }
  const std::string_view whole(text.get(), size);
  const std::size_t colon = whole.find(':');
  const std::size_t end = whole.rfind('}');
  if (colon == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
  std::string_view inner = whole.substr(colon + 1, end - colon - 1);
  while (!inner.empty() && inner.front() == ' ') inner.remove_prefix(1);
  while (!inner.empty() && inner.back() == ' ') inner.remove_suffix(1);
  return std::string(inner);
}

std::string_view text_of(const bson_iter_t& at) {
  std::uint32_t size = 0;
  const char* const text = bson_iter_utf8(&at, &size);
  return {text, size};
}

std::string object_id_text(const bson_iter_t& at) {
  char text[kObjectIdDigits + 1];
  bson_oid_to_string(bson_iter_oid(&at), text);
  return text;
}

/// RFC 9562's text of the 16 bytes.
std::string uuid_text(const std::uint8_t* bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kDigits[bytes[i] >> 4];
    out += kDigits[bytes[i] & 15];
  }
  return out;
}

Value binary_value(const bson_iter_t& at) {
  bson_subtype_t subtype{};
  std::uint32_t size = 0;
  const std::uint8_t* bytes = nullptr;
  bson_iter_binary(&at, &subtype, &size, &bytes);
  if (subtype == BSON_SUBTYPE_UUID && size == 16) return Value::of_text(uuid_text(bytes));
  return Value::bytes(std::string(reinterpret_cast<const char*>(bytes), size));
}

Value opaque(const bson_iter_t& at) {
  return Value::other(json_of(at).value_or("?"));
}

Value date_value(const bson_iter_t& at) {
  const std::int64_t millis = bson_iter_date_time(&at);
  // A date beyond what microseconds can say compares with nothing.
  if (millis > INT64_MAX / kMicrosOfMilli - 1 || millis < INT64_MIN / kMicrosOfMilli) return opaque(at);
  return Value::time(time_of(millis * kMicrosOfMilli));
}

Value decimal_value(const bson_iter_t& at) {
  bson_decimal128_t number;
  bson_iter_decimal128(&at, &number);
  char text[BSON_DECIMAL128_STRING];
  bson_decimal128_to_string(&number, text);
  if (std::strchr(text, 'N') != nullptr || std::strchr(text, 'I') != nullptr) return opaque(at);  // NaN, Infinity
  return Value::decimal(text);
}

Value value_of(const bson_iter_t& at) {
  switch (bson_iter_type(&at)) {
    case BSON_TYPE_NULL:
    case BSON_TYPE_UNDEFINED: return Value::null();
    case BSON_TYPE_BOOL: return Value::boolean(bson_iter_bool(&at));
    case BSON_TYPE_INT32: return Value::integer(bson_iter_int32(&at));
    case BSON_TYPE_INT64: return Value::integer(bson_iter_int64(&at));
    case BSON_TYPE_DOUBLE: return Value::real(bson_iter_double(&at));
    case BSON_TYPE_DECIMAL128: return decimal_value(at);
    case BSON_TYPE_UTF8: return Value::of_text(std::string(text_of(at)));
    case BSON_TYPE_DATE_TIME: return date_value(at);
    case BSON_TYPE_OID: return Value::of_text(object_id_text(at));
    case BSON_TYPE_BINARY: return binary_value(at);
    default: return opaque(at);
  }
}

/// Goes down a dotted path. Stops at a list: what lies below it, at the rest of the path, is not one value.
enum class Found { nothing, value, below_a_list };
Found go_down(const bson_t& document, std::string_view& path, bson_iter_t& at) {
  bson_iter_t level;
  if (!bson_iter_init(&level, &document)) return Found::nothing;
  while (true) {
    const std::size_t dot = path.find('.');
    const std::string name(path.substr(0, dot));
    if (!bson_iter_find_w_len(&level, name.data(), static_cast<int>(name.size()))) return Found::nothing;
    if (dot == std::string_view::npos) {
      at = level;
      return Found::value;
    }
    if (BSON_ITER_HOLDS_ARRAY(&level)) {
      at = level;
      return Found::below_a_list;
    }
    bson_iter_t inner;
    if (!BSON_ITER_HOLDS_DOCUMENT(&level) || !bson_iter_recurse(&level, &inner)) return Found::nothing;
    level = inner;
    path.remove_prefix(dot + 1);
  }
}

/// Appends all that a value has at a path: of a list what its members have, one of which a number may name.
void add_at(const bson_iter_t& value, std::string_view path, bson_t& list, std::size_t& n) {
  if (path.empty()) {
    bson_append_iter(&list, std::to_string(n++).c_str(), -1, &value);
    return;
  }
  bson_iter_t inner;
  const bool is_list = BSON_ITER_HOLDS_ARRAY(&value);
  if ((!is_list && !BSON_ITER_HOLDS_DOCUMENT(&value)) || !bson_iter_recurse(&value, &inner)) return;
  const std::string_view name = path.substr(0, path.find('.'));
  const std::string_view rest = path.substr(std::min(name.size() + 1, path.size()));
  while (bson_iter_next(&inner)) {
    if (name == bson_iter_key(&inner)) {
      add_at(inner, rest, list, n);
    } else if (is_list) {
      add_at(inner, path, list, n);
    }
  }
}

Value opaque_list(const bson_iter_t& list, std::string_view path) {
  Document holder;
  bson_t values;
  bson_append_array_begin(holder.get(), "v", 1, &values);
  std::size_t n = 0;
  add_at(list, path, values, n);
  bson_append_array_end(holder.get(), &values);
  return field_of(*holder.get(), "v");
}

}  // namespace

std::string key_of(const bson_t& document) {
  bson_iter_t at;
  if (!bson_iter_init_find(&at, &document, "_id")) return {};
  switch (bson_iter_type(&at)) {
    case BSON_TYPE_OID: return object_id_text(at);
    case BSON_TYPE_INT32: return std::to_string(bson_iter_int32(&at));
    case BSON_TYPE_INT64: return std::to_string(bson_iter_int64(&at));
    case BSON_TYPE_UTF8:
      if (is_plain(text_of(at))) return std::string(text_of(at));
      break;
    default: break;
  }
  const std::optional<std::string> json = json_of(at);
  if (!json) return {};
  Document back;
  bson_iter_t again;
  const bool same = append_key(back.get(), "_id", *json) && bson_iter_init_find(&again, back.get(), "_id") &&
                    json_of(again) == json;
  return same ? *json : std::string{};
}

bool append_key(bson_t* into, const char* name, std::string_view key) {
  if (is_object_id(key)) {
    bson_oid_t id;
    bson_oid_init_from_string(&id, std::string(key).c_str());
    return bson_append_oid(into, name, -1, &id);
  }
  if (const auto number = whole_number(key)) {
    const bool small =
        *number >= std::numeric_limits<std::int32_t>::min() && *number <= std::numeric_limits<std::int32_t>::max();
    return small ? bson_append_int32(into, name, -1, static_cast<std::int32_t>(*number))
                 : bson_append_int64(into, name, -1, *number);
  }
  if (is_plain(key)) return bson_append_utf8(into, name, -1, key.data(), static_cast<int>(key.size()));
  const std::string json = "{\"v\":" + std::string(key) + "}";
  bson_error_t error;
  const Document holder(bson_new_from_json(reinterpret_cast<const std::uint8_t*>(json.data()),
                                           static_cast<ssize_t>(json.size()), &error));
  bson_iter_t at;
  if (holder.get() == nullptr || !bson_iter_init_find(&at, holder.get(), "v")) return false;
  return bson_append_iter(into, name, -1, &at);
}

bool has_unnamed_field(const bson_t& document) {
  return !bson_validate(&document, BSON_VALIDATE_EMPTY_KEYS, nullptr);
}

bool can_be_asked_for(const bson_t& document) {
  bson_iter_t id;
  if (!bson_iter_init_find(&id, &document, "_id") || BSON_ITER_HOLDS_REGEX(&id)) return false;
  bson_iter_t field;
  if (!BSON_ITER_HOLDS_DOCUMENT(&id) || !bson_iter_recurse(&id, &field)) return true;
  while (bson_iter_next(&field)) {
    const std::string_view name = bson_iter_key(&field);
    const bool of_reference = name == "$ref" || name == "$id" || name == "$db";
    if (name.starts_with('$') && !of_reference) return false;
  }
  Document alone;
  return bson_append_iter(alone.get(), "_id", -1, &id) && !has_unnamed_field(*alone.get());
}

bool can_be_asked_for(std::string_view key) {
  Document alone;
  return append_key(alone.get(), "_id", key) && can_be_asked_for(*alone.get());
}

Value field_of(const bson_t& document, const std::string& path) {
  bson_iter_t at;
  std::string_view rest = path;
  switch (go_down(document, rest, at)) {
    case Found::nothing: return Value::null();
    case Found::below_a_list: return opaque_list(at, rest.substr(rest.find('.') + 1));
    case Found::value: return value_of(at);
  }
  return Value::null();
}

std::int64_t time_of_field(const bson_t& document, const std::string& path, const std::string& form,
                           const Host& host) {
  const Value value = field_of(document, path);
  if (value.is_null()) return WINNOW_TIME_NONE;
  if (value.type == WINNOW_TIME) return value.i;
  if (value.type == WINNOW_TEXT && (form.empty() || form == "iso")) return host.read_time(value.text);
  const std::int64_t units = units_a_second(form);
  if (units != 0 && value.type == WINNOW_INT) return time_in_number(value.i, units);
  if (units != 0 && value.type == WINNOW_REAL) return time_in_number(value.r, units);
  return WINNOW_TIME_UNREADABLE;
}

std::string version_of(const bson_t& document) {
  return winnow::version_of(bytes_of(document));
}

std::optional<std::string> copy_of(const bson_t& document) {
  std::size_t size = 0;
  const Text text(bson_as_canonical_extended_json(&document, &size));
  if (!text) return std::nullopt;
  bson_error_t error;
  const Document back(
      bson_new_from_json(reinterpret_cast<const std::uint8_t*>(text.get()), static_cast<ssize_t>(size), &error));
  if (back.get() == nullptr || back.bytes() != bytes_of(document)) return std::nullopt;
  return std::string(text.get(), size);
}

Document parse_copy(std::string_view copy) {
  bson_error_t error;
  Document out(bson_new_from_json(reinterpret_cast<const std::uint8_t*>(copy.data()),
                                  static_cast<ssize_t>(copy.size()), &error));
  if (out.get() == nullptr) throw Error(WINNOW_BROKEN, std::string("a copy is no document: ") + error.message);
  return out;
}

}  // namespace winnow::mongodb
