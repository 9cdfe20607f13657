/// What is written about a parked file: its receipt, which the host keeps with the item, and the meta file beside
/// the copy, which tools that know this layout of a bin can read without winnow. Pure functions.
///
/// A path that is not UTF-8 is written {"base64":"..."} in both.
#pragma once

#include <sys/types.h>
#include <string>
#include <string_view>

#include "file_facts.h"
#include "winnow/selection.hpp"

namespace winnow::files {

/// {"parked":".trash/2026-06-19T22-31-00-000Z/a/b","inode":7,"size":5,"mtime":"1750372260.000000001","mode":"0644",
///  "folder_mode":"0755"}
struct Receipt {
  std::string parked;     ///< path of the copy below the root
  FileIdentity identity;  ///< renaming keeps all of it
  mode_t mode = 0;
  mode_t folder_mode = 0;  ///< of the folder that the file was taken from, in case that must be made again
};

/// One JSON value on one line.
std::string write_receipt(const Receipt& receipt);

/// Throws Error(WINNOW_BROKEN) for what is no receipt of a file with this key.
Receipt read_receipt(std::string_view json, std::string_view key);

/// {"root":"/srv/uploads"}, the header of a batch.
std::string write_header(std::string_view root);

/// The time at which a batch was parked, ISO 8601, from its place ".trash/2026-06-19T22-31-00-000Z". So the meta
/// files of a batch are the same when it is tried again. Throws Error(WINNOW_BROKEN) for any other place.
std::string parked_at(std::string_view place);

/// {"originalKey":...,"deletedAt":...,"reason":...,"run":...,"size":...}
std::string write_meta(std::string_view key, std::string_view deleted_at, std::string_view reason,
                       std::string_view run, const FileIdentity& identity);

/// What a meta file says, of this tool's writing or another's.
struct Meta {
  std::string key;
  std::string deleted_at;  ///< ISO 8601
  bool by_winnow = false;
};
/// Throws Error(WINNOW_BROKEN) for what is no meta file.
Meta parse_meta(std::string_view json);

/// Whether two meta files speak of the same file, whichever run and reason they name.
bool same_meta(std::string_view a, std::string_view b);

}  // namespace winnow::files
