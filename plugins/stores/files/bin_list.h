/// What lies in the bin of a tree: a copy is a file `.trash/<batch>/<key>` with a meta file beside it that names
/// the same key. Other tools keep their bins so too, and theirs are shown as ours are.
#pragma once

#include "batch.h"

namespace winnow::files {

/// Shows each file of the bin once, meta files aside; nothing where there is no bin. Throws PathError where
/// anything cannot be read.
void list_bin(const FileTree& tree, const ParkedSink& out);

}  // namespace winnow::files
