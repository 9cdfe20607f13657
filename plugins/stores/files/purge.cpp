#include "purge.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "file_facts.h"
#include "meta_file.h"
#include "parking/parallel.h"
#include "parking/text.h"
#include "tree_identity.h"

namespace winnow::files {

namespace {

/// A program that still has the file open for writing could add to it after it was compared: only then is a lease
/// for reading refused. Where the account or the file system has no leases nobody can tell, as ever.
bool is_open_for_writing(int folder, const std::string& name) {
  const Fd file(openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOATIME));
  return file && fcntl(file.get(), F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;
}

/// One purge() call.
class Purging {
 public:
  Purging(const FileTree& tree, const winnow_permit& permit, std::span<winnow_outcome> outcomes)
      : tree_(tree), permit_(permit), outcomes_(outcomes) {}

  void run(const ParkedFiles& routes) {
    std::vector<FolderPurge> folders;
    for (const auto& [route, files] : routes) folders.push_back({route.first, files});
    const std::exception_ptr thrown =
        try_in_parallel(folders.size(), kFoldersAtOnce, [&](std::size_t i) { purge_folder(folders[i]); });
    confirm(folders);  // what has gone is told whatever was thrown
    doubt_unseen();
    if (thrown) std::rethrow_exception(thrown);
    Progress progress = Progress::whole;
    for (const FolderPurge& folder : folders) {
      if (folder.progress == Progress::stopped) progress = Progress::stopped;
    }
    check_whole(progress);
  }

 private:
  /// What is to go of one folder, and what came of it.
  struct FolderPurge {
    const std::string& path;
    const std::vector<ParkedFile>& files;
    std::vector<std::size_t> purged{};  ///< pieces
    bool opened = false;
    Progress progress = Progress::whole;
  };

  /// What is not seen is gone only where the bin is seen.
  void doubt_unseen() {
    if (std::ranges::find(outcomes_, winnow_outcome{WINNOW_GONE}) == outcomes_.end()) return;
    try {
      require_bin(tree_.beneath);
    } catch (const Error&) {
      std::ranges::replace(outcomes_, winnow_outcome{WINNOW_GONE}, winnow_outcome{WINNOW_IN_DOUBT});
      throw;
    }
  }

  void purge_folder(FolderPurge& work) {
    Fd folder;
    for (const ParkedFile& file : work.files) {
      if (is_over(permit_)) {
        work.progress = Progress::stopped;
        break;
      }
      const auto step = [&] {
        if (!folder) folder = tree_.beneath.folder(work.path);
        purge_one(folder.get(), file);
      };
      if (attempt(tree_.host, file.key, outcomes_[file.piece], step)) work.purged.push_back(file.piece);
    }
    work.opened = static_cast<bool>(folder);
  }

  void purge_one(int folder, const ParkedFile& file) {
    const std::optional<FileFacts> facts = look(folder, file.name, file.receipt.parked);
    if (!facts) {
      drop_meta(folder, file);
      throw Setback(WINNOW_GONE, "is not in the bin any more");
    }
    check_copy(folder, file, *facts);
    if (unlinkat(folder, file.name.c_str(), 0) != 0) throw PathError("unlink", file.receipt.parked, errno);
    // The copy first: a meta file alone is untidy, a copy alone is one that nobody can explain.
    drop_meta(folder, file);
  }

  /// Of a copy that has gone, whatever becomes of this.
  void drop_meta(int folder, const ParkedFile& file) const {
    try {
      remove_meta(folder, file.name);
    } catch (const PathError& error) {
      tree_.host.log(WINNOW_WARN, shown(file.key) + ": what belonged to a purged copy is left: " + error.what());
    }
  }

  void check_copy(int folder, const ParkedFile& file, const FileFacts& facts) const {
    if (!has_size_and_time_of(facts, file.receipt)) {
      throw Setback(WINNOW_CHANGED, "the copy in the bin is not as it was put there");
    }
    if (facts.links != 1) throw Setback(WINNOW_FAILED, "hard_link: the copy in the bin has another name");
    if (is_open_for_writing(folder, file.name)) {
      throw Setback(WINNOW_FAILED, "a program still has it open for writing; fuser or lsof names it");
    }
  }

  /// Makes it last, and tidies up. Emptied folders of the bin need not last: they are empty in any case.
  void confirm(const std::vector<FolderPurge>& folders) {
    FolderChanges changes;
    for (const FolderPurge& folder : folders) {
      if (!folder.purged.empty()) changes.add(folder.path);
    }
    winnow_outcome outcome = WINNOW_DONE;
    try {
      changes.sync(tree_.beneath);
    } catch (const PathError& error) {
      outcome = WINNOW_IN_DOUBT;
      tree_.host.log(WINNOW_ERROR, error.what());
    }
    for (const FolderPurge& folder : folders) {
      for (const std::size_t piece : folder.purged) outcomes_[piece] = outcome;
      if (folder.opened) tree_.beneath.prune(folder.path);
    }
  }

  FileTree tree_;
  const winnow_permit& permit_;
  std::span<winnow_outcome> outcomes_;
};

}  // namespace

void purge_files(const FileTree& tree, const winnow_permit& permit, std::span<const winnow_piece> pieces,
                 std::span<winnow_outcome> outcomes) {
  Purging(tree, permit, outcomes).run(read_pieces(tree, permit, WINNOW_PURGE, pieces, outcomes));
}

}  // namespace winnow::files
