/// What stores that park have in common: where a batch lies in the bin, and the meta file beside each copy, which
/// tools that know this layout can read without winnow. Pure functions.
///
///   .trash/2026-06-19T22-31-00-000Z/private/a.txt
///   .trash/2026-06-19T22-31-00-000Z/private/a.txt.trashmeta.json
///
/// A path that is not UTF-8 is written {"base64":"..."}.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace winnow::parking {

constexpr std::string_view kBinFolder = ".trash";   ///< at the root, and of the trees within it
constexpr std::string_view kOwnFolder = ".winnow";  ///< where a state lies unless told otherwise
constexpr std::string_view kMetaSuffix = ".trashmeta.json";

/// Whether the path lies in a bin or in a folder of winnow's, or is one: at any depth, since the root of one store
/// may lie within another's.
bool lies_in_own_folder(std::string_view path);

/// Where a file of the host's own lies: ".winnow/NAME". Throws Error(WINNOW_BROKEN) for a name that is none, as
/// put_file of plugin.h says; so nothing else of the tree or bucket can be meant.
std::string own_path(std::string_view name);

/// Whether `path` is `key` parked in a place of the bin. Whether it can be walked is the store's own to ask.
bool is_parked(std::string_view path, std::string_view key);

/// The time at which a batch was parked, ISO 8601, from its place ".trash/2026-06-19T22-31-00-000Z". So the meta
/// files of a batch are the same when it is tried again. Throws Error(WINNOW_BROKEN) for any other place.
std::string parked_at(std::string_view place);

/// A path as json_of() in text.h wrote it. Throws Error(WINNOW_BROKEN) for anything else.
std::string path_of(const nlohmann::ordered_json& json);

struct MetaWords {
  std::string_view key, deleted_at, reason, run;
  std::uint64_t size = 0;
  std::string mtime;           ///< "1750372260.000000001"
  std::string_view folders{};  ///< JSON: the folders that it was taken from; empty: it is in none
};
/// {"originalKey":...,"deletedAt":...,"reason":...,"run":...,"size":...,"mtime":...}
std::string write_meta(const MetaWords& words);

/// What a meta file says, of this tool's writing or another's.
struct Meta {
  std::string key;
  std::string deleted_at;  ///< ISO 8601
  std::string folders{};   ///< JSON; empty: the tool that wrote it did not say
};
/// Throws Error(WINNOW_BROKEN) for what is no meta file.
Meta parse_meta(std::string_view json);

/// Whether two meta files speak of the same file, whichever run and reason they name.
bool same_meta(std::string_view a, std::string_view b);

}  // namespace winnow::parking
