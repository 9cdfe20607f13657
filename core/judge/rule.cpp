#include "core/judge/rule.h"

#include <nlohmann/json.hpp>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/config/tables.h"
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

/// The policy's `refers`, with the stores of the TOML.
std::map<std::string, Reference> refers_of(const PolicyJob& policy, const JobConfig& job, const Config& config) {
  std::map<std::string, Reference> out;
  for (const auto& [name, node] : policy.refers()) {
    const Place place{job.policy, 0, 0, "refers." + std::string(name.str())};
    const toml::table* const table = node.as_table();
    if (table == nullptr) {
      throw Failure(place.table, "must be a table: { store = ..., target = ..., column = ..., where = {...} }");
    }
    const Reference reference = read_reference(Section(*table, place), config);
    if (!reference.spelling.cut.empty() || reference.spelling.form != KeyForm::key)
      throw Failure(place.table, "counts rows by the key itself: no cut, no form");
    out.emplace(name.str(), reference);
  }
  return out;
}

Rule policy_rule(const JobConfig& job, World& world) {
  const PolicySource source = policy_of(job, world.config);
  auto policy = std::make_unique<PolicyJob>(source, job.params, job.place(job.params.empty() ? "policy" : "params"),
                                            world.config.zone, world.host, world.clock);
  for (const std::string& key : policy->needs()) {
    if (!job.places.contains(key)) {
      throw configuration_failure(job.place("").text(), job.policy + " needs \"" + key + "\"",
                                  key == "column" ? "write the column that says how old an item is"
                                                  : "write for how long items stay, such as \"90d\"");
    }
  }
  // A keep time that nothing is measured by would let all go.
  if (job.retention && job.column.empty() && policy->time_field().empty()) {
    throw configuration_failure(job.place("retention").text(), "nothing says how old an item is",
                                "write column = \"...\", the time from which the retention runs");
  }
  Rule rule;
  rule.name = job.policy;
  rule.version = "policy sha256:" + sha256_hex(source.text);
  rule.options = nlohmann::ordered_json{{"policy", source.text},
                                        {"params", nlohmann::ordered_json::parse(policy->canonical_params())}}
                     .dump();
  rule.column = policy->time_field();
  rule.refers = refers_of(*policy, job, world.config);
  rule.rotated = [job = policy.get()] { return Sets{job->rotated(), job->alone()}; };
  rule.job = std::move(policy);
  return rule;
}

}  // namespace

PolicySource policy_of(const JobConfig& job, const Config& config) {
  if (job.policy_text) return {job.policy, *job.policy_text};
  return found_at(job.place("policy"), [&] { return read_policy(PolicyFolders::of(config).find(job.policy)); });
}

Rule make_rule(const JobConfig& job, World& world) {
  return job.policy.empty() ? plugin_rule(job, world) : policy_rule(job, world);
}

}  // namespace winnow
