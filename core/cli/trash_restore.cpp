#include "core/base/failure.h"
#include "core/cli/trash_commands.h"
#include "core/cli/undo_report.h"

namespace winnow {

int trash_restore(const Invocation& invocation, const std::vector<std::string>& words, Session& session) {
  if (words.empty()) throw configuration_failure("", "name what to restore", "winnow trash restore ID...");
  UndoTask task;
  task.afterwards = Afterwards::hold;
  for (const std::string& word : words) task.selection.ids.insert(BinId::parse(word));
  return print_undo(undo_visibly(session.world(), task, invocation.globals), "", invocation.globals,
                    Met::must_meet);
}

}  // namespace winnow
