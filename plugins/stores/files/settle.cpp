#include "settle.h"

#include <algorithm>

#include "file_facts.h"
#include "meta_file.h"
#include "tree_identity.h"

namespace winnow::files {

namespace {

enum class Sight { same, nothing, other, unseen };

/// What stands at `folder`/`file.name`, against the receipt. In the bin the file alone tells: a program that held
/// it open may have written to it since.
enum class Compare { content, file };
Sight see(const FileTree& tree, const std::string& root, const std::string& folder, const ParkedFile& file,
          Compare how) {
  try {
    const Fd open = tree.beneath.folder_if_there(folder);
    const std::optional<FileFacts> facts = open ? look(open.get(), file.name, file.key) : std::nullopt;
    if (!facts) return Sight::nothing;
    const bool same = how == Compare::content ? is_unchanged(*facts, file.receipt, root)
                                              : is_the_copy(*facts, file.receipt, root);
    return same ? Sight::same : Sight::other;
  } catch (const PathError& error) {
    tree.host.log(WINNOW_WARN, error.what());
    return Sight::unseen;
  }
}

winnow_outcome judge(Sight home, Sight parked) {
  if (home == Sight::same) return WINNOW_SAME;
  if (parked == Sight::same) return WINNOW_DONE;
  if (home == Sight::other && parked != Sight::unseen) return WINNOW_CHANGED;
  if (home == Sight::nothing && parked == Sight::nothing) return WINNOW_GONE;
  return WINNOW_IN_DOUBT;
}

void write_lost_meta(const FileTree& tree, const winnow_permit& permit, const std::string& reason,
                     const std::string& folder, const ParkedFile& file) {
  winnow_outcome ignored = WINNOW_NOT_TRIED;  // whatever lies in its place, the copy is what it is
  attempt(tree.host, file.key, ignored, [&] {
    const Fd parked = tree.beneath.folder(folder);
    const std::string place = file.receipt.parked.substr(0, file.receipt.parked.size() - file.key.size() - 1);
    keep_meta(parked.get(), file.name,
              meta_of(file.key, parked_at(place), reason, view(permit.run), file.receipt.identity,
                      write_folders(file.receipt.folders)));
  });
}

}  // namespace

void settle_files(const FileTree& tree, const winnow_permit& permit, std::span<const winnow_header> headers,
                  std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  const ParkedFiles routes = read_pieces(tree, permit, WINNOW_SETTLE, pieces, outcomes);
  // Whose receipt could not be read.
  std::ranges::replace_if(
      outcomes, [](winnow_outcome outcome) { return outcome != WINNOW_NOT_TRIED; }, WINNOW_IN_DOUBT);
  const std::string root = root_handle(tree.beneath);
  const std::string reason = headers.empty() ? std::string{} : reason_in(view(headers.front().header));
  for (const auto& [route, files] : routes) {
    for (const ParkedFile& file : files) {
      const Sight home = see(tree, root, route.second, file, Compare::content);
      const Sight parked = see(tree, root, route.first, file, Compare::file);
      if (home != Sight::same && parked == Sight::nothing) require_bin(tree.beneath);
      outcomes[file.piece] = judge(home, parked);
      if (outcomes[file.piece] == WINNOW_DONE) write_lost_meta(tree, permit, reason, route.first, file);
    }
  }
}

}  // namespace winnow::files
