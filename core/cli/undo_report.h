/// What `undo` and `trash restore` say of what they did.
#pragma once

#include <string>

#include "core/apply/undo.h"
#include "core/cli/command.h"

namespace winnow {

/// Whether items were named: nothing that comes back is a mistake then, and 1.
enum class Met { may_be_nothing, must_meet };

/// Undoes, and says on a terminal how far it is.
UndoReport undo_visibly(World& world, UndoTask task, const Globals& globals);

/// Prints it as text or JSON and answers the exit status. `run`: the run that was undone, or empty.
int print_undo(const UndoReport& report, const std::string& run, const Globals& globals, Met met);

}  // namespace winnow
