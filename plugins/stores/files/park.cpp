#include "park.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "meta_file.h"
#include "receipt.h"
#include "text.h"

namespace winnow::files {

Parking::Parking(const FileTree& tree, const winnow_permit& permit, const Selection& selection,
                 std::span<const winnow_item> items, std::span<winnow_outcome> outcomes)
    : tree_(tree),
      permit_(permit),
      selection_(selection),
      items_(items),
      outcomes_(outcomes),
      fields_(selection),
      root_(look(tree.beneath.folder("").get(), "")),
      place_(view(permit.place)),
      take_(items.size(), 0) {
  check_permit(permit, WINNOW_REMOVE, keys_of(items));
  if (is_over(permit)) check_whole(Progress::stopped);
  parked_at_ = parked_at(place_);
}

std::vector<std::string> Parking::names_of(const std::vector<Parcel>& parcels) {
  std::vector<std::string> out;
  for (const Parcel& parcel : parcels) out.push_back(parcel.name);
  return out;
}

void Parking::run(Bin& bin) {
  try {
    prepare_all();
    if (parcels_.empty()) return;
    put_all(bin);
  } catch (...) {
    for (const auto& [route, parcels] : parcels_) take_back(route, names_of(parcels));
    throw;
  }
  for (const auto& [route, parcels] : parcels_) check_whole(move_all(route, parcels));
}

void Parking::prepare_all() {
  std::map<Route, std::vector<std::size_t>> routes;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    std::string folder = split(view(items_[i].key)).folder;
    std::string parked = folder.empty() ? place_ : join(place_, folder);
    routes[{std::move(folder), std::move(parked)}].push_back(i);
  }
  for (const auto& [route, items] : routes) prepare(route, items);
}

void Parking::prepare(const Route& route, const std::vector<std::size_t>& items) {
  Folders folders;
  std::vector<Parcel> ready;
  for (const std::size_t item : items) {
    attempt(tree_.host, view(items_[item].key), outcomes_[item], [&] {
      Parcel parcel = examine(item, route, folders);
      make_room(parcel, route, folders);
      ready.push_back(std::move(parcel));
    });
  }
  winnow_outcome synced = WINNOW_NOT_TRIED;
  if (!ready.empty() && !attempt(tree_.host, route.second, synced, [&] { sync(folders.to.get(), route.second); })) {
    for (const Parcel& parcel : ready) outcomes_[parcel.item] = WINNOW_FAILED;
    take_back(route, names_of(ready));
  } else if (!ready.empty()) {
    parcels_[route] = std::move(ready);
  } else if (folders.to) {
    tree_.beneath.prune(route.second);
  }
}

Parking::Parcel Parking::examine(std::size_t item, const Route& route, Folders& folders) {
  const std::string key(view(items_[item].key));
  check_key(key);
  if (!folders.from) {
    folders.from = tree_.beneath.folder(route.first);
    folders.from_facts = look(folders.from.get(), route.first);
  }
  const std::string name = split(key).name;
  const std::optional<FileFacts> facts = look(folders.from.get(), name, key);
  if (!facts) throw Setback(WINNOW_GONE, "is not there");
  const std::string_view obstacle = obstacle_of(*facts, root_);
  if (!obstacle.empty()) throw Setback(WINNOW_REFUSED, std::string(obstacle));
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
  const Receipt receipt{join(route.second, name), facts->identity, facts->mode, folder.mode};
  return {item, name, {key, facts, tree_.times.time(name, *facts, tree_.host), {}}, write_receipt(receipt)};
}

void Parking::make_room(const Parcel& parcel, const Route& route, Folders& folders) {
  if (!folders.to) folders.to = tree_.beneath.make_folder(route.second, S_IRWXU);
  if (!same_file_system(folders.from_facts, look(folders.to.get(), route.second))) {
    throw Setback(WINNOW_REFUSED, "other_device: the bin lies in another file system");
  }
  if (look(folders.to.get(), parcel.name, parcel.found.key)) {
    throw Setback(WINNOW_REFUSED, "its place in the bin is taken");
  }
  keep_meta(
      folders.to.get(), parcel.name,
      write_meta(parcel.found.key, parked_at_, selection_.reason, view(permit_.run), parcel.found.facts->identity));
}

void Parking::put_all(Bin& bin) {
  std::map<std::size_t, const Parcel*> in_order;
  for (const auto& [route, parcels] : parcels_) {
    for (const Parcel& parcel : parcels) in_order[parcel.item] = &parcel;
  }
  bin.open(selection_.target, write_header(tree_.beneath.root()));
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

Progress Parking::move_all(const Route& route, const std::vector<Parcel>& parcels) {
  Folders folders;
  std::vector<std::size_t> moved;
  std::vector<std::string> left;
  Progress progress = Progress::whole;
  for (const Parcel& parcel : parcels) {
    winnow_outcome& outcome = outcomes_[parcel.item];
    if (take_[parcel.item] != 1) {
      outcome = WINNOW_REFUSED;
      left.push_back(parcel.name);
      continue;
    }
    if (is_over(permit_)) {
      progress = Progress::stopped;
      break;
    }
    const auto step = [&] {
      open_again(route, folders);
      move_one(parcel, folders);
    };
    if (attempt(tree_.host, parcel.found.key, outcome, step)) {
      moved.push_back(parcel.item);
    } else if (outcome != WINNOW_IN_DOUBT) {
      left.push_back(parcel.name);
    }
  }
  if (folders.from) confirm(route, folders, moved);
  if (progress == Progress::whole) take_back(route, left);
  return progress;
}

void Parking::open_again(const Route& route, Folders& folders) const {
  try {
    if (!folders.to) folders.to = tree_.beneath.folder(route.second);
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
  const int error = move_file(folders.from.get(), folders.to.get(), parcel.name);
  if (error == EEXIST) throw Setback(WINNOW_FAILED, "its place in the bin was taken meanwhile");
  if (error != 0) throw PathError("move into the bin", parcel.found.key, error);

  std::optional<FileFacts> now;
  try {
    now = look(folders.to.get(), parcel.name, parcel.found.key);
  } catch (const PathError& unknown) {
    throw Setback(WINNOW_IN_DOUBT, unknown.what());
  }
  if (now && now->links == 1 && now->identity == parcel.found.facts->identity) return;
  if (now && move_file(folders.to.get(), folders.from.get(), parcel.name) == 0) {
    throw Setback(WINNOW_CHANGED, "changed at the last moment; it was put back");
  }
  throw Setback(WINNOW_IN_DOUBT, "changed at the last moment and cannot be put back; look in " + shown(place_));
}

void Parking::confirm(const Route& route, const Folders& folders, const std::vector<std::size_t>& moved) {
  winnow_outcome outcome = WINNOW_DONE;
  try {
    sync(folders.to.get(), route.second);
    sync(folders.from.get(), route.first);
  } catch (const PathError& error) {
    outcome = WINNOW_IN_DOUBT;
    tree_.host.log(WINNOW_ERROR, error.what());
  }
  for (const std::size_t item : moved) outcomes_[item] = outcome;
}

void Parking::take_back(const Route& route, const std::vector<std::string>& names) {
  if (names.empty()) return;
  winnow_outcome ignored = WINNOW_NOT_TRIED;
  attempt(tree_.host, route.second, ignored, [&] {
    const Fd folder = tree_.beneath.folder(route.second);
    for (const std::string& name : names) remove_meta(folder.get(), name);
    tree_.beneath.prune(route.second);
  });
}

}  // namespace winnow::files
