#include "core/judge/spelling.h"

#include <utf8proc.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/base/encoding.h"
#include "core/base/text.h"
#include "core/judge/decoding.h"
#include "core/judge/values_inside.h"

namespace winnow {
namespace {

/// What separates paths inside a longer text. All of it stands in names too, so some neighbours are looked at as
/// one.
constexpr std::string_view kBetween = " \t\r\n,;|\"'`<>(){}[]=?#&:@+!*";
constexpr std::size_t kNeighbours = 6, kNeighboursInLongTexts = 2;
constexpr std::size_t kLongText = 16'384;

/// Case-folded and composed; bytes that are not UTF-8 only get their ASCII letters folded.
std::string case_folded(std::string text) {
  const bool ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) {
    utf8proc_uint8_t* mapped = nullptr;
    const auto size = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()), &mapped,
        static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
    if (size >= 0) text.assign(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
    std::free(mapped);
    if (size >= 0) return text;
  }
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// Where the path of a URL begins: behind "scheme://host/" or "//host/"; 0 for anything else.
std::size_t path_begins(std::string_view text) {
  const std::size_t slashes = text.find("//");
  if (slashes == std::string_view::npos) return 0;
  const std::string_view scheme = text.substr(0, slashes);
  const bool fine = scheme.empty() || (scheme.size() > 1 && scheme.ends_with(':') &&
                                       std::all_of(scheme.begin(), scheme.end() - 1, [](unsigned char c) {
                                         return std::isalnum(c) != 0 || c == '+' || c == '-' || c == '.';
                                       }));
  if (!fine) return 0;
  const std::size_t path = text.find('/', slashes + 2);
  return path == std::string_view::npos ? text.size() : path + 1;
}

std::string_view without_query(std::string_view text) {
  return text.substr(0, text.find_first_of("?#"));
}

/// Without the first prefix that fits.
std::string_view cut(std::string_view text, const std::vector<std::string>& prefixes) {
  for (const std::string& prefix : prefixes) {
    if (text.starts_with(prefix)) return text.substr(prefix.size());
  }
  return text;
}

std::string url_path(std::string_view text) {
  text = without_query(text);
  text.remove_prefix(path_begins(text));
  if (text.starts_with('/')) text.remove_prefix(1);
  return percent_decoded(text);
}

void split(std::string_view text, std::string_view at, std::vector<std::string_view>& out) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(at), text.size());
    if (end > 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

/// Letters, digits and what else stands in most paths and has no second meaning.
bool is_ordinary(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '-' && c <= '9') || c == '_';
}

void add_meaning(std::string_view text, std::vector<std::string>& out) {
  std::string path = folded(text);
  if (!path.empty()) out.push_back(std::move(path));
}

/// The parts of a text, and the paths that some of them may be together.
void add_parts(std::string_view text, std::vector<std::string>& out) {
  if (text.find_first_of(kBetween) == std::string_view::npos) return;
  std::vector<std::string_view> parts;
  split(text, kBetween, parts);
  const std::size_t most = text.size() > kLongText ? kNeighboursInLongTexts : kNeighbours;
  for (std::size_t first = 0; first < parts.size(); ++first) {
    bool slashed = false;
    for (std::size_t last = first; last < parts.size() && last < first + most; ++last) {
      const std::string_view some(parts[first].data(),
                                  static_cast<std::size_t>(parts[last].end() - parts[first].begin()));
      if (some.size() > kLongestPath) break;
      slashed = slashed || parts[last].find_first_of("/\\%") != std::string_view::npos;
      if (last > first && !slashed) continue;
      add_meaning(some, out);
      const bool closes =
          some.end() != text.end() && std::string_view(")]}").find(*some.end()) != std::string_view::npos;
      if (last > first && closes) add_meaning({some.data(), some.size() + 1}, out);
      if (some.ends_with('.')) add_meaning(some.substr(0, some.find_last_not_of('.') + 1), out);
    }
  }
}

void add_meanings(std::string_view text, std::vector<std::string>& out) {
  text = trimmed(text);
  add_meaning(text, out);
  add_parts(text, out);
  if (text.find('+') == std::string_view::npos) return;
  std::string spaced(without_query(text));
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  add_meaning(spaced, out);
}

}  // namespace

std::vector<std::string> keys_of(std::string_view value, const Spelling& spelling) {
  std::vector<std::string> out;
  switch (spelling.form) {
    case KeyForm::key: out.emplace_back(cut(value, spelling.cut)); break;
    case KeyForm::url: {
      const std::string_view rest = cut(value, spelling.cut);
      out.push_back(rest.size() < value.size() ? percent_decoded(without_query(rest)) : url_path(value));
      break;
    }
    case KeyForm::json:
      for (const std::string& text : texts_of_json(value).values) out.emplace_back(cut(text, spelling.cut));
  }
  std::erase_if(out, [](const std::string& key) { return key.empty(); });
  return out;
}

std::optional<std::vector<std::string>> keys_of(const winnow_value& value, const Spelling& spelling) {
  const std::string name = name_in(value);
  std::vector<std::string> out;
  if (value.type == WINNOW_OTHER && spelling.form != KeyForm::json && name.starts_with('[')) {
    const auto texts = texts_in_list(name);
    if (!texts) return std::nullopt;
    for (const std::string& text : *texts) std::ranges::move(keys_of(text, spelling), std::back_inserter(out));
    return out;
  }
  out = keys_of(name, spelling);
  const bool says_none =
      name.empty() || (spelling.form == KeyForm::json && texts_in_list(name) && texts_in_list(name)->empty());
  if (out.empty() && spelling.form == KeyForm::json && !says_none) return std::nullopt;
  return out;
}

std::string folded(std::string_view path) {
  std::string text(path.substr(path_begins(path)));
  std::replace(text.begin(), text.end(), '\\', '/');
  // Twice, as what was encoded by two programs is; more often it means nothing.
  text = case_folded(percent_decoded(percent_decoded(text)));
  std::replace(text.begin(), text.end(), '\\', '/');
  std::vector<std::string_view> parts;
  split(text, "/", parts);
  std::vector<std::string_view> kept;
  for (const std::string_view part : parts) {
    if (part == ".." && !kept.empty()) kept.pop_back();
    if (part != "." && part != "..") kept.push_back(part);
  }
  std::string out;
  for (const std::string_view part : kept) {
    if (!out.empty()) out += '/';
    out += part;
  }
  return out;
}

std::vector<std::string> asides_of(std::string_view value, const Spelling& spelling) {
  if (spelling.form == KeyForm::json) return texts_of_json(value).names;
  if (spelling.form == KeyForm::key) return {};
  const std::size_t query = value.find_first_of("?#");
  if (query == std::string_view::npos) return {};
  return {std::string(value.substr(query + 1))};
}

std::vector<std::string> meanings_of(std::string_view value) {
  std::vector<std::string> out;
  if (std::ranges::all_of(value, is_ordinary)) {
    add_meaning(value, out);
    return out;
  }
  add_meanings(value, out);
  const std::string read = as_read(value);
  if (read != value) add_meanings(read, out);
  if (const std::string decoded = percent_decoded(percent_decoded(read)); decoded != read) add_parts(decoded, out);
  const JsonTexts texts = texts_of_json(value);
  for (const auto* some : {&texts.values, &texts.names}) {
    for (const std::string& text : *some) add_meanings(text, out);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

void each_end(std::string_view folded, const std::function<void(std::string_view end)>& visit) {
  // Longer than any key: a text of some MB, which may be full of slashes.
  if (folded.size() > kLongestPath) {
    const std::size_t slash = folded.find('/', folded.size() - kLongestPath - 1);
    if (slash == std::string_view::npos) return;
    folded.remove_prefix(slash + 1);
  }
  for (;;) {
    visit(folded);
    const std::size_t slash = folded.find('/');
    if (slash == std::string_view::npos) return;
    folded.remove_prefix(slash + 1);
  }
}

void each_folder(std::string_view folded, const std::function<void(std::string_view folder)>& visit) {
  for (std::size_t slash = folded.rfind('/'); slash != std::string_view::npos; slash = folded.rfind('/')) {
    folded = folded.substr(0, slash);
    visit(folded);
  }
}

std::string name_in(const winnow_value& value) {
  switch (value.type) {
    case WINNOW_TEXT:
    case WINNOW_BYTES:
    case WINNOW_DECIMAL:
    case WINNOW_OTHER: return std::string(view(value.as.text));
    case WINNOW_INT: return std::to_string(value.as.i);
    case WINNOW_REAL:
      if (std::floor(value.as.r) == value.as.r && std::abs(value.as.r) < 9e15)
        return std::to_string(static_cast<std::int64_t>(value.as.r));
      return {};
    default: return {};
  }
}

}  // namespace winnow
