/// Files of the bin that were destroyed and are here again, as from a backup of the bin: the index knows their
/// segment as purged as a whole, or as a newer file from which lines were purged. What somebody was promised to be
/// gone lies in them; nobody needs them.
#pragma once

#include <string>
#include <vector>

#include "core/bin/medium.h"
#include "core/state/bin_index.h"

namespace winnow {

struct ReturnedFile {
  std::string path;
  SegmentRow row;  ///< of its segment
};

/// Those of segments that no purge is at work on. Throws Failure where the bin cannot be listed. Thread rule: one
/// thread.
std::vector<ReturnedFile> returned_files(State& state, const Medium& medium);

/// Whether it is one, for who holds the lease of where its segment came from.
bool is_returned(State& state, const Medium& medium, const std::string& path);

}  // namespace winnow
