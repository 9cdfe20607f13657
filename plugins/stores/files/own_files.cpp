#include "own_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>

#include "meta_file.h"
#include "parking/bin.h"

namespace winnow::files {

namespace {

std::optional<std::string> read_if_there(int folder, const std::string& name) {
  const Fd file(openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) throw PathError("open", name, errno);
  std::string out;
  char piece[65'536];
  while (true) {
    const ssize_t size = read(file.get(), piece, sizeof piece);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw PathError("read", name, errno);
    if (size == 0) return out;
    out.append(piece, static_cast<std::size_t>(size));
  }
}

/// The name under which a file is written before it is whole: none that a file of the host's can have.
std::string unfinished(const std::string& name) {
  return "." + name + ".unfinished";
}

}  // namespace

void put_own(const Beneath& tree, std::string_view name, std::string_view content) {
  if (content.empty()) throw Error(WINNOW_BROKEN, "an empty file is never kept");
  const SplitPath path = split(parking::own_path(name));
  FolderChanges changes;
  const MadeFolder folder = tree.make_private_folder(path.folder, changes);
  // Always written and synced anew: what a killed process left under the name may not last.
  const std::optional<std::string> there = read_if_there(folder.fd.get(), path.name);
  if (there && *there != content)
    throw Error(WINNOW_BROKEN, shown(name) + " is there already, with another content");
  const std::string part = unfinished(path.name);
  const Fd file(openat(folder.fd.get(), part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                       S_IRUSR | S_IWUSR));
  if (!file) throw PathError("make", part, errno);
  write_whole(file.get(), content, part);
  sync(file.get(), part);
  if (renameat(folder.fd.get(), part.c_str(), folder.fd.get(), path.name.c_str()) != 0) {
    throw PathError("rename", part, errno);
  }
  changes.add(path.folder);
  changes.sync(tree);
}

std::optional<std::string> get_own(const Beneath& tree, std::string_view name) {
  const SplitPath path = split(parking::own_path(name));
  const Fd folder = tree.folder_if_there(path.folder);
  return folder ? read_if_there(folder.get(), path.name) : std::nullopt;
}

std::vector<std::string> list_own(const Beneath& tree, std::string_view folder) {
  const std::string path = parking::own_path(folder);
  std::vector<std::string> out;
  if (!tree.folder_if_there(path)) return out;
  const std::filesystem::path own = std::filesystem::path(tree.root()) / parking::kOwnFolder;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(std::filesystem::path(tree.root()) / path)) {
    const bool whole = !entry.path().filename().string().starts_with('.');
    if (whole && entry.is_regular_file()) out.push_back(entry.path().lexically_relative(own).string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

void drop_own(const Beneath& tree, std::string_view name) {
  const std::string whole = parking::own_path(name);
  const SplitPath path = split(whole);
  const Fd folder = tree.folder_if_there(path.folder);
  if (!folder) return;
  unlinkat(folder.get(), unfinished(path.name).c_str(), 0);
  if (unlinkat(folder.get(), path.name.c_str(), 0) != 0 && errno != ENOENT) {
    throw PathError("remove", whole, errno);
  }
  sync(folder.get(), path.folder);
  tree.prune(whole);
}

}  // namespace winnow::files
