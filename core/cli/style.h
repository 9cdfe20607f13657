/// How a command speaks: as much as was asked for, in colours where there is a terminal that may show them.
#pragma once

#include "core/cli/command.h"
#include "core/report/text.h"

namespace winnow {

/// -q: only troubles. Without flags blocks on a terminal, a line a job elsewhere; -v: blocks everywhere. Colours on
/// a terminal only, and never with NO_COLOR (https://no-color.org).
Style style_of(const Globals& globals);

}  // namespace winnow
