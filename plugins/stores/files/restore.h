/// Bringing files back: each parked file is renamed to where it was, never onto anything. Folders that have gone
/// are made again; mode, owner and times come back with the file itself.
#pragma once

#include "parked.h"

namespace winnow::files {

/// One restore() call. Throws Error(WINNOW_DENIED) for another permit, and when the permit ends on the way.
class Restoring {
 public:
  Restoring(const FileTree& tree, const winnow_permit& permit, std::span<const winnow_piece> pieces,
            std::span<winnow_outcome> outcomes)
      : tree_(tree), permit_(permit), pieces_(pieces), outcomes_(outcomes) {}
  void run();

 private:
  enum class Move { needed, done };
  struct Folders {
    Fd parked, home;  ///< empty: not there
  };

  Progress restore(const Route& route, const std::vector<ParkedFile>& files);
  Move examine(const ParkedFile& file, const Route& route, Folders& folders) const;
  void move_back(const ParkedFile& file, const Route& route, Folders& folders) const;
  void confirm(const Route& route, const Folders& folders, const std::vector<ParkedFile>& back);

  FileTree tree_;
  const winnow_permit& permit_;
  std::span<const winnow_piece> pieces_;
  std::span<winnow_outcome> outcomes_;
};

}  // namespace winnow::files
