/// The files store: the files below one folder, removed by moving them into a bin in the same file system.
///
///   [stores.uploads]
///   plugin = "files"
///   root   = "uploads"
///   allow  = ["private/", "logs/app-*"]
///   # time = { from = "name", format = "crm_%Y-%m-%d.dump" }
///
/// An item is anything that is no folder, named by its path below the root, in bytes. Nothing outside the root is
/// ever reached, no symbolic link followed, no file copied: beneath.h, walk.h, park.h, restore.h, purge.h,
/// settle.h.
#pragma once

#include <map>

#include "arrivals.h"
#include "batch.h"
#include "walk.h"
#include "winnow/options.hpp"

namespace winnow::files {

extern const Options kOptions;

class FilesStore : public Store {
 public:
  /// Throws Error where the root cannot be reached or an option is wrong.
  FilesStore(const OptionValues& options, Host& host);

  /// tree_identity.h; as it was when first asked.
  std::string identity() override;
  /// Also a blocker where this account could not move files into the bin. Throws where the target is not there.
  std::vector<Fact> inspect(std::string_view target) override;
  /// Right after a scan of the target what that saw, else by a walk of its own.
  std::optional<std::uint64_t> total(std::string_view target) override;
  void scan(const Selection& selection, const ItemSink& out) override;
  /// Whatever stands at a key is shown, also what this store would not remove, such as a folder or a file behind a
  /// symbolic link: only what is certainly not there is left out.
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override;
  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override;
  void restore(const winnow_permit& permit, std::span<const winnow_header> headers,
               std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  void purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
             std::span<winnow_outcome> outcomes) override;
  void settle(const winnow_permit& permit, std::span<const winnow_header> headers,
              std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  void parked(const ParkedSink& out) override;
  bool keeps_files() const override { return true; }
  void put_file(std::string_view name, std::string_view content) override;
  std::optional<std::string> get_file(std::string_view name) override;
  std::vector<std::string> list_files(std::string_view folder) override;
  void drop_file(std::string_view name) override;
  /// The folders directly in the root.
  std::vector<std::string> targets() override;
  /// Nothing to do: a tree of files is worked on from its own host, whose lease the host program holds.
  void lock(std::string_view target) override;

 private:
  FileTree tree(const OwnThings& own) {
    identity();
    return {beneath_, times_, own, identity_, host_};
  }
  /// What the files of the selection's target have in common, if the selection asks for `arrived`.
  const Arrivals* arrivals_of(const Selection& selection);
  void tell_times(FoundFile& file, const Arrivals* arrivals) const;
  std::optional<FoundFile> find(std::string_view key, const FileFacts& root, const OwnThings& own) const;

  Host& host_;
  Beneath beneath_;
  parking::TimeRule times_;
  std::string identity_;                      ///< empty: not yet asked for
  std::map<std::string, Arrivals> arrivals_;  ///< by target
  /// Of the last scan, so that counting a target takes no walk of its own.
  std::string counted_target_;
  std::uint64_t counted_ = 0;
};

}  // namespace winnow::files
