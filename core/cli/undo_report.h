/// What `undo` and `trash restore` say of what they did.
#pragma once

#include <string>

#include "core/apply/undo.h"
#include "core/cli/command.h"

namespace winnow {

/// Prints it as text or JSON and answers the exit status. `run`: the run that was undone, or empty.
int print_undo(const UndoReport& report, const std::string& run, const Globals& globals);

}  // namespace winnow
