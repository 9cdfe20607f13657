#include "restore.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "file_facts.h"
#include "meta_file.h"

namespace winnow::files {

namespace {

std::optional<FileFacts> look_if_open(const Fd& folder, const ParkedFile& file) {
  return folder ? look(folder.get(), file.name, file.key) : std::nullopt;
}

}  // namespace

void Restoring::run() {
  routes_ = read_pieces(tree_, permit_, WINNOW_RESTORE, pieces_, outcomes_);
  Progress progress = Progress::whole;
  for (auto at = routes_.begin(); at != routes_.end() && progress == Progress::whole; ++at) {
    progress = restore(at->first, at->second);
  }
  set_times_of_folders();
  confirm();
  check_whole(progress);
}

Progress Restoring::restore(const Route& route, const std::vector<ParkedFile>& files) {
  Folders folders;
  std::vector<const ParkedFile*> back;
  Progress progress = Progress::whole;
  for (const ParkedFile& file : files) {
    if (is_over(permit_)) {
      progress = Progress::stopped;
      break;
    }
    const auto step = [&] {
      if (examine(file, route, folders) == Move::needed) move_back(file, route, folders);
    };
    if (attempt(tree_.host, file.key, outcomes_[file.piece], step)) back.push_back(&file);
  }
  if (!back.empty()) {
    changes_.add(route.second);
    if (folders.parked) changes_.add(route.first);
    back_[route] = std::move(back);
  }
  return progress;
}

Restoring::Move Restoring::examine(const ParkedFile& file, const Route& route, Folders& folders) const {
  if (!folders.parked) folders.parked = tree_.beneath.folder_if_there(route.first);
  if (!folders.home) folders.home = tree_.beneath.folder_if_there(route.second);
  const std::optional<FileFacts> home = look_if_open(folders.home, file);
  const std::optional<FileFacts> parked = look_if_open(folders.parked, file);
  // A restore that was broken off after the rename. What took the inode since is another file, and so is a copy
  // that somebody made while ours still lies in the bin.
  if (home && !parked && is_same_file(*home, file.receipt, root_handle_)) return Move::done;
  if (home) throw Setback(WINNOW_OCCUPIED, "something else lives there now");
  if (!parked) throw Setback(WINNOW_GONE, "is not in the bin any more");
  if (!is_the_copy(*parked, file.receipt, root_handle_)) {
    throw Setback(WINNOW_CHANGED, "what lies in the bin is not what was put there");
  }
  return Move::needed;
}

void Restoring::move_back(const ParkedFile& file, const Route& route, Folders& folders) {
  if (!folders.home) make_home(file, route, folders);
  const int error = move_file(folders.parked.get(), folders.home.get(), file.name);
  if (error == EEXIST) throw Setback(WINNOW_OCCUPIED, "something else lives there now");
  if (error != 0) throw PathError("move out of the bin", file.key, error);
}

void Restoring::make_home(const ParkedFile& file, const Route& route, Folders& folders) {
  const std::vector<FolderForm>& forms = file.receipt.folders;
  std::size_t there = 0;
  folders.home = tree_.beneath.make_folder_again(route.second, forms, changes_, &there);
  std::string path;
  std::string_view left = route.second;
  for (std::size_t level = 0; level < forms.size() && !left.empty(); ++level) {
    const std::string_view name = left.substr(0, left.find('/'));
    path = join(path, name);
    left.remove_prefix(std::min(left.size(), name.size() + 1));
    if (level >= there) made_again_.emplace(path, forms[level].modified);
  }
}

/// Each rename into a folder moves its time, so this comes last, the innermost first.
void Restoring::set_times_of_folders() {
  for (auto at = made_again_.rbegin(); at != made_again_.rend(); ++at) {
    const auto& [path, time] = *at;
    winnow_outcome ignored = WINNOW_NOT_TRIED;  // its files are back all the same
    attempt(tree_.host, path, ignored, [&, &path = path, &time = time] {
      const Fd folder = tree_.beneath.folder(path);
      const timespec times[2] = {{0, UTIME_OMIT}, {time.seconds, time.nanoseconds}};
      if (futimens(folder.get(), times) != 0) throw PathError("set the time of", path, errno);
    });
  }
}

void Restoring::confirm() {
  winnow_outcome outcome = WINNOW_DONE;
  try {
    if (!back_.empty()) changes_.sync(tree_.beneath);
  } catch (const PathError& error) {
    outcome = WINNOW_IN_DOUBT;
    tree_.host.log(WINNOW_ERROR, error.what());
  }
  for (const auto& [route, back] : back_) {
    for (const ParkedFile* file : back) outcomes_[file->piece] = outcome;
    // Only once it lasts: until then a power cut may leave the copy in the bin, which its meta file explains.
    if (outcome == WINNOW_DONE) tidy(route, back);
  }
}

void Restoring::tidy(const Route& route, const std::vector<const ParkedFile*>& back) {
  winnow_outcome ignored = WINNOW_NOT_TRIED;  // a meta file left behind is untidy, the files are back all the same
  attempt(tree_.host, route.first, ignored, [&] {
    const Fd folder = tree_.beneath.folder_if_there(route.first);
    if (!folder) return;
    for (const ParkedFile* file : back) remove_meta(folder.get(), file->name);
    tree_.beneath.prune(route.first);
  });
}

}  // namespace winnow::files
