/// Destroying parked files: the only act of this store that nothing brings back.
#pragma once

#include "parked.h"

namespace winnow::files {

/// One purge() call. A copy is unlinked only while inode, size and time equal its receipt, it has no second name,
/// and no program has it open for writing, as far as the kernel tells: else REFUSED. Meta files and emptied folders
/// go with it. Throws Error(WINNOW_DENIED) for another permit, and when the permit ends on the way.
void purge_files(const FileTree& tree, const winnow_permit& permit, std::span<const winnow_piece> pieces,
                 std::span<winnow_outcome> outcomes);

}  // namespace winnow::files
