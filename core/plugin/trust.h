/// Whether a file may decide what is deleted: nobody but root and the user may be able to change it.
#pragma once

#include <filesystem>
#include <string>

namespace winnow {

/// How far the check goes.
enum class Trust {
  file,              ///< the file itself (TOML, policy, env file)
  file_and_folders,  ///< and every folder above it (plugins: they are code)
};

/// Empty if the file is owned by root or the user and writable by nobody else (by a group only if it is the user's
/// own); else a sentence with place and remedy. A folder writable by all is accepted above the file's own only with
/// the sticky bit. Throws Failure if it cannot be looked at. Thread rule: any.
std::string distrust(const std::filesystem::path& file, Trust how);

}  // namespace winnow
