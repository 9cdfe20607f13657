/// Whether the bin and the state belong together. Thread rule: one thread.
#pragma once

#include "core/judge/rule.h"

namespace winnow {

/// Refuses to go on where the bin is ahead of the state: it holds runs that the state does not know, or segments
/// that name a record of the ledger which the state does not have. Holds, limits and what was purged since are lost
/// then.
void check_bin_belongs_to_state(World& world);

}  // namespace winnow
