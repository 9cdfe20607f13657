/// `undo --dry-run`: what would come back, and which keys are taken meanwhile.
#pragma once

#include "core/bin/bin_selection.h"
#include "core/cli/session.h"

namespace winnow {

/// Reads the bin and asks the stores; writes nowhere. Answers the exit status: 1 where a segment or a store could
/// not be asked. Thread rule: one thread.
int preview_undo(const BinSelection& selection, Session& session, const Globals& globals);

}  // namespace winnow
