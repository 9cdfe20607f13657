#include "core/judge/rule.h"

#include <nlohmann/json.hpp>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/judge/declared.h"
#include "core/plugin/loaded.h"
#include "core/policy/folders.h"
#include "core/policy/policy_job.h"

namespace winnow {
namespace {

/// Calls `find`; what is not found is told with its place in the TOML.
template <class Find>
decltype(auto) found_at(const Place& place, const Find& find) {
  try {
    return find();
  } catch (const Failure& failure) {
    throw Failure(place.text(), failure.what());
  }
}

Rule plugin_rule(const JobConfig& job, World& world) {
  const LoadedPlugin& plugin = found_at(
      job.place("plugin"), [&]() -> const LoadedPlugin& { return world.registry.get(job.plugin, job.sha256); });
  const std::vector<Value> values = bind_job(job, plugin, world.config);
  const OptionSchema schema = schema_of(plugin, host_job_keys());
  Rule rule;
  rule.name = plugin.table->id;
  rule.version = rule.name + " " + plugin.table->version;
  rule.options = canonical_options(schema, job.own);
  rule.column = plugin.table->job->column == nullptr ? "" : plugin.table->job->column;
  rule.flags = plugin.table->job->flags;
  rule.keep_times = durations_of(schema, job.own, WINNOW_KEEP_TIME);
  rule.job = make_job(plugin, values, world.host);
  return rule;
}

Rule policy_rule(const JobConfig& job, World& world) {
  const PolicySource source =
      job.policy_text ? PolicySource{job.policy, *job.policy_text} : found_at(job.place("policy"), [&] {
        return read_policy(PolicyFolders::of(world.config).find(job.policy));
      });
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
