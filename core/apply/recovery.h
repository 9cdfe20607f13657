/// Settling what a killed session left on a target, before an apply, undo or purge touches it. Never in a dry run.
///
/// It deletes no copy of anything, and killed at any point it can be run again. The table of cases stands in
/// docs/safety.md.
#pragma once

#include <string>
#include <vector>

#include "core/judge/setup.h"
#include "core/state/bin_index.h"
#include "core/state/lease.h"

namespace winnow {

/// Settles all that can be. What was settled, for the report; empty if there was nothing. Throws Failure where a
/// batch could not be: nothing more may be removed from the target.
std::string settle_target(World& world, const Lease& lease);

/// The same for who brings back or destroys other batches than those: answers what could not be settled, and why.
std::vector<std::string> settle_what_can_be(World& world, const Lease& lease);

/// The same of every target that one of these batches is of, unless another run works there: answers whether all
/// were free.
bool settle_where_free(World& world, const std::vector<SegmentRow>& rows);

}  // namespace winnow
