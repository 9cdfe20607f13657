#include "content.h"

#include <openssl/evp.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <memory>
#include <nlohmann/json.hpp>

namespace winnow::sqlite {
namespace {

constexpr char kHex[] = "0123456789abcdef";

template <class Number>
void append_number(std::string& out, Number value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  out.append(text, end);
}

void append_real(std::string& out, double value) {
  if (std::isinf(value)) {
    out += value > 0 ? R"({"real":"inf"})" : R"({"real":"-inf"})";
    return;
  }
  const std::size_t start = out.size();
  append_number(out, value);
  if (out.find_first_of(".e", start) == std::string::npos) out += ".0";
}

void append_text(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;  // start of what needs no escape
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else {
      out += "\\u00";
      out += kHex[c >> 4];
      out += kHex[c & 15];
    }
  }
  out.append(text, plain);
  out += '"';
}

std::string from_base64(const std::string& text) {
  std::string out(text.size() / 4 * 3 + 1, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0 || text.size() % 4 != 0) throw Error(WINNOW_BROKEN, "a copy holds Base64 that does not decode");
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

Stored parse_value(const nlohmann::json& json) {
  if (json.is_null()) return {};
  if (json.is_number_integer()) return {SQLITE_INTEGER, json.get<std::int64_t>(), 0, {}};
  if (json.is_number_float()) return {SQLITE_FLOAT, 0, json.get<double>(), {}};
  if (json.is_string()) return {SQLITE_TEXT, 0, 0, json.get<std::string>()};
  if (json.is_object() && json.size() == 1 && json.front().is_string()) {
    const std::string& tag = json.begin().key();
    const auto text = json.front().get<std::string>();
    if (tag == "text64") return {SQLITE_TEXT, 0, 0, from_base64(text)};
    if (tag == "base64") return {SQLITE_BLOB, 0, 0, from_base64(text)};
    if (tag == "real" && text == "inf") return {SQLITE_FLOAT, 0, INFINITY, {}};
    if (tag == "real" && text == "-inf") return {SQLITE_FLOAT, 0, -INFINITY, {}};
  }
  throw Error(WINNOW_BROKEN, "a copy holds a value of an unknown form");
}

/// What follows the first element of a JSON array whose first element is a plain number.
std::string_view after_first(std::string_view content) {
  const std::size_t comma = content.find(',');
  return comma == std::string_view::npos ? content : content.substr(comma);
}

}  // namespace

void append_json(std::string& out, const Cell& cell) {
  switch (cell.type) {
    case SQLITE_INTEGER: return append_number(out, cell.integer);
    case SQLITE_FLOAT: return append_real(out, cell.real);
    case SQLITE_TEXT:
      if (is_utf8(cell.bytes)) return append_text(out, cell.bytes);
      out += R"({"text64":")" + to_base64(cell.bytes) + "\"}";
      return;
    case SQLITE_BLOB: out += R"({"base64":")" + to_base64(cell.bytes) + "\"}"; return;
    default: out += "null"; return;
  }
}

void Stored::bind(Statement& statement, int index) const {
  switch (type) {
    case SQLITE_INTEGER: return statement.bind(index, integer);
    case SQLITE_FLOAT: return statement.bind(index, real);
    case SQLITE_TEXT: return statement.bind_text(index, bytes);
    case SQLITE_BLOB: return statement.bind_blob(index, bytes);
    default: return statement.bind_null(index);
  }
}

std::vector<Stored> parse_row(std::string_view json) {
  const auto array = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!array.is_array()) throw Error(WINNOW_BROKEN, "a copy is not the JSON array of a row");
  std::vector<Stored> out;
  out.reserve(array.size());
  for (const auto& value : array) out.push_back(parse_value(value));
  return out;
}

std::string reference_content(std::span<const std::string> columns, std::span<const Cell> cells) {
  std::string out = R"({"reference":{)";
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) out += ',';
    append_text(out, columns[i]);
    out += ':';
    append_json(out, cells[i]);
  }
  return out + "}}";
}

std::vector<NamedValue> parse_reference(std::string_view json) {
  const auto parsed = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object() || !parsed.contains("reference") || !parsed["reference"].is_object()) {
    throw Error(WINNOW_BROKEN, "a copy is neither a row nor a reference");
  }
  std::vector<NamedValue> out;
  for (const auto& [column, value] : parsed["reference"].items()) out.push_back({column, parse_value(value)});
  return out;
}

bool Stored::equals(const Cell& cell) const {
  return type == cell.type && integer == cell.integer && real == cell.real && bytes == cell.bytes;
}

bool same_content(std::string_view a, std::string_view b, FirstIs first) {
  return first == FirstIs::rowid ? after_first(a) == after_first(b) : a == b;
}

bool is_utf8(std::string_view bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* const end = at + bytes.size();
  while (at < end) {
    const unsigned char lead = *at++;
    if (lead < 0x80) continue;
    // RFC 3629: the first continuation byte's range excludes overlong forms, surrogates and what is past U+10FFFF.
    int more = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      more = 1;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      more = 2;
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      more = 3;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    } else {
      return false;
    }
    for (; more > 0; --more, ++at) {
      if (at == end || *at < low || *at > high) return false;
      low = 0x80;
      high = 0xBF;
    }
  }
  return true;
}

std::string to_base64(std::string_view bytes) {
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

void append_for_digest(std::string& out, const Cell& cell) {
  char fixed[9];
  fixed[0] = static_cast<char>(cell.type);
  const std::uint64_t size = cell.bytes.size();
  switch (cell.type) {
    case SQLITE_INTEGER: std::memcpy(fixed + 1, &cell.integer, 8); break;
    case SQLITE_FLOAT: std::memcpy(fixed + 1, &cell.real, 8); break;
    default: std::memcpy(fixed + 1, &size, 8); break;
  }
  out.append(fixed, sizeof fixed);
  out.append(cell.bytes);
}

void write_digest(std::string_view bytes, char* out) {
  // Fetched once: looking the algorithm up costs more than hashing a row.
  static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> sha256{EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                                      &EVP_MD_free};
  static thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                                            &EVP_MD_CTX_free};
  unsigned char digest[EVP_MAX_MD_SIZE];
  if (EVP_DigestInit_ex2(context.get(), sha256.get(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest, nullptr) != 1) {
    throw Error(WINNOW_BROKEN, "SHA-256 is not to be had from OpenSSL");
  }
  for (int i = 0; i < 16; ++i) {
    out[2 * i] = kHex[digest[i] >> 4];
    out[2 * i + 1] = kHex[digest[i] & 15];
  }
}

}  // namespace winnow::sqlite
