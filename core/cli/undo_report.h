/// What `undo` and `trash restore` say of what they did.
#pragma once

#include <string>

#include "core/cli/command.h"
#include "core/run/undo.h"

namespace winnow {

/// Prints it as text or JSON and answers the exit status. `run`: the run that was undone, or empty.
int print_undo(const UndoReport& report, const std::string& run, const Globals& globals);

}  // namespace winnow
