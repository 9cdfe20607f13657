#include "core/config/environment.h"

#include <cstdlib>
#include <optional>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace winnow {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kSpace = " \t\r";

/// A name as POSIX has it: letters, digits and underscores, not beginning with a digit.
bool is_name(std::string_view text) {
  const auto is_in = [](std::string_view set, char c) { return set.find(c) != std::string_view::npos; };
  if (text.empty() || is_in(kDigits, text.front())) return false;
  for (const char c : text) {
    if (c != '_' && !is_in(kLetters, c) && !is_in(kDigits, c)) return false;
  }
  return true;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string_view unquote(std::string_view text) {
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'');
  return quoted && text.back() == text.front() ? text.substr(1, text.size() - 2) : text;
}

/// All but the unreserved characters of RFC 3986 as %XX.
std::string percent_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kMarks = "-._~";
  std::string out;
  for (const char c : text) {
    if (kLetters.find(c) != std::string_view::npos || kDigits.find(c) != std::string_view::npos ||
        kMarks.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

/// The next piece of a text: what stands before a reference, and the name in it (none at the end of the text).
struct Piece {
  std::string_view literal;
  std::optional<std::string_view> name;
};
Piece take_piece(std::string_view& text, std::string_view where) {
  const std::size_t open = text.find("${");
  Piece piece{text.substr(0, open), std::nullopt};
  if (open == std::string_view::npos) {
    text = {};
    return piece;
  }
  const std::size_t close = text.find('}', open);
  // The rest of the text may be a secret; it is not shown.
  if (close == std::string_view::npos) throw configuration_failure(where, "\"${\" without \"}\"");
  piece.name = text.substr(open + 2, close - open - 2);
  if (!is_name(*piece.name)) {
    throw configuration_failure(where, "\"${...}\" must hold a name of letters, digits and underscores");
  }
  text.remove_prefix(close + 1);
  return piece;
}

}  // namespace

void check_references(std::string_view text, std::string_view where) {
  while (!text.empty()) take_piece(text, where);
}

Environment::Environment(const std::vector<std::filesystem::path>& files) {
  for (const std::filesystem::path& file : files) {
    const std::string content = read_file(file);
    std::string_view rest = content;
    for (int number = 1; !rest.empty(); ++number) {
      const std::size_t end = rest.find('\n');
      std::string_view line = trim(rest.substr(0, end));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      if (line.empty() || line.front() == '#') continue;
      if (line.starts_with("export ")) line.remove_prefix(7);
      const std::size_t equals = line.find('=');
      const std::string_view name = trim(line.substr(0, equals));
      if (equals == std::string_view::npos || !is_name(name)) {
        throw configuration_failure(file.string() + ':' + std::to_string(number), "not a line of an env file",
                                    "write NAME=value");
      }
      values_[std::string(name)] = unquote(trim(line.substr(equals + 1)));
    }
  }
}

std::string Environment::fill(std::string_view text, std::string_view where) const {
  std::string out;
  const std::string_view whole = text;
  const bool in_url = whole.find("://") != std::string_view::npos;
  while (!text.empty()) {
    const Piece piece = take_piece(text, where);
    out += piece.literal;
    if (!piece.name) continue;
    const std::string name(*piece.name);
    const char* const set = std::getenv(name.c_str());
    const auto given = values_.find(name);
    const std::string value = set != nullptr ? set : given != values_.end() ? given->second : "";
    if (value.empty()) {
      throw Failure(where, "${" + name + "} is not set, or empty",
                    "set it in the environment or in a file of env_files");
    }
    out += in_url ? percent_encode(value) : value;
  }
  return out;
}

}  // namespace winnow
