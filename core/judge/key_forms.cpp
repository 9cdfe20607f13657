#include "core/judge/key_forms.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/judge/spelling.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

/// Of a text that is written as a number is written: not 007, not +7.
std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || std::to_string(number) != text) return std::nullopt;
  return number;
}

}  // namespace

void add_forms(std::vector<Value>& out, const std::string& key) {
  out.push_back(Value::of_text(key));
  out.push_back(Value::bytes(key));
  if (const auto number = integer_of(key)) out.push_back(Value::integer(*number));
}

std::string only_value(std::string_view key) {
  if (!key.starts_with('[')) return {};
  const auto list = nlohmann::json::parse(key, nullptr, /*allow_exceptions=*/false);
  if (!list.is_array() || list.size() != 1) return {};
  if (list[0].is_string()) return list[0].get<std::string>();
  return list[0].is_number_integer() ? list[0].dump() : std::string{};
}

std::vector<std::string> as_lists(std::string_view value) {
  if (value.starts_with('[')) return {};
  std::string text = "[";
  append_text(text, value);
  std::vector<std::string> out = {text + "]"};
  if (integer_of(value)) out.push_back("[" + std::string(value) + "]");
  return out;
}

void Pointed::add(std::string_view key) {
  keys_.emplace(key, key);
  if (const std::string value = only_value(key); !value.empty()) keys_.emplace(value, key);
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
