/// Whether what decides on deletions is in nobody else's hands: the TOML, env files and policies, and the state,
/// its lock files and the bin. Who can write the state approves jobs, lifts holds and resets the breaker; who can
/// write the bin decides what an undo brings back.
#pragma once

#include "core/config/config.h"

namespace winnow {

/// A file or folder that others could change.
struct Distrusted {
  std::filesystem::path path;
  std::string words;  ///< why, and the remedy
};
/// What is not there yet is left out. Thread rule: any.
std::vector<Distrusted> distrusted_state(const Config& config);
std::vector<Distrusted> distrusted_inputs(const Config& config);

/// Throws Failure (configuration) for the first one; `act` is what refuses it: "--apply". The first is for every
/// command that writes to the state, the second, which asks for both, for those that remove.
void check_state_trust(const Config& config, std::string_view act);
void check_trust(const Config& config, std::string_view act);

}  // namespace winnow
