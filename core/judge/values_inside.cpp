#include "core/judge/values_inside.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "core/base/encoding.h"
#include "core/base/times.h"
#include "core/judge/written_values.h"
#include "winnow/copy.hpp"

namespace winnow {
namespace {

using Json = nlohmann::json;

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
  const bool encoded = only.key() == "base64" || only.key() == "text64";  // of bytes, and of text that is not UTF-8
  if (!encoded) return extended_value(only.key(), only.value());
  return only->is_string() ? from_base64(only->get<std::string>()).value_or("") : std::string{};
}

void add_values_in(const Json& json, std::vector<std::string>& out) {
  if (std::string value = value_in(json); !value.empty()) {
    out.push_back(std::move(value));
  } else if (json.is_structured()) {
    for (const Json& part : json) add_values_in(part, out);
  }
}

void add_names_in(const Json& json, std::vector<std::string>& out) {
  if (!json.is_structured()) return;
  for (const auto& [name, part] : json.items()) {
    if (json.is_object()) out.push_back(name);
    add_names_in(part, out);
  }
}

/// What stands in an array as PostgreSQL writes it, {a,"b,c",NULL}, on whatever level; [0:1]={7,8} says its bounds.
std::vector<std::string> elements_of(std::string_view text) {
  if (text.starts_with('[')) text.remove_prefix(std::min(text.find('=') + 1, text.size()));
  std::vector<std::string> out;
  if (!text.starts_with('{')) return out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') {
      std::string quoted;
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\') ++i;
        if (i < text.size()) quoted += text[i];
      }
      out.push_back(std::move(quoted));
    } else if (std::string_view("{},").find(text[i]) == std::string_view::npos) {
      const std::size_t end = std::min(text.find_first_of("{},", i), text.size());
      const std::string_view word = text.substr(i, end - i);
      if (word != "NULL") out.emplace_back(word);
      i = end - 1;
    }
  }
  return out;
}

bool add_text_of(const Json& part, std::vector<std::string>& out) {
  if (part.is_string()) {
    out.push_back(part.get<std::string>());
    return true;
  }
  return part.is_array() && std::ranges::all_of(part, [&out](const Json& one) { return add_text_of(one, out); });
}

Json parsed(std::string_view text) {
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

bool is_whole_list(const Json& json) {
  return json.is_array() && json.size() > 1 &&
         std::none_of(json.begin(), json.end(), [](const Json& part) { return part.is_structured(); });
}

/// Each part of the list with a blank or without between them.
std::string written_list(const Json& list, const char* between, bool as_texts) {
  std::string out = "[";
  for (const Json& part : list) {
    const bool number = !as_texts && part.is_string() && integer_of(part.get<std::string>());
    const Json text = part.is_string() ? part : Json(part.dump());
    out += (out.size() > 1 ? between : "") + (number     ? part.get<std::string>()
                                              : as_texts ? text.dump()
                                                         : part.dump());
  }
  return out + "]";
}

}  // namespace

bool may_hold_values(std::string_view text) {
  return text.starts_with('[') || text.starts_with('{') || text.starts_with('"');
}

std::vector<std::string> values_inside(std::string_view text) {
  std::vector<std::string> out;
  if (!may_hold_values(text)) return out;
  if (const Json json = parsed(text); !json.is_discarded()) {
    add_values_in(json, out);
    return out;
  }
  for (std::string& element : elements_of(text)) {
    // Of an array of documents each is a text of its own.
    std::ranges::move(values_inside(element), std::back_inserter(out));
    out.push_back(std::move(element));
  }
  return out;
}

std::optional<std::vector<std::string>> texts_in_list(std::string_view text) {
  std::vector<std::string> out;
  const Json json = text.starts_with('[') ? parsed(text) : Json();
  if (!json.is_array() || !add_text_of(json, out)) return std::nullopt;
  return out;
}

std::vector<std::string> names_inside(std::string_view text) {
  std::vector<std::string> out;
  if (!may_hold_values(text)) return out;
  if (const Json json = parsed(text); !json.is_discarded()) {
    add_names_in(json, out);
    return out;
  }
  for (const std::string& element : elements_of(text))
    std::ranges::move(names_inside(element), std::back_inserter(out));
  return out;
}

std::string only_value(std::string_view key) {
  if (!may_hold_values(key)) return {};
  const Json json = parsed(key);
  if (!json.is_array()) return value_in(json);
  return json.size() == 1 ? value_in(json[0]) : std::string{};
}

std::string list_form(std::string_view text) {
  if (!text.starts_with('[')) return {};
  const Json json = parsed(text);
  return is_whole_list(json) ? written_list(json, ",", /*as_texts=*/true) : std::string{};
}

std::size_t parts_of_list(std::string_view text) {
  return parsed(text).size();
}

std::vector<std::string> written_lists(std::string_view key) {
  const std::string list = list_form(key);
  if (list.empty()) return {};
  std::vector<std::string> out;
  for (const char* const between : {",", ", "}) {
    for (const bool as_texts : {true, false}) out.push_back(written_list(parsed(list), between, as_texts));
  }
  return out;
}

}  // namespace winnow
