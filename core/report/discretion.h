/// Words that may leave the terminal. The message of a failure may quote an item: its key, its path, a value. The
/// state and whoever is notified must not hear of those, but of all the rest.
#pragma once

#include <string>

#include "core/config/config.h"

namespace winnow {

/// Thread rule: const members from any thread.
class Discretion {
 public:
  /// What the TOML itself says is no secret of anybody's. A TOML that cannot be read makes nothing known.
  explicit Discretion(const Config& config);

  /// `message` with an ellipsis for whatever stands in quotes, is a path, holds an @, or comes first as the place,
  /// unless the TOML says it too.
  std::string words(const std::string& message) const;

 private:
  bool is_known(std::string_view word) const;

  std::string toml_;
  std::vector<std::string> paths_;
};

}  // namespace winnow
