/// What a tree is, whatever path leads to it and wherever it was moved.
///
/// A tree that was never removed from is told by its root folder: file system, inode and time of birth. The first
/// removal writes that down, in `.trash/.identity`, and from then on the tree is what is written there: after a
/// move to another disk, a restore from a backup, and on file systems that number their devices anew at each boot.
/// A mount point whose disk is not mounted is another folder, without that file, and so another tree.
#pragma once

#include <string>
#include <string_view>

#include "beneath.h"

namespace winnow::files {

constexpr std::string_view kIdentityFile = ".trash/.identity";

/// "files:" and 32 hexadecimal digits: what the root folder itself is, on this file system.
std::string root_handle(const Beneath& tree);

/// As it was written down, else the root's handle. Throws Error(WINNOW_BROKEN) where what is written is no
/// identity.
std::string identity_of(const Beneath& tree);

/// Throws Error(WINNOW_UNAVAILABLE) unless the bin is there with its identity in it: copies that are not seen in
/// another folder, or in none, are not gone.
void require_bin(const Beneath& tree);

/// Writes `identity` down, unless something is written; durable when it returns. Throws PathError.
void keep_identity(const Beneath& tree, std::string_view identity);

}  // namespace winnow::files
