/// The verbs of `winnow trash`, one file each; the table that lists them is in trash_command.cpp.
#pragma once

#include "core/cli/command.h"
#include "core/cli/session.h"

namespace winnow {

/// Each answers the exit status. `words`: the arguments after the verb.
int trash_list(const Invocation& invocation, const std::vector<std::string>& words, Session& session);
int trash_show(const Invocation& invocation, const std::vector<std::string>& words, Session& session);
int trash_restore(const Invocation& invocation, const std::vector<std::string>& words, Session& session);
int trash_purge(const Invocation& invocation, const std::vector<std::string>& words, Session& session);
int trash_adopt(const Invocation& invocation, const std::vector<std::string>& words, Session& session);
int trash_stats(const Invocation& invocation, const std::vector<std::string>& words, Session& session);
int trash_check(const Invocation& invocation, const std::vector<std::string>& words, Session& session);

}  // namespace winnow
