/// Bringing back, destroying and looking for what was removed, each by its receipt.
#pragma once

#include <vector>

#include "removing.h"

namespace winnow::s3 {

/// A piece with its receipt.
struct Removed {
  std::size_t piece;  ///< index into the batch's pieces and outcomes
  Receipt receipt;
};

/// Checks the permit and reads the receipts; one that cannot be read makes its outcome FAILED, a key that is never
/// touched REFUSED. Throws Error(WINNOW_DENIED) for another permit, or one that is over.
std::vector<Removed> read_pieces(const Work& work, const winnow_permit& permit, winnow_action action,
                                 std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes);

/// The key of each whose receipt is of a version; empty for one of a copy.
std::vector<std::string> keys_of_versions(const std::vector<Removed>& all);

/// A copy is copied back, proved, and deleted; from a version the markers that lie on it are taken away. Never onto
/// anything: OCCUPIED, or DONE where the same content lives there already. All throw Error(WINNOW_DENIED) when the
/// permit ends on the way.
void restore_objects(const Work& work, const winnow_permit& permit, std::span<const winnow_piece> pieces,
                     std::span<winnow_outcome> outcomes);

/// Destroys the copy with its meta file, or exactly the version of the receipt and, where no other version of the
/// key is left, the markers that lay on it: one that hides older content stays.
void purge_objects(const Work& work, const winnow_permit& permit, std::span<const winnow_piece> pieces,
                   std::span<winnow_outcome> outcomes);

/// Looks, and changes nothing. A copy in the bin does not tell that its object went: where another lives at the
/// key, it is in doubt.
void settle_objects(const Work& work, const winnow_permit& permit, std::span<const winnow_piece> pieces,
                    std::span<winnow_outcome> outcomes);

/// Shows each copy in the bin once, whichever tool put it there. Of meta files it shows those whose copy is not
/// there: with trouble, and with the key and a content by which purge_objects() destroys it.
void list_bin(const Work& work, const ParkedSink& out);

}  // namespace winnow::s3
