/// Columns that may name items of a job, kept some at its last apply and keep far fewer now: their table was
/// truncated, or is another one. A restore that is not done yet looks like that, and an application that made a new
/// database because a disk is not mounted. Thread rule of all: one thread.
#pragma once

#include <string>

#include "core/judge/setup.h"
#include "core/plan/tally.h"

namespace winnow {

/// Why nothing may go: such a column, without any value now, or of which more than `max_shrink` of what it kept is
/// to go; empty where there is none. `planned`: the plan of this run.
std::string fallen_silent(const Setup& setup, World& world, const Tally& planned);

/// Remembers the columns that have values now, if the apply kept many items, whatever kept them. Inside a
/// Transaction, at the end of an apply.
void remember_answering(const Setup& setup, World& world, const Tally& tally);

}  // namespace winnow
