#pragma once

#include "core/judge/setup.h"
#include "core/plan/tally.h"

namespace winnow {

/// Values of columns that name files and say none that is there. What they may mean stays; a rule that takes what
/// nothing names must not go on before somebody says how they are written.
/// After a scan that asked setup.names, and before forget(). Thread rule: one thread.
void note_unknown_values(const Setup& setup, Tally& tally);

}  // namespace winnow
