/// Where the bytes of a parked copy lie, as far as this machine can read them.
#pragma once

#include <filesystem>
#include <optional>

#include "core/bin/segment.h"

namespace winnow {

/// nullopt: the copy is in the segment itself, or a store elsewhere keeps it. Nothing is looked at on disk.
std::optional<std::filesystem::path> parked_file(const SegmentPart& part, const SegmentLine& line);

}  // namespace winnow
