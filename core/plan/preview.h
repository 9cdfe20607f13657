/// What another retention, or another value of a policy's parameter, would do: items and bytes at each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/judge/setup.h"

namespace winnow {

/// What is varied.
struct PreviewQuestion {
  std::string name;                 ///< "retention", or a parameter or option of the rule
  std::vector<std::string> values;  ///< as written: "30d", "60"
};

struct PreviewRow {
  std::string value;
  bool today = false;  ///< what the TOML says now
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;
  std::string trouble;  ///< why this value cannot be planned; then the figures mean nothing
};

/// One plan a value, today's among them where the TOML has one, in the order asked for with today's first if it was
/// not asked for. Reads only. Throws Failure for a value that cannot be read.
std::vector<PreviewRow> preview(const JobConfig& job, World& world, const PreviewQuestion& question);

}  // namespace winnow
