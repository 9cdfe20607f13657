#include "tree_identity.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "file_facts.h"
#include "own_things.h"
#include "parking/text.h"

namespace winnow::files {

namespace {

constexpr std::string_view kScheme = "files:";
constexpr std::size_t kDigits = 32;
const std::string kName = ".identity";
const std::string kPart = ".identity.part";

bool is_identity(std::string_view text) {
  return text.starts_with(kScheme) && text.size() == kScheme.size() + kDigits &&
         text.find_first_not_of("0123456789abcdef", kScheme.size()) == text.npos;
}

std::string digest(const std::string& words) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  EVP_Digest(words.data(), words.size(), bytes.data(), nullptr, EVP_sha256(), nullptr);
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < kDigits / 2; ++i) {
    out += kHex[bytes[i] >> 4];
    out += kHex[bytes[i] & 15];
  }
  return out;
}

/// The file system by its own number; by its device where it has none, as on tmpfs and NFS.
std::string file_system_of(int fd, const FileFacts& root) {
  struct statfs system {};
  if (fstatfs(fd, &system) != 0) throw PathError("look at the file system of", "", errno);
  std::uint64_t number = 0;
  static_assert(sizeof system.f_fsid == sizeof number);
  std::memcpy(&number, &system.f_fsid, sizeof number);
  return number != 0 ? "fs " + std::to_string(number) : "device " + std::to_string(root.device);
}

/// The bin, if there is one that this account may look into. Without that it may plan, and not remove.
Fd open_bin(const Beneath& tree) {
  try {
    return tree.folder_if_there(kBinFolder);
  } catch (const PathError&) {
    return Fd();
  }
}

}  // namespace

std::string root_handle(const Beneath& tree) {
  const Fd fd = tree.folder("");
  const FileFacts root = look(fd.get(), "");
  return std::string(kScheme) +
         digest(file_system_of(fd.get(), root) + " inode " + std::to_string(root.identity.inode) + " born " +
                (root.born ? root.born->text() : "unknown"));
}

std::string identity_of(const Beneath& tree) {
  const Fd bin = open_bin(tree);
  const Fd file(bin ? openat(bin.get(), kName.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1);
  if (!file && (!bin || errno == ENOENT || errno == EACCES)) return root_handle(tree);
  if (!file) throw PathError("open", kIdentityFile, errno);
  std::array<char, 128> words{};
  const ssize_t size = read(file.get(), words.data(), words.size());
  if (size < 0) throw PathError("read", kIdentityFile, errno);
  std::string_view text(words.data(), static_cast<std::size_t>(size));
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (!is_identity(text)) {
    throw Error(WINNOW_BROKEN,
                shown(kIdentityFile) +
                    " does not say what this tree is; bring it back from a backup, or remove it if the "
                    "tree never moved");
  }
  return std::string(text);
}

void require_bin(const Beneath& tree) {
  const Fd bin = tree.folder_if_there(kBinFolder);
  struct stat there {};
  if (bin && fstatat(bin.get(), kName.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0) return;
  throw Error(WINNOW_UNAVAILABLE,
              "the bin " + shown(join(tree.root(), kBinFolder)) + " is not there with its file " + kName +
                  ", so that nobody can tell what lies in it; bring it back. If it is lost for good, make that "
                  "folder and write the tree's identity into that file: \"" +
                  identity_of(tree) + "\"");
}

void keep_identity(const Beneath& tree, std::string_view identity) {
  const Fd root = tree.folder("");
  FolderChanges made;
  const Fd bin = tree.make_private_folder(kBinFolder, made).fd;
  struct stat there {};
  if (fstatat(bin.get(), kName.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0) return;
  {
    const Fd part(openat(bin.get(), kPart.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    const std::string words = std::string(identity) + "\n";
    if (!part || write(part.get(), words.data(), words.size()) != static_cast<ssize_t>(words.size())) {
      throw PathError("write", kIdentityFile, errno);
    }
    sync(part.get(), kIdentityFile);
  }
  // Whole or not at all: half an identity would be another tree.
  if (renameat2(bin.get(), kPart.c_str(), bin.get(), kName.c_str(), RENAME_NOREPLACE) != 0 && errno != EEXIST) {
    throw PathError("write", kIdentityFile, errno);
  }
  sync(bin.get(), kBinFolder);
  sync(root.get(), "");
}

}  // namespace winnow::files
