/// The state that a TOML names. A failure to open it is told at that place of the TOML, where there is one.
#pragma once

#include <optional>

#include "core/config/config.h"
#include "core/state/state.h"

namespace winnow {

/// Made where it is missing. Throws Failure; thread rule of all: any.
State open_state(const Config& config);
/// nullopt: there is none yet.
std::optional<State> open_existing_state(const Config& config);
/// For looking back, which makes none: throws Failure where there is none yet.
State require_state(const Config& config);

}  // namespace winnow
