/// What is written about a parked file: its receipt, which the host keeps with the item, and the meta file beside
/// the copy, which tools that know this layout of a bin can read without winnow. Pure functions.
///
/// A path that is not UTF-8 is written {"base64":"..."} in both.
#pragma once

#include <sys/types.h>
#include <string>
#include <string_view>

#include "beneath.h"
#include "file_facts.h"
#include "parking/bin.h"
#include "winnow/selection.hpp"

namespace winnow::files {

using parking::is_parked;
using parking::Meta;
using parking::parked_at;
using parking::parse_meta;
using parking::path_of;
using parking::same_meta;

/// {"parked":".trash/2026-06-19T22-31-00-000Z/a/b","inode":7,"size":5,"mtime":"1750372260.000000001",
///  "born":"1750372000.000000001","root":"files:8a…","folders":["0755 0 0 1750372260.000000001"]}
struct Receipt {
  std::string parked;               ///< path of the copy below the root
  FileIdentity identity;            ///< renaming keeps all of it
  std::optional<FileTime> born;     ///< tells a file from a later one that got its inode
  std::string root;                 ///< root_handle() of the tree: inodes mean something in that one only
  std::vector<FolderForm> folders;  ///< those that the file was taken from, the outermost first
};

/// The folders as they stand in a receipt; the same for all files of a folder.
std::string write_folders(const std::vector<FolderForm>& folders);

/// One JSON value on one line; `folders` as write_folders() gave them.
std::string write_receipt(const Receipt& receipt, std::string_view folders);

/// Whether it is a file as it was, as far as size and time tell.
bool has_size_and_time_of(const FileFacts& file, const Receipt& receipt);

/// Whether `file` is the very file of the receipt, its content aside; `root`: root_handle() of the tree that it
/// lies in. In a tree that was copied or moved to another file system since, what a copy keeps must agree: size and
/// time.
bool is_same_file(const FileFacts& file, const Receipt& receipt, std::string_view root);

/// The same of what lies in the bin, which only this account can write to: there it may also be a copy that
/// somebody put back from a backup as it was, in the same tree but with another inode.
bool is_the_copy(const FileFacts& file, const Receipt& receipt, std::string_view root);

/// is_same_file() and has_size_and_time_of().
bool is_unchanged(const FileFacts& file, const Receipt& receipt, std::string_view root);

/// Throws Error(WINNOW_BROKEN) for what is no receipt of a file with this key.
Receipt read_receipt(std::string_view json, std::string_view key);

/// {"root":"/srv/uploads","reason":"older than 30d"}, the header of a batch.
std::string write_header(std::string_view root, std::string_view reason);
/// The reason in a header; empty where there is none.
std::string reason_in(std::string_view header);

/// The meta file of a parked file: what parking::write_meta() says of it. `folders`: as write_folders() gave them.
std::string meta_of(std::string_view key, std::string_view deleted_at, std::string_view reason,
                    std::string_view run, const FileIdentity& identity, std::string_view folders);

}  // namespace winnow::files
