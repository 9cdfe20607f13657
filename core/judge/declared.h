/// What the TOML gives to plugins, held against what they declare. Every mistake is a Failure of kind configuration
/// with its place, so that a run can be refused as a whole before anything is tried.
#pragma once

#include <vector>

#include "core/config/environment.h"
#include "core/plugin/registry.h"

namespace winnow {

/// The values of the plugin's options for this job; `retention` is checked too. Throws Failure.
std::vector<Value> bind_job(const JobConfig& job, const LoadedPlugin& plugin, const Config& config);

/// The values of the plugin's options for this store. Throws Failure; under Fill::yes also for an unset ${NAME}.
std::vector<Value> bind_store(const StoreConfig& store, const LoadedPlugin& plugin, const Config& config,
                              const Environment& environment, Fill fill);

/// Throws Failure unless the job's store allows its target.
void check_allowed(const JobConfig& job, const StoreConfig& store);

/// Checks all stores and jobs of the TOML. A plugin that cannot be loaded is no mistake of the file: it is left to
/// the jobs that need it. Loads plugins, makes no instance and opens nothing.
void check_declared(const Config& config, Registry& registry);

}  // namespace winnow
