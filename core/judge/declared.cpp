#include "core/judge/declared.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/safety/key_rules.h"

namespace winnow {
namespace {

void check_retention(const JobConfig& job, std::uint32_t flags, const std::vector<Duration>& floors) {
  if ((flags & WINNOW_RETENTION_REQUIRED) != 0 && !job.retention) {
    throw configuration_failure(job.place("").text(), "job \"" + job.name + "\" needs a retention",
                                "for example retention = \"90d\"");
  }
  for (const Duration& floor : floors) {
    if (job.retention && job.retention->about() < floor.about()) {
      throw configuration_failure(job.place("retention").text(),
                                  "retention " + job.retention->text + " is below the minimum of " + floor.text,
                                  "keep longer, or lower the job's minimum on purpose");
    }
  }
}

void check_where_it_works(const JobConfig& job, std::uint32_t flags) {
  const bool over_the_bin = (flags & WINNOW_OVER_THE_BIN) != 0;
  if (over_the_bin && job.works_on == WorksOn::store) {
    throw configuration_failure(job.place("store").text(), "job \"" + job.name + "\" works on the bin",
                                "leave \"store\" and \"target\" out");
  }
  if (!over_the_bin && job.works_on == WorksOn::bin) {
    throw configuration_failure(job.place("").text(), "job \"" + job.name + "\" needs \"store\" and \"target\"");
  }
  if (!over_the_bin) return;
  for (const char* key : {"files", "references", "cascade", "column", "times", "earliest"}) {
    if (!job.places.contains(key)) continue;
    throw configuration_failure(job.place(key).text(), "\"" + std::string(key) + "\" has no meaning over the bin");
  }
  if (job.places.contains("retention")) {
    throw configuration_failure(job.place("retention").text(), "the retention of the bin stands under [trash]");
  }
  if (!job.retention) {
    throw configuration_failure(job.place("").text(), "job \"" + job.name + "\" needs a retention",
                                "write it under [trash], for example retention = \"14d\"");
  }
}

/// nullptr where it cannot be loaded.
const LoadedPlugin* try_load(Registry& registry, const std::string& id, const std::optional<std::string>& pin) {
  try {
    return &registry.get(id, pin);
  } catch (const Failure&) {
    return nullptr;
  }
}

bool holds_files(Registry& registry, const StoreConfig& store) {
  const LoadedPlugin* const plugin = try_load(registry, store.plugin, store.sha256);
  return plugin == nullptr || (plugin->table->store->flags & WINNOW_KEYED_BY_NAME) != 0;
}

}  // namespace

std::vector<Value> bind_job(const JobConfig& job, const LoadedPlugin& plugin, const Config& config) {
  if (plugin.table->job == nullptr) {
    throw configuration_failure(job.place("plugin").text(), "plugin \"" + job.plugin + "\" is a store, not a job");
  }
  check_where_it_works(job, plugin.table->job->flags);
  const OptionSchema schema = schema_of(plugin, host_job_keys());
  std::vector<Value> values = bind_options(schema, job.own, job.place(""), config, Environment({}), Fill::no);
  check_retention(job, plugin.table->job->flags, durations_of(schema, job.own, WINNOW_KEEP_FLOOR));
  return values;
}

std::vector<Value> bind_store(const StoreConfig& store, const LoadedPlugin& plugin, const Config& config,
                              const Environment& environment, Fill fill) {
  if (plugin.table->store == nullptr) {
    throw configuration_failure(store.place.text(), "plugin \"" + store.plugin + "\" is a job, not a store");
  }
  return bind_options(schema_of(plugin, host_store_keys()), store.own, store.place, config, environment, fill);
}

void check_allowed(const JobConfig& job, const StoreConfig& store) {
  const bool allowed = std::any_of(store.allow.begin(), store.allow.end(), [&](const std::string& entry) {
    return entry == job.target || allows(entry, job.target);
  });
  if (allowed) return;
  throw configuration_failure(
      job.place("target").text(),
      "target \"" + job.target + "\" is not in the allow list of store \"" + job.store + "\"",
      "add it to `allow` if it may be pruned");
}

void check_declared(const Config& config, Registry& registry) {
  const Environment nothing({});
  for (const StoreConfig& store : config.stores) {
    const LoadedPlugin* const plugin = try_load(registry, store.plugin, store.sha256);
    if (plugin != nullptr) bind_store(store, *plugin, config, nothing, Fill::no);
  }
  for (const JobConfig& job : config.jobs) {
    if (job.works_on == WorksOn::store) check_allowed(job, config.store(job.store));
    for (const FileLink& link : job.files) {
      if (holds_files(registry, config.store(link.store))) continue;
      throw configuration_failure(link.place.text(), "store \"" + link.store + "\" holds no files or objects",
                                  "name a store of files or objects");
    }
    if (job.plugin.empty()) continue;
    const LoadedPlugin* const plugin = try_load(registry, job.plugin, job.sha256);
    if (plugin != nullptr) bind_job(job, *plugin, config);
  }
}

}  // namespace winnow
