/// The walk over the files of a target: depth first, with one open folder a level and the names of one stretch of
/// each folder in memory, however many files there are.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "beneath.h"
#include "fields.h"
#include "own_things.h"
#include "winnow/job.hpp"

namespace winnow::files {

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

/// Shows everything in the target that is no folder, each once, its time left out. Symbolic links are shown, never
/// followed. What goes away meanwhile is left out, and so are bins and folders of winnow's own, at any depth.
///
/// A folder that cannot be entered is shown as one item with an obstacle: other_device where something is mounted
/// on it, unreadable where this account may not read it. So one closed folder does not stop a tree, and what lies
/// in it stays. Any other error of a folder, and any of the target's own, throws PathError: half a listing is none.
/// Throws Error(WINNOW_STOPPED) when the host wants to stop.
void walk(const Beneath& tree, const Target& target, Host& host, const OwnThings& own,
          const std::function<void(FoundFile)>& visit);

}  // namespace winnow::files
