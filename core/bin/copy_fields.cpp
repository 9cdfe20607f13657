#include "core/bin/copy_fields.h"

#include <charconv>
#include <optional>

#include "core/base/times.h"

namespace winnow {
namespace {

using Json = nlohmann::json;

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
  if (auto size = value_in(receipt.value("size", Json(nullptr)))) out["size"] = *size;
  if (auto mode = value_in(receipt.value("mode", Json(nullptr)))) out["mode"] = *mode;
  if (auto modified = time_of_file(receipt.value("mtime", Json(nullptr)))) out["modified"] = *modified;
  return out;
}

CopyFields fields_of_object(const Json& object) {
  CopyFields out;
  for (const auto& [name, json] : object.items()) {
    if (auto value = value_in(json)) out[name] = std::move(*value);
  }
  return out;
}

}  // namespace

CopyReader::CopyReader(const SegmentPart& part) {
  const Json header = Json::parse(part.header, nullptr, /*allow_exceptions=*/false);
  columns_ = columns_in(header).value_or(std::vector<CopyColumn>{});
}

CopyFields CopyReader::read(const SegmentLine& line) const {
  const Json content = Json::parse(line.content, nullptr, /*allow_exceptions=*/false);
  if (content.is_object()) {
    if (content.contains("parked")) return fields_of_receipt(content, line.key);
    // A child that only lost its reference keeps just that.
    if (content.contains("reference") && content.size() == (content.contains("others") ? 2U : 1U))
      return fields_of_object(content["reference"]);
    return fields_of_object(content);
  }
  CopyFields out;
  // What a store notes about the row itself may stand behind the columns.
  if (!content.is_array() || content.size() < columns_.size()) return out;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::optional<Value> value = value_in(content[i], columns_[i]);
    if (!value) continue;
    if (columns_[i].family == "time" && value->type == WINNOW_TEXT) {
      if (const auto time = parse_time(value->text, Zone{})) value = Value::time(*time);
    }
    out[columns_[i].name] = std::move(*value);
  }
  return out;
}

}  // namespace winnow
