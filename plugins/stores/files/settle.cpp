#include "settle.h"

#include <algorithm>

#include "file_facts.h"

namespace winnow::files {

namespace {

enum class Sight { same, nothing, other, unseen };

/// What stands at `folder`/`file.name`, against the receipt. In the bin the inode tells: a program that held the
/// file open may have written to it since.
enum class Compare { whole, inode };
Sight see(const FileTree& tree, const std::string& folder, const ParkedFile& file, Compare how) {
  try {
    const Fd open = tree.beneath.folder_if_there(folder);
    const std::optional<FileFacts> facts = open ? look(open.get(), file.name, file.key) : std::nullopt;
    if (!facts) return Sight::nothing;
    const FileIdentity& receipt = file.receipt.identity;
    const bool same = how == Compare::whole ? facts->identity == receipt : facts->identity.inode == receipt.inode;
    return same && facts->kind == FileKind::regular ? Sight::same : Sight::other;
  } catch (const PathError& error) {
    tree.host.log(WINNOW_WARN, error.what());
    return Sight::unseen;
  }
}

winnow_outcome judge(Sight home, Sight parked) {
  if (home == Sight::same) return WINNOW_SAME;
  if (parked == Sight::same) return WINNOW_DONE;
  if (home == Sight::other) return WINNOW_CHANGED;
  if (home == Sight::nothing && parked == Sight::nothing) return WINNOW_GONE;
  return WINNOW_IN_DOUBT;
}

}  // namespace

void settle_files(const FileTree& tree, const winnow_permit& permit, std::span<const winnow_piece> pieces,
                  std::span<winnow_outcome> outcomes) {
  const ParkedFiles routes = read_pieces(tree, permit, WINNOW_SETTLE, pieces, outcomes);
  // Whose receipt could not be read.
  std::ranges::replace_if(
      outcomes, [](winnow_outcome outcome) { return outcome != WINNOW_NOT_TRIED; }, WINNOW_IN_DOUBT);
  for (const auto& [route, files] : routes) {
    for (const ParkedFile& file : files) {
      outcomes[file.piece] =
          judge(see(tree, route.second, file, Compare::whole), see(tree, route.first, file, Compare::inode));
    }
  }
}

}  // namespace winnow::files
