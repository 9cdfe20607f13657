/// Removing files: each is moved into the bin by rename(2), never copied, and only after its receipt is on disk.
///
/// Order: look at the file and at all that could stand in the way of moving it -> new folders of the bin and the
/// meta file, each synced -> put() -> seal() -> rename -> look again: it must still be the file of the receipt ->
/// sync the bin's folder, then the source's. Only then a file counts as removed.
#pragma once

#include "batch.h"
#include "fields.h"

namespace winnow::files {

/// One remove() call.
class Parking {
 public:
  /// Throws Error: DENIED for another permit or one that is over, BROKEN for a place that is none.
  Parking(const FileTree& tree, const winnow_permit& permit, const Selection& selection,
          std::span<const winnow_item> items, std::span<winnow_outcome> outcomes);

  /// What the bin throws passes through, after all that was made has been taken back. Throws Error(WINNOW_DENIED)
  /// when the permit ends on the way: what has moved until then has its outcome, the rest was not tried.
  void run(Bin& bin);

 private:
  /// A file that is ready to be moved.
  struct Parcel {
    std::size_t item;
    std::string name;
    FoundFile found;
    std::string receipt;
  };

  static std::vector<std::string> names_of(const std::vector<Parcel>& parcels);

  /// The folders of a route, opened when the first file needs them.
  struct Folders {
    Fd from, to;
    FileFacts from_facts;
  };

  void prepare_all();
  void prepare(const Route& route, const std::vector<std::size_t>& items);
  Parcel examine(std::size_t item, const Route& route, Folders& folders);
  void make_room(const Parcel& parcel, const Route& route, Folders& folders);
  void open_again(const Route& route, Folders& folders) const;
  void put_all(Bin& bin);
  Progress move_all(const Route& route, const std::vector<Parcel>& parcels);
  void move_one(const Parcel& parcel, const Folders& folders);
  void confirm(const Route& route, const Folders& folders, const std::vector<std::size_t>& moved);
  void take_back(const Route& route, const std::vector<std::string>& names);

  FileTree tree_;
  const winnow_permit& permit_;
  const Selection& selection_;
  std::span<const winnow_item> items_;
  std::span<winnow_outcome> outcomes_;
  FieldReader fields_;
  FileFacts root_;
  std::string place_;
  std::string parked_at_;
  std::vector<std::uint8_t> take_;
  std::map<Route, std::vector<Parcel>> parcels_;
};

}  // namespace winnow::files
