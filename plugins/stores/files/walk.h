/// The walk over the files of a target: depth first, with one open folder a level and the names of one stretch of
/// each folder in memory, however many files there are.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "beneath.h"
#include "fields.h"
#include "winnow/job.hpp"

namespace winnow::files {

constexpr std::string_view kBinFolder = ".trash";   ///< at the root; never walked, never an item
constexpr std::string_view kOwnFolder = ".winnow";  ///< so too
constexpr std::string_view kMetaSuffix = ".trashmeta.json";

/// Where a walk goes: "private/" is all below that folder, "logs/app-*" all whose path begins so, anything else
/// exactly that file.
struct Target {
  enum class Reach { below, beginning, exact };
  Reach reach = Reach::exact;
  std::string folder;
  std::string name;  ///< the beginning of a name, or a whole one; empty for `below`
};

/// Throws Error(WINNOW_BAD_CONFIG) for a target that is empty, boundless, not walkable or inside the bin.
Target read_target(std::string_view text);

/// Shows everything in the target that is no folder, each once, its time left out; a folder on which something else
/// is mounted comes as one item with the obstacle other_device. Symbolic links are shown, never followed. What goes
/// away meanwhile is left out. Throws PathError where anything cannot be read: half a listing is none. Throws
/// Error(WINNOW_STOPPED) when the host wants to stop.
void walk(const Beneath& tree, const Target& target, const Host& host, const std::function<void(FoundFile)>& visit);

}  // namespace winnow::files
