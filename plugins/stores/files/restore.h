/// Bringing files back: each parked file is renamed to where it was, never onto anything. Mode, owner and times
/// come back with the file itself; folders that have gone are made again with owner, group, mode and time as they
/// were.
#pragma once

#include "parked.h"
#include "tree_identity.h"

namespace winnow::files {

/// One restore() call. Throws Error(WINNOW_DENIED) for another permit, and when the permit ends on the way.
class Restoring {
 public:
  Restoring(const FileTree& tree, const winnow_permit& permit, std::span<const winnow_piece> pieces,
            std::span<winnow_outcome> outcomes)
      : tree_(tree),
        permit_(permit),
        pieces_(pieces),
        outcomes_(outcomes),
        root_handle_(root_handle(tree.beneath)) {}
  void run();

 private:
  enum class Move { needed, done };
  struct Folders {
    Fd parked, home;  ///< empty: not there
  };

  Progress restore(const Route& route, const std::vector<ParkedFile>& files);
  Move examine(const ParkedFile& file, const Route& route, Folders& folders) const;
  void move_back(const ParkedFile& file, const Route& route, Folders& folders);
  void make_home(const ParkedFile& file, const Route& route, Folders& folders);
  void set_times_of_folders();
  void confirm();
  void tidy(const Route& route, const std::vector<const ParkedFile*>& back);

  FileTree tree_;
  const winnow_permit& permit_;
  std::span<const winnow_piece> pieces_;
  std::span<winnow_outcome> outcomes_;
  std::string root_handle_;
  ParkedFiles routes_;
  FolderChanges changes_;
  std::map<std::string, FileTime> made_again_;  ///< folders, and the time that each had
  std::map<Route, std::vector<const ParkedFile*>> back_;
};

}  // namespace winnow::files
