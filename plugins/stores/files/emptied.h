/// Folders that were emptied, and can be made again exactly as they were.
#pragma once

#include <string>

namespace winnow::files {

/// Removes the folder `name` of the folder `parent` if it is empty and this account could make the very same again:
/// its own or any as root, without access lists and other extended attributes (those of the system's own security
/// modules aside, which come by themselves), not immutable. Answers whether it was removed. `path` is for messages.
/// Throws PathError.
bool remove_empty_folder(int parent, const std::string& name, const std::string& path);

}  // namespace winnow::files
