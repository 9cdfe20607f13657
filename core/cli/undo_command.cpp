#include "core/base/failure.h"
#include "core/bin/belonging.h"
#include "core/cli/commands.h"
#include "core/cli/runs.h"
#include "core/cli/selection.h"
#include "core/cli/session.h"
#include "core/cli/undo_preview.h"
#include "core/cli/undo_report.h"
#include "core/safety/own_state.h"
#include "core/safety/trusted.h"

namespace winnow {

void declare_undo(OptionsDescription& options) {
  declare_selection(options);
  options.add_options()("dry-run", "only show what would come back");
}

int undo_command(const Invocation& invocation) {
  const std::vector<std::string> names = invocation.list("args");
  if (names.size() != 1 || invocation.has("run")) {
    throw configuration_failure("", "name one run to undo", "winnow undo RUN, or: winnow undo latest");
  }
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  check_state_trust(session.config(), "undo");
  UndoTask task;
  // Before a run is looked for: of a state that is older than its bin, "latest" would be another one.
  check_bin_belongs_to_state(session.world());
  task.selection = read_selection(invocation, session.world().state, now, session.config().zone);
  task.selection.run = find_run(session.world().state, names.front(), now);
  task.selection = as_in_bin(std::move(task.selection), session.world().state, session.world().medium);
  if (invocation.has("dry-run")) return preview_undo(task.selection, session, invocation.globals);
  claim_state(session.config(), session.world().state);
  return print_undo(undo_visibly(session.world(), task, invocation.globals), *task.selection.run,
                    invocation.globals, task.selection.narrows_items() ? Met::must_meet : Met::may_be_nothing);
}

}  // namespace winnow
