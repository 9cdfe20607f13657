#include "park.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "emptied.h"
#include "meta_file.h"
#include "parking/parallel.h"
#include "parking/text.h"
#include "receipt.h"
#include "tree_identity.h"
#include "walk.h"

namespace winnow::files {

Parking::Parking(const FileTree& tree, const winnow_permit& permit, const Selection& selection,
                 const Arrivals* arrivals, std::span<const winnow_item> items, std::span<winnow_outcome> outcomes)
    : tree_(tree),
      permit_(permit),
      selection_(selection),
      arrivals_(arrivals),
      items_(items),
      outcomes_(outcomes),
      fields_(selection),
      root_(look(tree.beneath.folder("").get(), "")),
      root_handle_(root_handle(tree.beneath)),
      place_(view(permit.place)),
      take_(items.size(), 0) {
  check_permit(permit, WINNOW_REMOVE, keys_of(items));
  if (is_over(permit)) check_whole(Progress::stopped);
  parked_at_ = parked_at(place_);
}

void Parking::run(Bin& bin) {
  const auto take_back_all = [this] {
    for (RouteWork& work : routes_) {
      std::vector<std::string> names;
      for (const Parcel& parcel : work.parcels) names.push_back(parcel.name);
      take_back(work, names);
    }
  };
  try {
    prepare_all();
    if (routes_.empty()) return;
    // Before anything goes: the copies in the bin must be found again however the tree moves.
    keep_identity(tree_.beneath, tree_.identity);
    put_all(bin);
  } catch (...) {
    take_back_all();
    throw;
  }
  // From here on the segment says what may have gone, and settling finds out from the two folders of each file.
  const std::exception_ptr thrown =
      try_in_parallel(routes_.size(), kFoldersAtOnce, [this](std::size_t i) { move_route(routes_[i]); });
  // What has moved is made to last and told whatever was thrown.
  const Progress progress = gather_moved();
  confirm();
  if (thrown) std::rethrow_exception(thrown);
  check_whole(progress);
}

void Parking::prepare_all() {
  std::map<Route, std::vector<std::size_t>> routes;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    std::string folder = split(view(items_[i].key)).folder;
    std::string parked = folder.empty() ? place_ : join(place_, folder);
    routes[{std::move(folder), std::move(parked)}].push_back(i);
  }
  for (auto& [route, items] : routes) routes_.push_back({route, std::move(items)});
  in_parallel(routes_.size(), kFoldersAtOnce, [this](std::size_t i) { prepare(routes_[i]); });
  // Not before all are ready: a folder that is still empty may lie on another's way.
  for (const RouteWork& work : routes_) changes_.add(work.changes);
  for (const RouteWork& work : routes_) {
    if (!work.parcels.empty() || !work.has_room) continue;
    for (const std::string& folder : tree_.beneath.prune(work.route.second)) changes_.remove(folder);
  }
  std::erase_if(routes_, [](const RouteWork& work) { return work.parcels.empty(); });
}

void Parking::prepare(RouteWork& work) {
  Folders folders;
  for (const std::size_t item : work.items) {
    attempt(tree_.host, view(items_[item].key), outcomes_[item], [&] {
      Parcel parcel = examine(item, work.route, folders);
      make_room(parcel, work, folders);
      work.parcels.push_back(std::move(parcel));
    });
  }
  work.has_room = static_cast<bool>(folders.to.fd);
}

Parking::Parcel Parking::examine(std::size_t item, const Route& route, Folders& folders) {
  const std::string key(view(items_[item].key));
  check_key(key);
  if (!folders.from) open_source(route, folders);
  const std::string name = split(key).name;
  const std::optional<FileFacts> facts = look(folders.from.get(), name, key);
  if (!facts) throw Setback(WINNOW_GONE, "is not there");
  FoundFile found(key, facts, obstacle_of(*facts, root_, tree_.own));
  if (!found.obstacle.empty()) throw Setback(WINNOW_REFUSED, std::string(found.obstacle));
  const std::string_view version = view(items_[item].version);
  if (!version.empty() && version != facts->identity.text()) throw Setback(WINNOW_CHANGED, "has changed");

  if (faccessat(folders.from.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) {
    throw Setback(WINNOW_FAILED, PathError("take a file from folder", route.first, errno).what());
  }
  const uid_t user = geteuid();
  const FileFacts& folder = folders.from_facts;
  if ((folder.mode & S_ISVTX) != 0 && user != 0 && user != facts->owner && user != folder.owner) {
    throw Setback(WINNOW_FAILED, "belongs to another user, in a folder with the sticky bit");
  }
  if (facts->immovable || folder.immovable) {
    throw Setback(WINNOW_FAILED, "it or its folder is immutable or append-only; see lsattr and chattr");
  }
  found.time = tree_.times.time(name, facts->identity.modified.micros(), tree_.host);
  if (arrivals_ != nullptr) found.arrived = arrivals_->of(*facts);
  const Receipt receipt{join(route.second, name), facts->identity, facts->born, root_handle_, {}};
  return {item, name, std::move(found), write_receipt(receipt, folders.forms)};
}

void Parking::open_source(const Route& route, Folders& folders) const {
  folders.forms = write_folders(tree_.beneath.forms_of(route.first));
  folders.from = tree_.beneath.folder(route.first);
  folders.from_facts = look(folders.from.get(), route.first);
  if (tree_.own.has(folders.from_facts)) throw Setback(WINNOW_REFUSED, "lies in a folder of winnow's own");
}

void Parking::make_room(const Parcel& parcel, RouteWork& work, Folders& folders) {
  const std::string& bin = work.route.second;
  if (!folders.to.fd) {
    folders.to = tree_.beneath.make_private_folder(bin, work.changes);
    if (!same_file_system(folders.from_facts, look(folders.to.fd.get(), bin))) {
      folders.to = {};
      throw Setback(WINNOW_REFUSED, "other_device: the bin lies in another file system");
    }
  }
  if (!folders.to.is_new && look(folders.to.fd.get(), parcel.name, parcel.found.key)) {
    throw Setback(WINNOW_REFUSED, "its place in the bin is taken");
  }
  keep_meta(folders.to.fd.get(), parcel.name,
            meta_of(parcel.found.key, parked_at_, selection_.reason, view(permit_.run),
                    parcel.found.facts->identity, folders.forms));
}

void Parking::put_all(Bin& bin) {
  std::map<std::size_t, const Parcel*> in_order;
  for (const RouteWork& work : routes_) {
    for (const Parcel& parcel : work.parcels) in_order[parcel.item] = &parcel;
  }
  bin.open(selection_.target, write_header(tree_.beneath.root(), selection_.reason));
  for (const auto& [item, parcel] : in_order) {
    const std::vector<Value> values = fields_.read(parcel->found);
    std::vector<winnow_value> lent;
    for (const Value& value : values) lent.push_back(borrow(value));
    winnow_piece piece{};
    piece.item = item;
    piece.target = borrow(std::string_view{selection_.target});
    piece.key = items_[item].key;
    piece.fields = lent.data();
    piece.time = parcel->found.time;
    piece.content = borrow(std::string_view{parcel->receipt});
    bin.put(piece);
  }
  bin.seal(take_);
}

Progress Parking::gather_moved() {
  Progress progress = Progress::whole;
  for (const RouteWork& work : routes_) {
    if (work.progress == Progress::stopped) progress = Progress::stopped;
    for (const std::string& folder : work.pruned) changes_.remove(folder);
    if (work.moved.empty()) continue;
    changes_.add(work.route.second);
    changes_.add(work.route.first);
  }
  if (progress == Progress::whole && (permit_.flags & WINNOW_EMPTY_FOLDERS) != 0) {
    // The deepest first, so that what held nothing but folders can follow them.
    for (auto at = routes_.rbegin(); at != routes_.rend() && !is_over(permit_); ++at) {
      remove_emptied(at->route.first);
    }
  }
  return progress;
}

void Parking::move_route(RouteWork& work) {
  Folders folders;
  std::vector<std::string> left;
  for (const Parcel& parcel : work.parcels) {
    winnow_outcome& outcome = outcomes_[parcel.item];
    if (take_[parcel.item] != 1) {
      outcome = WINNOW_REFUSED;
      left.push_back(parcel.name);
      continue;
    }
    if (is_over(permit_)) {
      work.progress = Progress::stopped;
      break;
    }
    const auto step = [&] {
      open_again(work.route, folders);
      move_one(parcel, folders);
    };
    if (attempt(tree_.host, parcel.found.key, outcome, step)) {
      work.moved.push_back(parcel.item);
    } else if (outcome != WINNOW_IN_DOUBT) {
      left.push_back(parcel.name);
    }
  }
  // A meta file without its copy would be taken for a copy that was lost.
  if (work.progress == Progress::whole) take_back(work, left);
}

void Parking::open_again(const Route& route, Folders& folders) const {
  try {
    if (!folders.to.fd) folders.to.fd = tree_.beneath.folder(route.second);
  } catch (const PathError& error) {
    throw Setback(WINNOW_FAILED, error.what());
  }
  try {
    if (!folders.from) folders.from = tree_.beneath.folder(route.first);
  } catch (const PathError& error) {
    // Sealed already: what still stands, out of reach, has not gone as promised.
    throw Setback(error.number() == ENOENT ? WINNOW_GONE : WINNOW_FAILED, error.what());
  }
}

void Parking::move_one(const Parcel& parcel, const Folders& folders) {
  const int from = folders.from.get();
  const int to = folders.to.fd.get();
  const int error = move_file(from, to, parcel.name);
  if (error == EEXIST) throw Setback(WINNOW_FAILED, "its place in the bin was taken meanwhile");
  if (error != 0) throw PathError("move into the bin", parcel.found.key, error);

  // Only now is it out of the reach of those who know it by its path, and what moved can be compared.
  std::optional<FileFacts> now;
  try {
    now = look(to, parcel.name, parcel.found.key);
  } catch (const PathError& unknown) {
    throw Setback(WINNOW_IN_DOUBT, unknown.what());
  }
  if (now && now->links == 1 && now->identity == parcel.found.facts->identity) return;
  if (now && move_file(to, from, parcel.name) == 0) {
    throw Setback(WINNOW_CHANGED, "changed at the last moment; it was put back");
  }
  throw Setback(WINNOW_IN_DOUBT, "changed at the last moment and cannot be put back; look in " + shown(place_));
}

void Parking::remove_emptied(const std::string& folder) {
  // The target's own folder and those directly in it are a layout that applications count on.
  const std::string base = read_target(selection_.target).folder;
  for (std::string at = folder; at.size() > base.size() && split(at).folder != base; at = split(at).folder) {
    if (!changes_.has(at) || !remove_if_empty(at)) return;
  }
}

bool Parking::remove_if_empty(const std::string& folder) {
  const SplitPath path = split(folder);
  winnow_outcome ignored = WINNOW_NOT_TRIED;  // a folder that stays is untidy; its files have gone all the same
  bool removed = false;
  attempt(tree_.host, folder, ignored, [&] {
    const Fd parent = tree_.beneath.folder(path.folder);
    removed = remove_empty_folder(parent.get(), path.name, folder);
  });
  if (!removed) return false;
  changes_.remove(folder);
  changes_.add(path.folder);
  return true;
}

void Parking::confirm() {
  if (std::ranges::all_of(routes_, [](const RouteWork& work) { return work.moved.empty(); })) return;
  winnow_outcome outcome = WINNOW_DONE;
  try {
    changes_.sync(tree_.beneath);
  } catch (const PathError& error) {
    outcome = WINNOW_IN_DOUBT;
    tree_.host.log(WINNOW_ERROR, error.what());
  }
  for (const RouteWork& work : routes_) {
    for (const std::size_t item : work.moved) outcomes_[item] = outcome;
  }
}

void Parking::take_back(RouteWork& work, const std::vector<std::string>& names) {
  if (names.empty()) return;
  const std::string& bin = work.route.second;
  winnow_outcome ignored = WINNOW_NOT_TRIED;
  attempt(tree_.host, bin, ignored, [&] {
    const Fd folder = tree_.beneath.folder(bin);
    for (const std::string& name : names) remove_meta(folder.get(), name);
    work.pruned = tree_.beneath.prune(bin);
  });
}

}  // namespace winnow::files
