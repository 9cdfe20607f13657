/// Removing files: each is moved into the bin by rename(2), never copied, and only after its receipt is on disk.
///
/// Order: look at the file and at all that could stand in the way of moving it -> the bin's folder and a meta file
/// -> put() -> seal() -> rename -> look again: it must still be the file of the receipt -> folders that were
/// emptied, where the permit says so -> sync all folders that changed. Only then files count as removed.
///
/// Nothing of the bin is synced before the seal: the segment is the durable record, and a rename that lasts brings
/// the folders that it leads to along. Meta files are never synced: settling writes one that was lost again.
///
/// Looking and moving go on in several folders at once; the bin is talked to by one thread.
#pragma once

#include "arrivals.h"
#include "batch.h"
#include "fields.h"

namespace winnow::files {

/// One remove() call.
class Parking {
 public:
  /// `arrivals`: where the selection asks for them. Throws Error: DENIED for another permit or one that is over,
  /// BROKEN for a place that is none.
  Parking(const FileTree& tree, const winnow_permit& permit, const Selection& selection, const Arrivals* arrivals,
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

  /// The folders of a route, opened when the first file needs them.
  struct Folders {
    Fd from;
    MadeFolder to;
    FileFacts from_facts;
    std::string forms;  ///< as they stand in receipts
  };

  /// The files of one route.
  struct RouteWork {
    Route route;
    std::vector<std::size_t> items;
    std::vector<Parcel> parcels{};      ///< those that are ready
    bool has_room = false;              ///< the folder in the bin is there
    std::vector<std::size_t> moved{};   ///< items
    std::vector<std::string> pruned{};  ///< folders of the bin that were empty again
    Progress progress = Progress::whole;
    FolderChanges changes{};
  };

  void prepare_all();
  void prepare(RouteWork& work);
  Parcel examine(std::size_t item, const Route& route, Folders& folders);
  void open_source(const Route& route, Folders& folders) const;
  void make_room(const Parcel& parcel, RouteWork& work, Folders& folders);
  void put_all(Bin& bin);
  void move_route(RouteWork& work);
  Progress gather_moved();
  void open_again(const Route& route, Folders& folders) const;
  void move_one(const Parcel& parcel, const Folders& folders);
  void remove_emptied(const std::string& folder);
  bool remove_if_empty(const std::string& folder);
  void confirm();
  void take_back(RouteWork& work, const std::vector<std::string>& names);

  FileTree tree_;
  const winnow_permit& permit_;
  const Selection& selection_;
  const Arrivals* arrivals_;
  std::span<const winnow_item> items_;
  std::span<winnow_outcome> outcomes_;
  FieldReader fields_;
  FileFacts root_;
  std::string root_handle_;
  std::string place_;
  std::string parked_at_;
  std::vector<std::uint8_t> take_;
  std::vector<RouteWork> routes_;  ///< in order, so that a folder comes before what lies in it
  FolderChanges changes_;
};

}  // namespace winnow::files
