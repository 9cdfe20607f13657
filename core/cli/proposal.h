/// A job that a target may want, as people write it in a TOML, told from the target's columns alone.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "winnow/selection.hpp"

namespace winnow {

/// A job plugin, as far as it says what it is for.
struct JobKind {
  std::string id;  ///< its first word names what it works on, as audit in audit-prune
  std::string summary;
  std::string column;     ///< its default
  std::string retention;  ///< to begin from; empty: it needs none
};

/// What is known of a target.
struct SeenTarget {
  std::string store;
  std::string target;
  std::vector<Fact> facts;
  std::optional<std::uint64_t> items;
  bool holds_files = false;
};

/// `text` as a TOML string.
std::string as_toml(const std::string& text);

/// The job as comment lines, with what stands in its way. `name`: of the job; `kinds`: that may do.
std::string proposal(const SeenTarget& seen, const std::string& name, std::span<const JobKind> kinds);

}  // namespace winnow
