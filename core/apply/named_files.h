/// Which linked files of what is about to be purged stay, because rows that stay in the bin name them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/bin/bin_items.h"
#include "core/judge/open_bin.h"

namespace winnow {

struct NamedFiles {
  std::set<std::int64_t> lines;                ///< of the files that others name
  std::map<std::size_t, std::string> unknown;  ///< parts whose files nobody can tell about, and why
};

/// `items`: those of the segment that are about to go, and so name nothing any more. `names`: what is known of the
/// bin already. Throws nothing that a store says. Thread rule: one thread.
NamedFiles files_named_by_others(World& world, const SegmentRow& row, const Segment& segment,
                                 const std::vector<const BinItem*>& items, NamesInBin& names);

}  // namespace winnow
