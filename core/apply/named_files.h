/// Which files and objects of what is about to be purged stay, because rows name them: live ones, or rows that stay
/// in the bin.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/bin/bin_items.h"
#include "core/judge/links.h"
#include "core/judge/open_bin.h"

namespace winnow {

struct NamedFiles {
  std::set<std::int64_t> lines;                ///< of the files that others name
  NamedBy named;                               ///< those that would have gone, each with the target of a row
  std::map<std::size_t, std::string> unknown;  ///< parts whose files nobody can tell about, and why
};

/// `items`: those of the segment that are about to go, and so name nothing any more; `states`: of its lines. Asked
/// are live rows of this moment, as when the files were parked. `names`: what is known of the bin already. Throws
/// nothing that a store says. Thread rule: one thread.
NamedFiles files_named_by_others(World& world, const SegmentRow& row, const Segment& segment,
                                 const std::map<std::int64_t, LineState>& states,
                                 const std::vector<const BinItem*>& items, NamesInBin& names);

/// What a report says of files that stay: how many, and one of them with who names it.
std::string words_of(const SegmentRow& row, const NamedBy& named);

}  // namespace winnow
