/// What the name of a segment's file says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace winnow {

/// "RUN/JOB/3.r2.jsonl.zst" is the second writing anew, after a purge, of segment 3.
struct SegmentName {
  std::string run, job;
  std::int64_t n = 0;
  std::int64_t revision = 0;  ///< 0: as it was sealed
};

/// `path`: relative to the bin. nullopt: no segment's name. Thread rule: any.
std::optional<SegmentName> parse_segment_path(const std::string& path);

}  // namespace winnow
