/// Columns that named items of a job at its last apply and name nothing now: their table was truncated, or is
/// another one. A restore that is not done yet looks like that, and an application that made a new database because
/// a disk is not mounted. Thread rule of all: one thread.
#pragma once

#include <string>

#include "core/judge/setup.h"
#include "core/plan/tally.h"

namespace winnow {

/// Why nothing may go: such a column; empty where there is none.
std::string fallen_silent(const Setup& setup, World& world);

/// Remembers the columns that name items now, if the apply kept so many that it was no chance. Inside a
/// Transaction, at the end of an apply.
void remember_answering(const Setup& setup, World& world, const Tally& tally);

}  // namespace winnow
