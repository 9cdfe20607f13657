/// SELECTION as commands take it: `--run R --job J --key K... --where 'customer_id = 42'`.
#pragma once

#include "core/bin/bin_selection.h"
#include "core/cli/command.h"
#include "core/state/sqlite.h"

namespace winnow {

/// Adds the four options.
void declare_selection(boost::program_options::options_description& options);

/// Reads them; RUN may be the beginning of an id, or "latest". `now` and `zone`: of `older_than` and of times
/// without a zone in `--where`. Throws Failure that names the option: for a run that removed nothing, an empty
/// value, or a `where` that does not hold.
BinSelection read_selection(const Invocation& invocation, State& state, Time now, const Zone& zone);

}  // namespace winnow
