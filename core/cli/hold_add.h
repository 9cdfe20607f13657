/// `winnow hold add`: what is meant by STORE/TARGET and SELECTION, and the writing of the hold.
#pragma once

#include "core/cli/command.h"
#include "core/cli/session.h"

namespace winnow {

/// `words`: the arguments after "add". Answers the exit status. Throws Failure.
int hold_add(const Invocation& invocation, const std::vector<std::string>& words, Session& session);

/// The value of --reason. Throws Failure (configuration) where there is none.
std::string need_reason(const Invocation& invocation);

/// The end of the day that --until names, or the moment; nullopt: without one. Throws Failure (configuration) for
/// what is no date, or is over.
std::optional<Time> read_until(const Invocation& invocation, const World& world);

}  // namespace winnow
