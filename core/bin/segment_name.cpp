#include "core/bin/segment_name.h"

#include <charconv>
#include <filesystem>
#include <string_view>

#include "core/bin/segment.h"

namespace winnow {

std::optional<SegmentName> parse_segment_path(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path job = fs::path(path).parent_path();
  const std::string name = fs::path(path).filename().string();
  const bool in_place = job.has_parent_path() && !job.parent_path().has_parent_path();
  if (!in_place || !name.ends_with(kSegmentEnding)) return std::nullopt;
  const char* const end = name.data() + name.size() - kSegmentEnding.size();
  SegmentName out{job.parent_path().string(), job.filename().string()};
  auto at = std::from_chars(name.data(), end, out.n).ptr;
  if (at != end && std::string_view(at, 2) == ".r") at = std::from_chars(at + 2, end, out.revision).ptr;
  if (at != end || out.n <= 0) return std::nullopt;
  return out;
}

}  // namespace winnow
