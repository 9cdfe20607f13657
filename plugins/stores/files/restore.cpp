#include "restore.h"

#include <cerrno>

#include "file_facts.h"
#include "meta_file.h"

namespace winnow::files {

namespace {

std::optional<FileFacts> look_if_open(const Fd& folder, const ParkedFile& file) {
  return folder ? look(folder.get(), file.name, file.key) : std::nullopt;
}

/// Whether the copy may be brought back: the very inode, or, in a tree that was itself copied, one that agrees with
/// the receipt in all that a copy keeps.
bool is_the_copy(const FileFacts& facts, const FileIdentity& receipt) {
  const FileIdentity& found = facts.identity;
  const bool agrees = found.size == receipt.size && found.modified == receipt.modified;
  return facts.kind == FileKind::regular && (found.inode == receipt.inode || agrees);
}

}  // namespace

void Restoring::run() {
  for (const auto& [route, files] : read_pieces(tree_, permit_, WINNOW_RESTORE, pieces_, outcomes_)) {
    check_whole(restore(route, files));
  }
}

Progress Restoring::restore(const Route& route, const std::vector<ParkedFile>& files) {
  Folders folders;
  std::vector<ParkedFile> back;
  Progress progress = Progress::whole;
  for (const ParkedFile& file : files) {
    if (is_over(permit_)) {
      progress = Progress::stopped;
      break;
    }
    const auto step = [&] {
      if (examine(file, route, folders) == Move::needed) move_back(file, route, folders);
    };
    if (attempt(tree_.host, file.key, outcomes_[file.piece], step)) back.push_back(file);
  }
  if (!back.empty()) confirm(route, folders, back);
  return progress;
}

Restoring::Move Restoring::examine(const ParkedFile& file, const Route& route, Folders& folders) const {
  if (!folders.parked) folders.parked = tree_.beneath.folder_if_there(route.first);
  if (!folders.home) folders.home = tree_.beneath.folder_if_there(route.second);
  const std::optional<FileFacts> home = look_if_open(folders.home, file);
  const std::optional<FileFacts> parked = look_if_open(folders.parked, file);
  if (home && home->kind == FileKind::regular && home->identity.inode == file.receipt.identity.inode) {
    return Move::done;
  }
  if (home) throw Setback(WINNOW_OCCUPIED, "something else lives there now");
  if (!parked) throw Setback(WINNOW_GONE, "is not in the bin any more");
  if (!is_the_copy(*parked, file.receipt.identity)) {
    throw Setback(WINNOW_CHANGED, "what lies in the bin is not what was put there");
  }
  return Move::needed;
}

void Restoring::move_back(const ParkedFile& file, const Route& route, Folders& folders) const {
  if (!folders.home) folders.home = tree_.beneath.make_folder(route.second, file.receipt.folder_mode);
  const int error = move_file(folders.parked.get(), folders.home.get(), file.name);
  if (error == EEXIST) throw Setback(WINNOW_OCCUPIED, "something else lives there now");
  if (error != 0) throw PathError("move out of the bin", file.key, error);
}

void Restoring::confirm(const Route& route, const Folders& folders, const std::vector<ParkedFile>& back) {
  winnow_outcome outcome = WINNOW_DONE;
  try {
    sync(folders.home.get(), route.second);
    if (folders.parked) sync(folders.parked.get(), route.first);
  } catch (const PathError& error) {
    outcome = WINNOW_IN_DOUBT;
    tree_.host.log(WINNOW_ERROR, error.what());
  }
  for (const ParkedFile& file : back) outcomes_[file.piece] = outcome;
  if (outcome != WINNOW_DONE || !folders.parked) return;
  winnow_outcome ignored = WINNOW_NOT_TRIED;  // a meta file left behind is untidy, the files are back all the same
  attempt(tree_.host, route.first, ignored, [&] {
    for (const ParkedFile& file : back) remove_meta(folders.parked.get(), file.name);
    tree_.beneath.prune(route.first);
  });
}

}  // namespace winnow::files
