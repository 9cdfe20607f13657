#include "core/run/rule.h"

#include <nlohmann/json.hpp>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/plugin/loaded.h"
#include "core/policy/folders.h"
#include "core/policy/policy_job.h"

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

Rule plugin_rule(const JobConfig& job, World& world) {
  const LoadedPlugin& plugin = world.registry.get(job.plugin, job.sha256);
  if (plugin.table->job == nullptr) {
    throw configuration_failure(job.place("plugin").text(), "plugin \"" + job.plugin + "\" is a store, not a job");
  }
  const OptionSchema schema = schema_of(plugin, host_job_keys());
  const std::vector<Value> values =
      bind_options(schema, job.own, job.place(""), world.config, world.environment, Fill::no);
  Rule rule;
  rule.name = plugin.table->id;
  rule.version = rule.name + " " + plugin.table->version;
  rule.options = canonical_options(schema, job.own);
  rule.column = plugin.table->job->column == nullptr ? "" : plugin.table->job->column;
  rule.flags = plugin.table->job->flags;
  rule.keep_times = durations_of(schema, job.own, WINNOW_KEEP_TIME);
  check_retention(job, rule.flags, durations_of(schema, job.own, WINNOW_KEEP_FLOOR));
  rule.job = make_job(plugin, values, world.host);
  return rule;
}

Rule policy_rule(const JobConfig& job, World& world) {
  const PolicySource source = read_policy(PolicyFolders::of(world.config).find(job.policy));
  auto policy = std::make_unique<PolicyJob>(source, job.params, job.place(job.params.empty() ? "policy" : "params"),
                                            world.config.zone, world.host, world.clock);
  Rule rule;
  rule.name = job.policy;
  rule.version = "policy sha256:" + sha256_hex(source.text);
  rule.options = nlohmann::ordered_json{{"policy", source.text},
                                        {"params", nlohmann::ordered_json::parse(policy->canonical_params())}}
                     .dump();
  rule.column = policy->time_field();
  rule.job = std::move(policy);
  return rule;
}

}  // namespace

Rule make_rule(const JobConfig& job, World& world) {
  return job.policy.empty() ? plugin_rule(job, world) : policy_rule(job, world);
}

}  // namespace winnow
