/// winnow/copy.hpp - the JSON of copies: how a value is written into the bin, and read back as the very same.
///
///   NULL null | BOOL true | INT 42 | REAL 1.5, 1e+300, {"real":"inf"} | TEXT "words", {"text64":"/w=="}
///   BYTES {"base64":"AA=="} | DECIMAL {"decimal":"9.90"} | TIME {"time":1750372260000000} | SPAN {"span":1000000}
///   OTHER {"other":"…"}, {"other64":"/w=="}
///
/// One value has one form, so equal values are equal bytes: a REAL is always written with a point or an exponent,
/// and "text64" and "other64" (Base64, RFC 4648) stand only for what is not UTF-8. A store whose driver answers in
/// text may write that text as a plain string, and say in its header's columns which family it is of.
///
/// Reading takes nlohmann::json (nlohmann-json3-dev of Debian); nothing is linked. Thread rule: pure functions.
#pragma once

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "winnow/text.hpp"
#include "winnow/value.hpp"

namespace winnow {

/// Appends a JSON string. `text` must be UTF-8.
inline void append_text(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (;;) {
    const std::size_t plain = plain_in_json(text);
    out.append(text, 0, plain);
    if (plain == text.size()) break;
    const auto c = static_cast<unsigned char>(text[plain]);
    if (c >= 0x20) {
      out += {'\\', static_cast<char>(c)};
    } else {
      out += {'\\', 'u', '0', '0', kHex[c >> 4], kHex[c & 15]};
    }
    text.remove_prefix(plain + 1);
  }
  out += '"';
}

/// Appends {"tag":"text"}; `text` needs no escapes.
inline void append_tagged(std::string& out, std::string_view tag, std::string_view text) {
  out.append("{\"").append(tag).append("\":\"").append(text).append("\"}");
}

/// Appends a name or key, which may be any bytes: "private/a.pdf", or {"base64":"…"} where it is not UTF-8.
inline void append_name(std::string& out, std::string_view bytes) {
  is_utf8(bytes) ? append_text(out, bytes) : append_tagged(out, "base64", to_base64(bytes));
}

namespace border {

template <class Number>
void append_number(std::string& out, Number number) {
  char text[32];
  out.append(text, std::to_chars(text, text + sizeof text, number).ptr);
}

inline void append_real(std::string& out, double number) {
  if (!std::isfinite(number)) {
    return append_tagged(out, "real", std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf");
  }
  const std::size_t start = out.size();
  append_number(out, number);
  if (out.find_first_of(".e", start) == std::string::npos) out += ".0";
}

}  // namespace border

/// Appends a scalar. Throws Error(WINNOW_BROKEN) for a LIST or a FILTER, which no item holds.
inline void append_value(std::string& out, const winnow_value& value) {
  const auto words = [&](const char* plain_tag, const char* tag64) {
    const std::string_view text = view(value.as.text);
    if (!is_utf8(text)) return append_tagged(out, tag64, to_base64(text));
    if (*plain_tag == '\0') return append_text(out, text);
    out.append("{\"").append(plain_tag).append("\":");
    append_text(out, text);
    out += '}';
  };
  const auto number = [&](const char* tag) {
    out.append("{\"").append(tag).append("\":");
    border::append_number(out, value.as.i);
    out += '}';
  };
  switch (value.type) {
    case WINNOW_NULL: out += "null"; return;
    case WINNOW_BOOL: out += value.as.i != 0 ? "true" : "false"; return;
    case WINNOW_INT: return border::append_number(out, value.as.i);
    case WINNOW_REAL: return border::append_real(out, value.as.r);
    case WINNOW_TEXT: return words("", "text64");
    case WINNOW_BYTES: return append_tagged(out, "base64", to_base64(view(value.as.text)));
    case WINNOW_DECIMAL: return words("decimal", "other64");
    case WINNOW_OTHER: return words("other", "other64");
    case WINNOW_TIME: return number("time");
    case WINNOW_SPAN: return number("span");
    default: throw Error(WINNOW_BROKEN, "a copy cannot hold a list or a filter");
  }
}

/// A name as a JSON value, where a document is built of them; and back. nullopt: it is no name.
template <class Json = nlohmann::ordered_json>
Json name_json(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string(bytes);
  return {{"base64", to_base64(bytes)}};
}
template <class Json>
std::optional<std::string> name_in(const Json& json) {
  if (json.is_string()) return json.template get<std::string>();
  if (!json.is_object() || json.size() != 1 || !json.contains("base64") || !json["base64"].is_string()) {
    return std::nullopt;
  }
  return from_base64(json["base64"].template get_ref<const std::string&>());
}

namespace border {

/// {"base64":"AA=="} and its like: what plain JSON cannot say.
template <class Json>
std::optional<Value> tagged_in(const Json& json) {
  if (json.size() != 1) return std::nullopt;
  const std::string& tag = json.begin().key();
  const Json& inner = json.begin().value();
  if (inner.is_number_integer() && (tag == "time" || tag == "span")) {
    const auto micros = inner.template get<std::int64_t>();
    return tag == "time" ? Value::time(time_of(micros)) : Value::span(Span{micros});
  }
  if (!inner.is_string()) return std::nullopt;
  const auto& text = inner.template get_ref<const std::string&>();
  if (tag == "real" && text == "inf") return Value::real(HUGE_VAL);
  if (tag == "real" && text == "-inf") return Value::real(-HUGE_VAL);
  if (tag == "real" && text == "nan") return Value::real(std::nan(""));
  if (tag == "decimal") return Value::decimal(text);
  if (tag == "other") return Value::other(text);
  std::optional<std::string> bytes = from_base64(text);
  if (!bytes) return std::nullopt;
  if (tag == "text64") return Value::of_text(std::move(*bytes));
  if (tag == "base64") return Value::bytes(std::move(*bytes));
  if (tag == "other64") return Value::other(std::move(*bytes));
  return std::nullopt;
}

}  // namespace border

/// The value that append_value() writes so; nullopt: it writes nothing so. An integer past 64 bits is a DECIMAL.
template <class Json>
std::optional<Value> value_in(const Json& json) {
  if (json.is_null()) return Value::null();
  if (json.is_boolean()) return Value::boolean(json.template get<bool>());
  if (json.is_number_unsigned() && json.template get<std::uint64_t>() > INT64_MAX)
    return Value::decimal(json.dump());
  if (json.is_number_integer()) return Value::integer(json.template get<std::int64_t>());
  if (json.is_number_float()) return Value::real(json.template get<double>());
  if (json.is_string()) return Value::of_text(json.template get<std::string>());
  return json.is_object() ? border::tagged_in(json) : std::nullopt;
}

/// A column as a copy's header names it.
struct CopyColumn {
  std::string name;
  std::string type;    ///< as the store declares it: "NUMERIC(10,2)"
  std::string family;  ///< what a plain string in it stands for: number, bool, time, bytes, other; empty: a text
};

/// {"columns":[{"name":…,"type":…,"family":…}, …]}, to which a store may add members of its own.
inline nlohmann::ordered_json header_json(const std::vector<CopyColumn>& columns) {
  auto list = nlohmann::ordered_json::array();
  for (const CopyColumn& column : columns) {
    list.push_back({{"name", column.name}, {"type", column.type}});
    if (!column.family.empty()) list.back()["family"] = column.family;
  }
  return {{"columns", std::move(list)}};
}

/// The columns of a header, in order; nullopt: it names none, as where documents are copied whole.
template <class Json>
std::optional<std::vector<CopyColumn>> columns_in(const Json& header) {
  if (!header.is_object() || !header.contains("columns") || !header["columns"].is_array()) return std::nullopt;
  std::vector<CopyColumn> out;
  for (const Json& column : header["columns"]) {
    const auto word = [&column](const char* member) {
      return column.contains(member) && column[member].is_string() ? column[member].template get<std::string>()
                                                                   : std::string{};
    };
    if (!column.is_object() || word("name").empty()) return std::nullopt;
    out.push_back({word("name"), word("type"), word("family")});
  }
  return out;
}

/// A value of a column: a plain string becomes a DECIMAL, a BOOL or an OTHER as the column's family says. A time
/// stays the text that it is: only who knows the store's time zone can read it.
template <class Json>
std::optional<Value> value_in(const Json& json, const CopyColumn& column) {
  std::optional<Value> out = value_in(json);
  if (!out || out->type != WINNOW_TEXT || !json.is_string()) return out;
  if (column.family.empty() || column.family == "text" || column.family == "time") return out;
  if (column.family == "bool") return Value::boolean(out->text == "true" || out->text == "t" || out->text == "1");
  out->type = column.family == "number" ? WINNOW_DECIMAL : WINNOW_OTHER;
  return out;
}

}  // namespace winnow
