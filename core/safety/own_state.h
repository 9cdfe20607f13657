/// The state that a TOML names. A failure to open it is told at that place of the TOML, where there is one.
///
/// A state belongs to one TOML, which it remembers from the first command on that acts: another would destroy
/// copies by its own retention and take the first one's jobs for lost. The same TOML is what lies at the place that
/// it had (seen from the state's folder where the state lies inside the TOML's, so that both may be moved
/// together), is the same file, or is named by the same path, as behind a link that leads to the newest release.
/// One beside it with the very same stores and all of its approved jobs, as with narrower limits, may stand in for
/// it.
#pragma once

#include <optional>

#include "core/config/config.h"
#include "core/state/state.h"

namespace winnow {

/// Made where it is missing. Throws Failure, also where the state is another TOML's, and where a TOML that is
/// reached by a link has one beside the link as well; thread rule of all: any.
State open_state(const Config& config);
/// nullopt: there is none yet.
std::optional<State> open_existing_state(const Config& config);
/// Throws Failure (configuration) where there is a state and it is not this TOML's. What else is wrong with it each
/// job says for itself.
void require_own_state(const Config& config);
/// For looking back, which makes none: throws Failure where there is none yet.
State require_state(const Config& config);

/// Before anything is removed, brought back or destroyed: from here on the state is this TOML's.
void claim_state(const Config& config, State& state);

/// A person gives the state to this TOML; the ledger keeps why. Answers whose it was, or "".
std::string take_state(const Config& config, const std::string& who, const std::string& reason, Time now);

}  // namespace winnow
