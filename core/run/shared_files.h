/// Whether a file that hung on a removed row is named by another row still.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/run/setup.h"

namespace winnow {

/// Those of `keys` that a row names: in the link's own column, or in one of the job's `references`. Asked after the
/// rows' COMMIT. Throws Error or Failure; then no file may go.
std::set<std::string> still_named(const Setup& setup, World& world, const LinkedStore& link,
                                  const std::vector<std::string>& keys);

}  // namespace winnow
