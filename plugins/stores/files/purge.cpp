#include "purge.h"

#include <unistd.h>

#include <cerrno>

#include "file_facts.h"
#include "meta_file.h"

namespace winnow::files {

namespace {

void check_copy(const FileFacts& facts, const Receipt& receipt) {
  if (facts.kind != FileKind::regular || facts.identity != receipt.identity) {
    throw Setback(WINNOW_REFUSED, "the copy in the bin is not as it was put there: purge it by hand");
  }
  if (facts.links != 1) throw Setback(WINNOW_REFUSED, "hard_link: the copy in the bin has another name");
}

void purge_one(int folder, const ParkedFile& file) {
  const std::optional<FileFacts> facts = look(folder, file.name, file.receipt.parked);
  if (facts) check_copy(*facts, file.receipt);
  if (facts && unlinkat(folder, file.name.c_str(), 0) == 0) return;
  if (facts && errno != ENOENT) throw PathError("unlink", file.receipt.parked, errno);
  remove_meta(folder, file.name);
  throw Setback(WINNOW_GONE, "is not in the bin any more");
}

/// Makes it last, and tidies up what went with the copies.
winnow_outcome confirm(const FileTree& tree, const Route& route, int folder,
                       const std::vector<ParkedFile>& purged) {
  winnow_outcome outcome = WINNOW_DONE;
  if (!attempt(tree.host, route.first, outcome, [&] { sync(folder, route.first); })) return WINNOW_IN_DOUBT;
  winnow_outcome ignored = WINNOW_NOT_TRIED;
  attempt(tree.host, route.first, ignored, [&] {
    for (const ParkedFile& file : purged) remove_meta(folder, file.name);
    tree.beneath.prune(route.first);
  });
  return outcome;
}

Progress purge_folder(const FileTree& tree, const winnow_permit& permit, const Route& route,
                      const std::vector<ParkedFile>& files, std::span<winnow_outcome> outcomes) {
  Fd folder;
  std::vector<ParkedFile> purged;
  Progress progress = Progress::whole;
  for (const ParkedFile& file : files) {
    if (is_over(permit)) {
      progress = Progress::stopped;
      break;
    }
    const auto step = [&] {
      if (!folder) folder = tree.beneath.folder(route.first);
      purge_one(folder.get(), file);
    };
    if (attempt(tree.host, file.key, outcomes[file.piece], step)) purged.push_back(file);
  }
  if (!folder) return progress;
  const winnow_outcome outcome = confirm(tree, route, folder.get(), purged);
  for (const ParkedFile& file : purged) outcomes[file.piece] = outcome;
  return progress;
}

}  // namespace

void purge_files(const FileTree& tree, const winnow_permit& permit, std::span<const winnow_piece> pieces,
                 std::span<winnow_outcome> outcomes) {
  for (const auto& [route, files] : read_pieces(tree, permit, WINNOW_PURGE, pieces, outcomes)) {
    check_whole(purge_folder(tree, permit, route, files, outcomes));
  }
}

}  // namespace winnow::files
