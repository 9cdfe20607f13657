/// `${NAME}` in strings of the TOML: from the environment, else from the TOML's env_files.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace winnow {

/// Throws Failure (configuration) for a `${` without its `}` or with something else than a name inside.
/// `where` is for messages. A `$` that no brace follows is an ordinary character.
void check_references(std::string_view text, std::string_view where);

/// Thread rule: const after construction.
class Environment {
 public:
  /// Reads NAME=value lines (# comments, quotes around a value are dropped). Throws Failure for an unreadable file.
  explicit Environment(const std::vector<std::filesystem::path>& files);

  /// `text` with every ${NAME} filled in; inside a longer URL ("scheme://...") the value is percent-encoded.
  /// Unset or empty: Failure of kind job, with `where` and the name.
  std::string fill(std::string_view text, std::string_view where) const;

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace winnow
