/// Finding out, after a crash, where each file of a batch is. Changes nothing but meta files: where a file lies in
/// the bin and its meta file was lost with the power, that is written again.
///
/// | at its key     | in the bin | not in the bin | bin cannot be seen, or holds another file |
/// |----------------|------------|----------------|-------------------------------------------|
/// | the same       | SAME       | SAME           | SAME                                      |
/// | nothing        | DONE       | GONE           | IN_DOUBT                                  |
/// | something else | DONE       | CHANGED        | CHANGED                                   |
/// | cannot be seen | DONE       | IN_DOUBT       | IN_DOUBT                                  |
///
/// A rename is whole or has not happened, so nothing of the old session can come true later.
#pragma once

#include "parked.h"

namespace winnow::files {

/// One settle() call. Throws Error(WINNOW_DENIED) for another permit.
void settle_files(const FileTree& tree, const winnow_permit& permit, std::span<const winnow_header> headers,
                  std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes);

}  // namespace winnow::files
