/// A job's own table as text, so that an approved one can be planned again beside the one that replaced it.
#pragma once

#include <string>
#include <string_view>

#include "core/config/config.h"

namespace winnow {

/// The table as TOML, "[jobs.NAME]" with all that decides which items go; limits, gates and deadline are left out.
std::string definition_of(const std::string& name, toml::table table);

/// The job again; stores are looked up in `config`, filters bound to its time. Throws Failure where it no longer
/// fits.
JobConfig read_definition(std::string_view definition, const Config& config);

}  // namespace winnow
