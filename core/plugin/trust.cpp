#include "core/plugin/trust.h"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/failure.h"
#include "core/base/shell_word.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

struct stat look(const fs::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) throw system_failure(path.string(), "cannot look at it", errno);
  return info;
}

/// A group is the user's own if it is the primary one, has the user's name and lists nobody else.
bool is_own_group(gid_t gid) {
  const struct passwd* const user = ::getpwuid(::geteuid());
  if (user == nullptr || user->pw_gid != gid) return false;
  const std::string name = user->pw_name;
  const struct group* const group = ::getgrgid(gid);
  if (group == nullptr || name != group->gr_name) return false;
  for (char** member = group->gr_mem; *member != nullptr; ++member) {
    if (name != *member) return false;
  }
  return true;
}

std::string complaint(const fs::path& path, const struct stat& info) {
  if (info.st_uid != 0 && info.st_uid != ::geteuid()) {
    return path.string() + " belongs to another user (uid " + std::to_string(info.st_uid) +
           "); it must belong to root or to the user who runs winnow";
  }
  if ((info.st_mode & S_IWOTH) != 0)
    return path.string() + " can be written by everyone; run: chmod o-w " + shell_word(path.string());
  if ((info.st_mode & S_IWGRP) != 0 && info.st_gid != 0 && !is_own_group(info.st_gid)) {
    return path.string() + " can be written by its group; run: chmod g-w " + shell_word(path.string());
  }
  return {};
}

}  // namespace

std::string distrust(const fs::path& file, Trust how) {
  const fs::path real = fs::weakly_canonical(file);
  if (std::string words = complaint(real, look(real)); !words.empty()) return words;
  if (how == Trust::file) return {};
  for (fs::path folder = real.parent_path();; folder = folder.parent_path()) {
    const struct stat info = look(folder);
    const bool sticky = (info.st_mode & S_ISVTX) != 0 && folder != real.parent_path() && info.st_uid == 0;
    if (std::string words = complaint(folder, info); !words.empty() && !sticky) return words;
    if (folder == folder.root_path()) return {};
  }
}

}  // namespace winnow
