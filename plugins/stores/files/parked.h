/// Pieces of parked files with their receipts read, ready to be restored, purged or looked for.
#pragma once

#include "batch.h"
#include "receipt.h"

namespace winnow::files {

struct ParkedFile {
  std::size_t piece;  ///< index into the batch's pieces and outcomes
  std::string key;
  std::string name;
  Receipt receipt;
};

/// From the bin's folder to the folder at the key.
using ParkedFiles = std::map<Route, std::vector<ParkedFile>>;

/// Checks the permit and reads the receipts; one that cannot be read makes its outcome FAILED, a key that cannot be
/// walked REFUSED. Throws Error(WINNOW_DENIED) for another permit, or one that is over.
ParkedFiles read_pieces(const FileTree& tree, const winnow_permit& permit, winnow_action action,
                        std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes);

}  // namespace winnow::files
