#include "files_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "bin_list.h"
#include "fields.h"
#include "park.h"
#include "purge.h"
#include "restore.h"
#include "settle.h"

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
  return "files:" + beneath_.root();
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
  std::uint64_t count = 0;
  walk(beneath_, read_target(target), host_, [&count](const FoundFile&) { ++count; });
  return count;
}

void FilesStore::scan(const Selection& selection, const ItemSink& out) {
  ItemPages pages(selection, out);
  walk(beneath_, read_target(selection.target), host_, [&](FoundFile file) {
    file.time = times_.time(split(file.key).name, *file.facts, host_);
    pages.add(std::move(file));
  });
  pages.flush();
}

void FilesStore::fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) {
  ItemPages pages(selection, out);
  const FileFacts root = look(beneath_.folder("").get(), "");
  for (const std::string_view key : keys) {
    if (std::optional<FoundFile> file = find(key, root)) pages.add(std::move(*file));
  }
  pages.flush();
}

std::optional<FoundFile> FilesStore::find(std::string_view key, const FileFacts& root) const {
  FoundFile out{std::string(key), std::nullopt, WINNOW_TIME_UNREADABLE, "special_file"};
  if (!is_walkable(key)) return out;
  const SplitPath path = split(key);
  try {
    const Fd folder = beneath_.folder_if_there(path.folder);
    if (folder) out.facts = look(folder.get(), path.name, key);
    if (!out.facts) return std::nullopt;
    out.time = times_.time(path.name, *out.facts, host_);
    out.obstacle = obstacle_of(*out.facts, root);
  } catch (const PathError& error) {
    if (error.number() != ELOOP && error.number() != ENOTDIR && error.number() != EXDEV) throw;
    out.obstacle = error.number() == EXDEV ? "other_device" : "symlink";
  }
  return out;
}

void FilesStore::remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items,
                        Bin& bin, std::span<winnow_outcome> outcomes) {
  Parking(tree(), permit, selection, items, outcomes).run(bin);
}

void FilesStore::restore(const winnow_permit& permit, std::span<const winnow_header>,
                         std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  Restoring(tree(), permit, pieces, outcomes).run();
}

void FilesStore::purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
                       std::span<winnow_outcome> outcomes) {
  purge_files(tree(), permit, pieces, outcomes);
}

void FilesStore::settle(const winnow_permit& permit, std::span<const winnow_header>,
                        std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  settle_files(tree(), permit, pieces, outcomes);
}

void FilesStore::parked(const ParkedSink& out) {
  list_bin(tree(), out);
}

void FilesStore::lock(std::string_view) {}

}  // namespace winnow::files
