/// What a new hold covers, and what it came too late for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/judge/setup.h"

namespace winnow {

struct HoldCover {
  std::optional<std::uint64_t> live;  ///< nullopt: cannot tell
  std::string trouble;                ///< why not
  std::uint64_t binned = 0;           ///< items in the bin that are not purged while it stands
};

/// Counts, changing nothing. A hold with `where` counts live what it holds in doubt, too.
HoldCover cover_of(World& world, const Hold& hold);

/// What was already on its way when a hold was written.
struct Latecomers {
  std::uint64_t removing = 0;  ///< items of batches sealed before: they are in the bin, where it holds them
  std::uint64_t purging = 0;   ///< lines that a purge was about to destroy
  bool settled = true;         ///< false: another process still has such a batch in hand
};

/// Settles the batches that a hold can no longer stop, or waits a while for the process that works on them. To be
/// called after the hold is committed: from then on no new batch is sealed against it.
Latecomers settle_latecomers(World& world, const Hold& hold);

}  // namespace winnow
