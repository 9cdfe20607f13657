/// The meta file that stands beside each parked copy: `<name>.trashmeta.json` (receipt.h says what is in it).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace winnow::files {

/// Writes the meta file of `name` into a folder of the bin. It is not synced: after a power cut it may be missing,
/// empty or torn, and is written anew when the batch is settled. One that is already there and speaks of the same
/// file, as after a batch that was broken off, is left as it is; any other is a Setback(REFUSED). Throws PathError,
/// and then leaves nothing behind.
void keep_meta(int parked_folder, const std::string& name, const std::string& meta);

/// The meta file of `name`, or nullopt where there is none. Throws PathError.
std::optional<std::string> read_meta(int parked_folder, const std::string& name);

/// Writes all of `bytes`; `name` is for the message. Throws PathError.
void write_whole(int fd, std::string_view bytes, std::string_view name);

/// Removes the meta file of `name`, if there is one.
void remove_meta(int parked_folder, const std::string& name);

}  // namespace winnow::files
