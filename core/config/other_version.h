/// Another version of a TOML, to be compared with the present one.
#pragma once

#include "core/config/config.h"

namespace winnow {

/// Reads `file` as if it lay where the present TOML lies, over the same state and bin: relative paths are relative
/// to the present one's folder, so that "git show main:winnow.toml" may be written anywhere. Throws Failure as
/// load_config() does. Thread rule: any.
Config load_other_version(const std::filesystem::path& file, const Config& present);

}  // namespace winnow
