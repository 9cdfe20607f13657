/// Where a path lies, whatever leads there: links, other spellings, bind mounts.
#pragma once

#include <filesystem>
#include <string>

namespace winnow {

/// `inner` relative to `root` if it lies in it or would, else empty; "." where they are one. A folder is known by
/// its device and inode, since a link, a bind mount or another spelling leads to the same one.
std::string below(const std::filesystem::path& inner, const std::filesystem::path& root);

/// As below(), for folders that are there, also where one of them is the bind mount of a folder that lies in or
/// over the other, which only the table of mounts tells.
std::string below_any_mount(const std::filesystem::path& inner, const std::filesystem::path& root);

}  // namespace winnow
