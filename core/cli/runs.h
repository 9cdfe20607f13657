/// RUN arguments: an id, a unique beginning of one, or "latest".
#pragma once

#include <string>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/state/bin_index.h"

namespace winnow {

/// The id of the run that `name` means, among runs that put something into the bin. Throws Failure.
inline std::string find_run(State& state, const std::string& name, Time now) {
  BinIndex index(state);
  if (name == "latest") {
    const auto run = index.latest_run(now);
    if (!run) throw Failure("", "no run has removed anything yet", "`winnow history` lists the runs");
    return *run;
  }
  const std::vector<std::string> found = index.runs_beginning_with(name);
  if (name.empty() || found.empty())
    throw Failure("", "no run \"" + printable(name) + "\" has removed anything", "`winnow history` lists the runs");
  if (found.size() > 1) {
    throw Failure("", "\"" + name + "\" is the beginning of several runs", "write more of its id");
  }
  return found.front();
}

}  // namespace winnow
