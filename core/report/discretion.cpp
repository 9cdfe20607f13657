#include "core/report/discretion.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/file.h"

namespace winnow {
namespace {

constexpr const char* kLeftOut = "…";

bool is_quote(char c) {
  return c == '"' || c == '\'' || c == '`';
}

/// The end of the word or of the quoted text that begins at `at`.
std::size_t end_of(const std::string& text, std::size_t at) {
  if (is_quote(text[at])) {
    const std::size_t close = text.find(text[at], at + 1);
    return close == std::string::npos ? text.size() : close + 1;
  }
  if (text[at] == ' ' || text[at] == '(') return at + 1;
  const std::size_t end = text.find_first_of(" (\"`", at);
  return end == std::string::npos ? text.size() : end;
}

}  // namespace

Discretion::Discretion(const Config& config) {
  try {
    toml_ = read_file(config.file);
  } catch (const Failure&) {
    return;
  }
  for (const std::filesystem::path& path : {config.file, config.folder, config.state, config.trash}) {
    paths_.push_back(path.string());
  }
}

bool Discretion::is_known(std::string_view word) const {
  // "winnow.toml:14:3:" and "app.db," are the name with something after it.
  while (!word.empty() && std::string_view(":;,.)").find(word.back()) != std::string_view::npos)
    word.remove_suffix(1);
  if (word.empty() || toml_.find(word) != std::string::npos) return true;
  for (const std::string& path : paths_) {
    if (path.empty() || !word.starts_with(path)) continue;
    std::string_view rest = word.substr(path.size());
    while (rest.starts_with('/')) rest.remove_prefix(1);
    if (rest.empty() || rest.starts_with(':') || toml_.find(rest) != std::string::npos) return true;
  }
  return false;
}

std::string Discretion::words(const std::string& message) const {
  std::string out;
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t end = end_of(message, at);
    const std::string word = message.substr(at, end - at);
    const bool quoted = is_quote(word.front());
    const std::string inner = quoted && word.size() > 1 ? word.substr(1, word.size() - 2) : word;
    const bool is_command = word.front() == '`' && inner.starts_with("winnow ");
    // A place that is one word is a file or a key; "job audit:" and "store app:" are two.
    const bool is_place = at == 0 && word.ends_with(':');
    const bool value = word.find('=') != std::string::npos && word.ends_with(')');
    const bool doubtful = quoted || is_place || value || word.find('/') != std::string::npos ||
                          word.find('@') != std::string::npos ||
                          (at > 0 && message[at - 1] == '(' && word.ends_with(')'));
    if (doubtful && !is_command && !is_known(inner)) {
      out +=
          quoted ? word.substr(0, 1) + kLeftOut + word.substr(0, 1) : kLeftOut + std::string(is_place ? ":" : "");
    } else {
      out += word;
    }
    at = end;
  }
  return out;
}

}  // namespace winnow
