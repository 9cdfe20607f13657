#include "core/judge/decoding.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace winnow {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntities = {
    {{"amp;", "&"}, {"lt;", "<"}, {"gt;", ">"}, {"quot;", "\""}, {"apos;", "'"}, {"nbsp;", " "}}};

/// What stands for nothing, or for a blank: NUL, soft hyphen, marks of no width, byte order mark, no-break space.
const std::array<std::pair<std::string_view, std::string_view>, 8> kUnseen = {{{std::string_view("\0", 1), ""},
                                                                               {"\xc2\xad", ""},
                                                                               {"\xe2\x80\x8b", ""},
                                                                               {"\xe2\x80\x8c", ""},
                                                                               {"\xe2\x80\x8d", ""},
                                                                               {"\xe2\x81\xa0", ""},
                                                                               {"\xef\xbb\xbf", ""},
                                                                               {"\xc2\xa0", " "}}};

/// A code and how many bytes of the text write it.
using Code = std::optional<std::pair<std::uint32_t, std::size_t>>;

Code number(std::string_view digits, int base, std::size_t before) {
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, base);
  if (error != std::errc{}) return std::nullopt;
  return std::pair{code, before + static_cast<std::size_t>(end - digits.data())};
}

/// "&#233;" or "&#xe9;" at the beginning of the text.
Code numeric_entity(std::string_view text) {
  if (!text.starts_with("&#") || text.size() < 4) return std::nullopt;
  const bool is_hex = text[2] == 'x' || text[2] == 'X';
  const std::size_t before = is_hex ? 3 : 2;
  Code code = number(text.substr(before, 8), is_hex ? 16 : 10, before);
  if (code && code->second < text.size() && text[code->second] == ';') ++code->second;
  return code;
}

/// "\u00e9" at the beginning of the text, or two of them that are a pair of surrogates.
Code json_escape(std::string_view text) {
  const auto unit = [](std::string_view at) -> Code {
    if (at.size() < 6 || !at.starts_with("\\u")) return std::nullopt;
    const Code code = number(at.substr(2, 4), 16, 2);
    return code && code->second == 6 ? code : std::nullopt;
  };
  const Code first = unit(text);
  if (!first || first->first < 0xd800 || first->first > 0xdbff) return first;
  const Code second = unit(text.substr(6));
  if (!second || second->first < 0xdc00 || second->first > 0xdfff) return std::nullopt;
  return std::pair{0x10000 + ((first->first - 0xd800) << 10) + (second->first - 0xdc00), std::size_t{12}};
}

bool append(std::string& out, std::uint32_t code) {
  if (code > 0x10ffff || !utf8proc_codepoint_valid(static_cast<utf8proc_int32_t>(code))) return false;
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code), bytes.data());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
  return true;
}

std::string decoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t plain = std::min(text.find_first_of("&\\"), text.size());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    std::size_t used = 0;
    if (text.starts_with("\\/")) {
      out += '/';
      used = 2;
    } else if (const Code code = text.front() == '&' ? numeric_entity(text) : json_escape(text); code) {
      if (append(out, code->first)) used = code->second;
    } else {
      for (const auto& [name, means] : kEntities) {
        if (text.front() != '&' || !text.substr(1).starts_with(name)) continue;
        out += means;
        used = 1 + name.size();
      }
    }
    if (used == 0) {
      out += text.front();
      used = 1;
    }
    text.remove_prefix(used);
  }
  return out;
}

class Collecting : public nlohmann::json_sax<Json> {
 public:
  JsonTexts texts;

  bool string(std::string& text) override {
    texts.values.push_back(std::move(text));
    return true;
  }
  bool key(std::string& name) override {
    texts.names.push_back(std::move(name));
    return true;
  }
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t) override { return true; }
  bool number_float(double, const std::string&) override { return true; }
  bool binary(Json::binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }
};

}  // namespace

std::string as_read(std::string_view text) {
  std::string out = decoded(text);
  for (const auto& [mark, means] : kUnseen) {
    std::size_t at = out.find(mark);
    if (at == std::string::npos) continue;
    std::string rest;
    std::size_t from = 0;
    for (; at != std::string::npos; at = out.find(mark, from)) {
      rest.append(out, from, at - from).append(means);
      from = at + mark.size();
    }
    out = rest.append(out, from);
  }
  return out;
}

JsonTexts texts_of_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || std::string_view("[{\"").find(text[first]) == std::string_view::npos)
    return {};
  Collecting collecting;
  if (!Json::sax_parse(text.begin() + static_cast<std::ptrdiff_t>(first), text.end(), &collecting)) return {};
  return std::move(collecting.texts);
}

}  // namespace winnow
