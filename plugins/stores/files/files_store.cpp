#include "files_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "bin_list.h"
#include "fields.h"
#include "own_files.h"
#include "park.h"
#include "purge.h"
#include "restore.h"
#include "settle.h"
#include "tree_identity.h"

namespace winnow::files {

namespace {

bool may_write(const Beneath& tree, std::string_view folder) {
  const Fd fd = tree.folder_if_there(folder);
  return !fd || faccessat(fd.get(), ".", W_OK | X_OK, AT_EACCESS) == 0;
}

}  // namespace

const Options kOptions = {
    option("root", WINNOW_TEXT)
        .path()
        .required()
        .help("the folder that holds the files; its bin is .trash inside it"),
    option("time.from", WINNOW_TEXT)
        .fallback("\"modified\"")
        .help("where an item's time comes from: \"modified\", or the \"name\" of the file"),
    option("time.format", WINNOW_TEXT)
        .help("how the name tells the time, as crm_%Y-%m-%d.dump; knows %Y %m %d %H %M %S and %%")};

FilesStore::FilesStore(const OptionValues& options, Host& host)
    : host_(host), beneath_(options.text("root")), times_(options.text("time.from"), options.text("time.format")) {}

std::string FilesStore::identity() {
  if (identity_.empty()) identity_ = identity_of(beneath_);
  return identity_;
}

std::vector<Fact> FilesStore::inspect(std::string_view target) {
  const std::string folder = read_target(target).folder;
  beneath_.folder(folder);
  std::vector<Fact> out = FieldReader::facts();
  try {
    const Fd bin = beneath_.folder_if_there(kBinFolder);
    const bool writable = may_write(beneath_, folder) && may_write(beneath_, bin ? kBinFolder : "");
    if (!writable) {
      out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "not_writable",
                     "let this account write to the target's folder and to .trash at the root"});
    }
  } catch (const PathError& error) {
    out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "bin_elsewhere",
                   std::string(error.what()) + "; it must be a folder in the root's own file system"});
  }
  return out;
}

std::optional<std::uint64_t> FilesStore::total(std::string_view target) {
  if (!counted_target_.empty() && target == counted_target_) {
    counted_target_.clear();
    return counted_;
  }
  std::uint64_t count = 0;
  walk(beneath_, read_target(target), host_, OwnThings(host_.own_paths()), [&count](const FoundFile&) { ++count; });
  return count;
}

void FilesStore::scan(const Selection& selection, const ItemSink& out) {
  counted_target_.clear();
  const Arrivals* arrivals = arrivals_of(selection);
  ItemPages pages(selection, out);
  std::uint64_t count = 0;
  walk(beneath_, read_target(selection.target), host_, OwnThings(host_.own_paths()), [&](FoundFile file) {
    ++count;
    tell_times(file, arrivals);
    pages.add(file);
  });
  pages.flush();
  counted_ = count;
  counted_target_ = selection.target;
}

void FilesStore::fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) {
  const Arrivals* arrivals = arrivals_of(selection);
  ItemPages pages(selection, out);
  const FileFacts root = look(beneath_.folder("").get(), "");
  const OwnThings own(host_.own_paths());
  for (const std::string_view key : keys) {
    if (std::optional<FoundFile> file = find(key, root, own)) {
      tell_times(*file, arrivals);
      pages.add(*file);
    }
  }
  pages.flush();
}

const Arrivals* FilesStore::arrivals_of(const Selection& selection) {
  if (std::ranges::find(selection.fields, "arrived") == selection.fields.end()) return nullptr;
  const auto [at, fresh] = arrivals_.try_emplace(selection.target);
  if (fresh) {
    walk(beneath_, read_target(selection.target), host_, OwnThings(host_.own_paths()),
         [&at = *at](const FoundFile& file) {
           if (file.facts) at.second.add(*file.facts);
         });
  }
  return &at->second;
}

void FilesStore::tell_times(FoundFile& file, const Arrivals* arrivals) const {
  if (!file.facts) return;
  file.time = times_.time(split(file.key).name, file.facts->identity.modified.micros(), host_);
  if (arrivals != nullptr) file.arrived = arrivals->of(*file.facts);
}

std::optional<FoundFile> FilesStore::find(std::string_view key, const FileFacts& root, const OwnThings& own) const {
  FoundFile out(std::string(key), std::nullopt, "special_file");
  if (!is_walkable(key)) return out;
  const SplitPath path = split(key);
  try {
    const Fd folder = beneath_.folder_if_there(path.folder);
    if (folder) out.facts = look(folder.get(), path.name, key);
    if (!out.facts) return std::nullopt;
    out.obstacle = obstacle_of(*out.facts, root, own);
  } catch (const PathError& error) {
    switch (error.number()) {
      case ELOOP:
      case ENOTDIR: out.obstacle = "symlink"; break;
      case EXDEV: out.obstacle = "other_device"; break;
      case EACCES: out.obstacle = "unreadable"; break;
      default: throw;
    }
  }
  return out;
}

void FilesStore::remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items,
                        Bin& bin, std::span<winnow_outcome> outcomes) {
  const OwnThings own(host_.own_paths());
  Parking(tree(own), permit, selection, arrivals_of(selection), items, outcomes).run(bin);
}

void FilesStore::restore(const winnow_permit& permit, std::span<const winnow_header>,
                         std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  const OwnThings own;
  Restoring(tree(own), permit, pieces, outcomes).run();
}

void FilesStore::purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
                       std::span<winnow_outcome> outcomes) {
  const OwnThings own;
  purge_files(tree(own), permit, pieces, outcomes);
}

void FilesStore::settle(const winnow_permit& permit, std::span<const winnow_header> headers,
                        std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  const OwnThings own;
  settle_files(tree(own), permit, headers, pieces, outcomes);
}

void FilesStore::parked(const ParkedSink& out) {
  const OwnThings own;
  list_bin(tree(own), out);
}

void FilesStore::put_file(std::string_view name, std::string_view content) {
  put_own(beneath_, name, content);
}

std::optional<std::string> FilesStore::get_file(std::string_view name) {
  return get_own(beneath_, name);
}

std::vector<std::string> FilesStore::list_files(std::string_view folder) {
  return list_own(beneath_, folder);
}

void FilesStore::drop_file(std::string_view name) {
  drop_own(beneath_, name);
}

std::vector<std::string> FilesStore::targets() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(beneath_.root())) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory() && !entry.is_symlink() && !lies_in_own_folder(name)) out.push_back(name + "/");
  }
  std::sort(out.begin(), out.end());
  return out;
}

void FilesStore::lock(std::string_view) {}

}  // namespace winnow::files
