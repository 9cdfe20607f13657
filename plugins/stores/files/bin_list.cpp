#include "bin_list.h"

#include <sys/stat.h>

#include <algorithm>

#include "meta_file.h"
#include "receipt.h"
#include "tree_identity.h"
#include "walk.h"

namespace winnow::files {

namespace {

/// A copy, and what the sink borrows of it.
struct Copy {
  std::string key, content, trouble;
  std::int64_t removed = WINNOW_TIME_UNREADABLE;
};

/// Where nobody wrote down which folders it was taken from: one that must be made again lets in the file's owner
/// alone, because the one that is gone may have let in nobody else either.
std::string private_folders(const FileFacts& file, std::string_view key) {
  const auto levels = static_cast<std::size_t>(std::ranges::count(key, '/'));
  return write_folders(std::vector<FolderForm>(levels, {S_IRWXU, file.owner, file.group, file.identity.modified}));
}

Copy read_copy(const FileTree& tree, const FoundFile& file) {
  if (!file.obstacle.empty()) throw Error(WINNOW_BROKEN, std::string(file.obstacle));
  const SplitPath path = split(file.key);
  const Fd folder = tree.beneath.folder(path.folder);
  const std::optional<std::string> json = read_meta(folder.get(), path.name);
  if (!json) throw Error(WINNOW_BROKEN, "no meta file says where it came from and when");
  const Meta meta = parse_meta(*json);
  Copy out;
  out.key = meta.key;
  out.content = write_receipt({file.key, file.facts->identity, file.facts->born, root_handle(tree.beneath), {}},
                              meta.folders.empty() ? private_folders(*file.facts, meta.key) : meta.folders);
  read_receipt(out.content, out.key);  // the copy lies where its key says
  out.removed = tree.host.read_time(meta.deleted_at);
  return out;
}

}  // namespace

void list_bin(const FileTree& tree, const ParkedSink& out) {
  if (!tree.beneath.folder_if_there(kBinFolder)) return;
  const std::string header = write_header(tree.beneath.root(), "");
  walk(tree.beneath, {Target::Reach::below, std::string(kBinFolder), ""}, tree.host, tree.own,
       [&](const FoundFile& file) {
         if (file.key.ends_with(kMetaSuffix) || file.key == kIdentityFile) return;
         winnow_parked shown{};
         shown.path = borrow(std::string_view{file.key});
         shown.removed = WINNOW_TIME_UNREADABLE;
         shown.bytes = file.facts ? file.facts->identity.size : 0;
         const std::string place = file.key.substr(0, file.key.find('/', kBinFolder.size() + 1));
         shown.place = borrow(std::string_view{place});
         Copy copy;
         try {
           copy = read_copy(tree, file);
           shown.key = borrow(std::string_view{copy.key});
           shown.header = borrow(std::string_view{header});
           shown.content = borrow(std::string_view{copy.content});
           shown.removed = copy.removed;
         } catch (const Error& error) {
           copy.trouble = error.what();
         }
         shown.trouble = borrow(std::string_view{copy.trouble});
         out(shown);
       });
}

}  // namespace winnow::files
