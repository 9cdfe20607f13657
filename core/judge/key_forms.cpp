#include "core/judge/key_forms.h"

#include <algorithm>
#include <charconv>

#include "core/base/encoding.h"
#include "core/base/text.h"
#include "core/items/loose_text.h"
#include "core/judge/spelling.h"
#include "core/judge/values_inside.h"
#include "core/judge/written_values.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

std::string name_of(Time time) {
  return "time " + std::to_string(micros_of(time));
}

/// All that a value may be called which was written as this text.
std::vector<std::string> names_of_text(std::string_view text) {
  std::vector<std::string> out = loose_forms(text);
  out.insert(out.end(), {std::string(text), lowered(text), list_form(text), number_in(text)});
  if (const std::string uuid = uuid_of(text); !uuid.empty()) out.push_back(uuid_text(uuid));
  return out;
}

/// A key that writes a time: a date is a day's end to the host, and its beginning to a server.
std::vector<Time> times_in(std::string_view key, const Zone& zone) {
  constexpr std::size_t kDate = 10;
  std::vector<Time> out;
  for (const Zone& one : {zone, Zone()}) {
    if (const auto time = time_in(key, one)) out.push_back(*time);
    if (const auto day = time_in(key.substr(0, kDate), one)) out.push_back(*day);
    if (key.size() != kDate) continue;
    if (const auto begin = time_in(std::string(key) + "T00:00:00", one)) out.push_back(*begin);
  }
  return out;
}

}  // namespace

void add_forms(std::vector<Value>& out, const std::string& key) {
  if (is_utf8(key)) out.push_back(Value::of_text(key));
  out.push_back(Value::bytes(key));
  for (std::string other : {lowered(key), raised(key)}) {
    if (other != key && is_utf8(other)) out.push_back(Value::of_text(std::move(other)));
  }
  for (std::string& list : written_lists(key)) out.push_back(Value::of_text(std::move(list)));
  const std::string written = bytes_in(key);
  for (const std::string& bytes : {written, uuid_in(key)}) {
    if (!bytes.empty()) out.push_back(Value::bytes(bytes));
  }
  if (const std::string uuid = key.size() == kUuidBytes ? key : uuid_of(key); !uuid.empty()) {
    const std::string dashed = uuid_text(uuid), digits = to_hex(uuid);
    for (const std::string& text : {dashed, raised(dashed), digits, raised(digits)}) {
      if (text != key) out.push_back(Value::of_text(text));
    }
  }
  if (const auto number = integer_of(key)) {
    out.push_back(Value::integer(*number));
  } else if (std::string plain = plain_number(key); !plain.empty()) {
    out.push_back(Value::decimal(std::move(plain)));
  }
  if (const auto time = time_in(key, Zone())) out.push_back(Value::time(*time));
}

std::vector<std::string> names_of(const winnow_value& value) {
  switch (value.type) {
    case WINNOW_OTHER: {
      const std::string_view text = view(value.as.text);
      std::vector<std::string> out = names_of_text(text);
      for (const auto& inside : {values_inside(text), names_inside(text)}) {
        for (const std::string& inner : inside) std::ranges::move(names_of_text(inner), std::back_inserter(out));
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
    case WINNOW_TEXT: return names_of_text(view(value.as.text));
    default: return {name_in(value)};
  }
}

std::vector<std::string> marked_forms(std::string_view value) {
  if (may_hold_values(value)) return {};
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
  std::set<std::string> names = {list_form(key)};
  for (const std::string& value : {std::string(key), only_value(key)}) {
    const std::string bytes = bytes_in(value);
    const std::string uuid = value.size() == kUuidBytes ? value : uuid_of(value);
    names.insert({value, lowered(value), plain_number(value), bytes, uuid});
    if (!uuid.empty()) names.insert(uuid_text(uuid));
    for (std::string& loose : loose_forms(value)) names.insert(std::move(loose));
    for (const Time time : times_in(value, zone_)) names.insert(name_of(time));
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
