/// A plugin's own options: what the TOML gives, bound to the rows that the plugin declares.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/config/environment.h"

namespace winnow {

/// A plugin's declared option rows with the plugin's id for messages. `host_keys`: the names that the host owns in
/// that table, for suggestions.
struct OptionSchema {
  std::string plugin;
  std::vector<const winnow_option*> rows;
  std::vector<std::string> host_keys;
};

/// Whether strings are filled in from the environment now (a store in a run) or only checked for form (a
/// description, and always the options of jobs, whose text the fingerprint must cover).
enum class Fill { yes, no };

/// One value for each declared row, in order: typed, defaulted, range-checked, paths made absolute, filters bound
/// to config.now. Unknown key, wrong type, missing or out of range: Failure (configuration) with place and remedy.
/// An unset ${NAME} under Fill::yes: Failure of kind job. A row named "time.format" reads the key `format` of a
/// table `time`. An option that is not set and has no fallback is NULL. A
/// list of one may be written as its element.
std::vector<Value> bind_options(const OptionSchema& schema, const toml::table& own, const Place& table,
                                const Config& config, const Environment& environment, Fill fill);

/// What is wrong with the rows themselves: a type that options cannot have, a default that is no TOML or that its
/// own row would refuse. Empty: nothing.
std::string flaw_of(const OptionSchema& schema);

/// The options as canonical JSON for the fingerprint: declared ones only, as written or defaulted; secrets, paths
/// (a store's identity tells them) and what the plugin declares outside the form are left out.
std::string canonical_options(const OptionSchema& schema, const toml::table& own);

/// Durations among the options with one of `flags` (WINNOW_KEEP_TIME, WINNOW_KEEP_FLOOR) that are set or defaulted.
std::vector<Duration> durations_of(const OptionSchema& schema, const toml::table& own, std::uint32_t flags);

}  // namespace winnow
