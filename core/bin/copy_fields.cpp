#include "core/bin/copy_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include "core/base/encoding.h"

namespace winnow {
namespace {

using Json = nlohmann::json;

bool is_numeric(std::string declared) {
  std::transform(declared.begin(), declared.end(), declared.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array kWords = {"int", "serial", "numeric", "decimal", "real", "double", "float"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](const char* word) { return declared.find(word) != std::string::npos; });
}

/// {"text64":…}, {"base64":…} and {"real":"inf"}: what plain JSON cannot say.
std::optional<Value> tagged(const Json& json) {
  if (json.size() != 1 || !json.front().is_string()) return std::nullopt;
  const std::string& tag = json.begin().key();
  const std::string text = json.front().get<std::string>();
  if (tag == "real" && text.ends_with("inf")) {
    const double infinity = std::numeric_limits<double>::infinity();
    return Value::real(text.starts_with('-') ? -infinity : infinity);
  }
  std::optional<std::string> bytes = from_base64(text);
  if (!bytes) return std::nullopt;
  if (tag == "text64") return Value::of_text(std::move(*bytes));
  if (tag == "base64") return Value::bytes(std::move(*bytes));
  return std::nullopt;
}

std::optional<Value> value_of(const Json& json) {
  switch (json.type()) {
    case Json::value_t::null: return Value::null();
    case Json::value_t::boolean: return Value::boolean(json.get<bool>());
    case Json::value_t::number_integer: return Value::integer(json.get<std::int64_t>());
    case Json::value_t::number_unsigned:
      if (json.get<std::uint64_t>() > INT64_MAX) return Value::decimal(json.dump());
      return Value::integer(json.get<std::int64_t>());
    case Json::value_t::number_float: return Value::real(json.get<double>());
    case Json::value_t::string: return Value::of_text(json.get<std::string>());
    case Json::value_t::object: return tagged(json);
    default: return std::nullopt;
  }
}

/// "1750372260.000000001", seconds and nanoseconds, as receipts write a file's time.
std::optional<Value> time_of_file(const Json& json) {
  if (!json.is_string()) return std::nullopt;
  const auto& text = json.get_ref<const std::string&>();
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) return std::nullopt;
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
  const char* const start = text.data();
  const auto whole = std::from_chars(start, start + dot, seconds);
  const auto part = std::from_chars(start + dot + 1, start + text.size(), nanos);
  if (whole.ptr != start + dot || part.ptr != start + text.size()) return std::nullopt;
  return Value::time(time_of(seconds * 1'000'000 + nanos / 1000));
}

CopyFields fields_of_receipt(const Json& receipt, const std::string& key) {
  const std::size_t slash = key.rfind('/');
  CopyFields out;
  out["key"] = Value::of_text(key);
  out["folder"] = Value::of_text(slash == std::string::npos ? "" : key.substr(0, slash));
  out["name"] = Value::of_text(slash == std::string::npos ? key : key.substr(slash + 1));
  if (auto size = value_of(receipt.value("size", Json(nullptr)))) out["size"] = *size;
  if (auto mode = value_of(receipt.value("mode", Json(nullptr)))) out["mode"] = *mode;
  if (auto modified = time_of_file(receipt.value("mtime", Json(nullptr)))) out["modified"] = *modified;
  return out;
}

CopyFields fields_of_object(const Json& object) {
  CopyFields out;
  for (const auto& [name, json] : object.items()) {
    if (auto value = value_of(json)) out[name] = std::move(*value);
  }
  return out;
}

}  // namespace

CopyReader::CopyReader(const SegmentPart& part) {
  const Json header = Json::parse(part.header, nullptr, /*allow_exceptions=*/false);
  if (!header.is_object() || !header.contains("columns") || !header["columns"].is_array()) return;
  for (const Json& column : header["columns"]) {
    if (!column.is_object()) continue;
    columns_.push_back({column.value("name", ""), is_numeric(column.value("type", ""))});
  }
}

CopyFields CopyReader::read(const SegmentLine& line) const {
  const Json content = Json::parse(line.content, nullptr, /*allow_exceptions=*/false);
  if (content.is_object()) {
    if (content.contains("parked")) return fields_of_receipt(content, line.key);
    // A child that only lost its reference keeps just that.
    if (content.size() == 1 && content.contains("reference")) return fields_of_object(content["reference"]);
    return fields_of_object(content);
  }
  CopyFields out;
  if (!content.is_array() || content.size() != columns_.size()) return out;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::optional<Value> value = value_of(content[i]);
    if (!value) continue;
    if (columns_[i].numeric && value->type == WINNOW_TEXT) value = Value::decimal(std::move(value->text));
    out[columns_[i].name] = std::move(*value);
  }
  return out;
}

}  // namespace winnow
