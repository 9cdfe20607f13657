/// Where the bytes of a parked copy lie, as far as this machine can read them.
#pragma once

#include <filesystem>
#include <optional>

#include "core/bin/segment.h"

namespace winnow {

/// nullopt: the copy is in the segment itself, or a store elsewhere keeps it. Nothing is looked at on disk.
std::optional<std::filesystem::path> parked_file(const SegmentPart& part, const SegmentLine& line);

/// What lies in a parked file's place, as its receipt tells it. Its store has the last word: in a tree that was
/// copied inodes are others.
enum class ParkedSight {
  same,        ///< kind, inode, size and time are those of the receipt
  other_time,  ///< a file of that size
  other_size,  ///< a file
  no_file,     ///< something, but no file
  unknown,     ///< nothing, another inode, or it cannot be looked at
};
ParkedSight look_at(const std::filesystem::path& file, const SegmentLine& line);

/// The receipt's time, "1750372260.000000001"; empty: it has none.
std::string time_of_parked(const SegmentLine& line);

}  // namespace winnow
