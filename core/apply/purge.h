/// Purging: the only act that nothing brings back, for one segment of the bin at a time.
///
/// Under the lease of where the segment came from, and after that target was settled: judged under the holds of now
/// and marked in one transaction; parked copies destroyed by their store, and only if they still equal their
/// receipts; then the copies in the segment (core/bin/tombstones.h). An item whose parked copy could not be
/// destroyed stays as a whole, and a file that a live row names, or another row in the bin, stays when its own row
/// goes. What a killed purge left is settled by settle_purge() (settling.h), which destroys nothing.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/bin/bin_id.h"
#include "core/judge/open_bin.h"
#include "core/judge/rule.h"
#include "core/state/bin_index.h"

namespace winnow {

/// Whether copies go that may be needed still, for all the bin knows: conflict, in_doubt. Only a person says so.
enum class Doubtful { keep, purge };

struct PurgeOrder {
  std::string job;     ///< in whose name: of a job, or "trash purge"
  std::string reason;  ///< of a person; may be empty
  Doubtful doubtful = Doubtful::keep;
  std::function<void(std::uint64_t items)> marked;  ///< called inside the marking transaction
  NamesInBin* names = nullptr;                      ///< shared by several orders; nullptr: read anew
};

struct PurgeResult {
  std::uint64_t items = 0;  ///< purged
  std::uint64_t bytes = 0;
  std::uint64_t held = 0;
  std::uint64_t locked = 0;   ///< their store keeps them by a rule of its own, as a lock
  std::uint64_t changed = 0;  ///< no longer there, or no longer such that they may go
  std::uint64_t failed = 0;
  std::vector<std::string> errors{};  ///< one a failed item, by id
  std::vector<std::string> notes{};   ///< which files stay because rows name them, one a segment
};

/// Purges the items of the segment `run`, `job`, `n` that have one of `lines`. Throws Failure (of kind locked where
/// another run works on the target) or Error; what was begun is settled by the next who comes. Thread rule: one
/// thread.
PurgeResult purge_items(World& world, const BinId& segment, const LineSet& lines, const PurgeOrder& order);

}  // namespace winnow
