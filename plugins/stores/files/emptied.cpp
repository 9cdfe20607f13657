#include "emptied.h"

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <vector>

#include "beneath.h"

namespace winnow::files {

namespace {

bool may_give_to(gid_t group) {
  if (group == getegid()) return true;
  std::vector<gid_t> groups(static_cast<std::size_t>(std::max(getgroups(0, nullptr), 0)));
  const int count = getgroups(static_cast<int>(groups.size()), groups.data());
  groups.resize(static_cast<std::size_t>(std::max(count, 0)));
  return std::ranges::find(groups, group) != groups.end();
}

/// Access lists are extended attributes too.
bool has_attributes(int folder) {
  std::vector<char> names(65'536);  // XATTR_LIST_MAX
  const ssize_t size = flistxattr(folder, names.data(), names.size());
  if (size < 0) return errno != ENOTSUP;
  std::string_view left(names.data(), static_cast<std::size_t>(size));
  while (!left.empty()) {
    const std::string_view name = left.substr(0, left.find('\0'));
    if (!name.starts_with("security.")) return true;
    left.remove_prefix(std::min(left.size(), name.size() + 1));
  }
  return false;
}

}  // namespace

bool remove_empty_folder(int parent, const std::string& name, const std::string& path) {
  const Fd folder = open_folder(parent, name, path);
  const FileFacts facts = look(folder.get(), path);
  const bool own = geteuid() == 0 || (facts.owner == geteuid() && may_give_to(facts.group));
  if (!own || facts.immovable || has_attributes(folder.get())) return false;
  if (unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0) return true;
  switch (errno) {
    case ENOTEMPTY:
    case EEXIST:
    case EBUSY: return false;  // something came into it, or is mounted on it
    default: throw PathError("remove the emptied folder", path, errno);
  }
}

}  // namespace winnow::files
