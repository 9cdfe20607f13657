#include "core/base/text.h"
#include "core/config/definition.h"
#include "core/config/tables.h"
#include "core/config/where.h"

namespace winnow {
namespace {

const std::vector<std::string> kTimes = {"iso", "s", "ms", "us"};
const std::vector<std::string> kCascades = {"refuse", "archive"};
const std::vector<std::string> kEmptyFolders = {"remove", "keep"};
const std::vector<std::string> kFileKeys = {"column", "store", "cut", "form"};

/// Whose rule the job is; keys that are not the host's are judged here for a policy, by the plugin's options else.
void read_rule(const Section& section, JobConfig& job) {
  const auto plugin = section.find("plugin");
  const auto policy = section.find("policy");
  if (plugin && policy) policy->fail("stands beside \"plugin\"", "a job has exactly one of them");
  if (!plugin) section.refuse_others(host_job_keys());
  if (!plugin && !policy) section.fail("needs \"plugin\" or \"policy\"", "a job has exactly one of them");
  if (plugin) job.plugin = plugin->text();
  if (policy) job.policy = policy->text();
  if (const auto sha256 = section.find("sha256")) job.sha256 = read_sha256(*sha256);
  if (const auto params = section.find("params")) {
    if (plugin) params->fail("belongs to a policy", "a plugin's options stand in the job's table itself");
    job.params = params->section("params").table();
  }
  if (!plugin) return;
  job.own = section.table();
  for (const std::string& key : host_job_keys()) job.own.erase(key);
}

/// A job over the bin has neither store nor target; which plugins are such is known later (WINNOW_OVER_THE_BIN).
void read_where_it_works(const Section& section, const Config& config, JobConfig& job) {
  const auto store = section.find("store");
  const auto target = section.find("target");
  if (store && !target) section.need("target", "what of the store: a table, a collection, a prefix");
  if (target && !store) section.need("store", "the name of a [stores] table");
  if (!store && job.plugin.empty()) section.fail("needs \"store\" and \"target\"", "write both there");
  job.works_on = store ? WorksOn::store : WorksOn::bin;
  job.store = store ? read_store_name(*store, config) : kBinStore;
  job.target = target ? target->text() : kBinTarget;
}

void read_links(const Section& section, const Config& config, JobConfig& job) {
  if (const auto files = section.find("files")) {
    for (const Section& row : files->rows()) {
      row.refuse_others(kFileKeys);
      job.files.push_back({row.need("column", "it holds the file's key").text(),
                           read_store_name(row.need("store", "where the files live"), config), row.place(),
                           read_spelling(row)});
    }
  }
  if (const auto references = section.find("references")) job.references = read_references(*references, config);
  if (const auto unknown = section.find("unknown_values")) job.unknown_values = read_unknown_values(*unknown);
}

void read_gates(const Section& section, JobConfig& job) {
  const auto gates = section.find("gates");
  if (!gates) return;
  for (const Section& row : gates->rows()) {
    GateConfig gate{row.need("kind", "which gate").text(), row.table(), row.place()};
    gate.own.erase("kind");
    job.gates.push_back(std::move(gate));
  }
}

std::optional<Where> read_filter(const Section& section, std::string_view key, const Config& config) {
  const auto entry = section.find(key);
  if (!entry) return std::nullopt;
  return read_where(entry->section(std::string(key)), config.now, config.zone);
}

/// One table, or a list of them of which any holds.
std::optional<Where> read_hold_if(const Section& section, const Config& config) {
  const auto entry = section.find("hold_if");
  if (!entry || !entry->node().is_array()) return read_filter(section, "hold_if", config);
  std::vector<Filter> filters;
  std::string json;
  for (const Section& row : entry->rows()) {
    Where where = read_where(row, config.now, config.zone);
    filters.push_back(std::move(where.filter));
    json += (json.empty() ? "[" : ",") + where.json;
  }
  if (filters.empty()) entry->fail("must not be empty", "leave it out to hold nothing");
  return Where{Filter::any_of(std::move(filters)), json + "]"};
}

/// It names folders of the bin, and files beside the state.
void check_job_name(const Entry& entry) {
  constexpr std::size_t kLongest = 200;  // bytes; a file's name has 255 at most
  if (entry.name() == "adopted") {
    entry.fail("is what the bin calls copies that were taken over from elsewhere (`winnow trash adopt`)",
               "give the job another name");
  }
  if (entry.name().size() > kLongest)
    entry.fail("is a name of " + std::to_string(entry.name().size()) + " bytes", "200 at most");
}

}  // namespace

const std::vector<std::string>& host_job_keys() {
  static const std::vector<std::string> keys = {
      "plugin",   "policy",    "sha256",  "store",   "target",     "column",         "times",
      "earliest", "retention", "where",   "files",   "references", "limits",         "gates",
      "hold_if",  "deadline",  "enabled", "cascade", "params",     "unknown_values", "empty_folders"};
  return keys;
}

JobConfig read_job_table(const Entry& entry, const Config& config, const JobDefaults& defaults) {
  check_name(entry);
  check_job_name(entry);
  const Section section = entry.section("[jobs." + entry.name() + "]");
  JobConfig job;
  job.name = entry.name();
  job.places.emplace("", section.place());
  for (const Entry& key : section.entries()) job.places.emplace(key.name(), key.place());

  job.definition = definition_of(job.name, section.table());
  read_rule(section, job);
  read_where_it_works(section, config, job);
  read_links(section, config, job);
  read_gates(section, job);
  job.where = read_filter(section, "where", config);
  job.hold_if = read_hold_if(section, config);
  if (const auto column = section.find("column")) job.column = column->text();
  if (const auto times = section.find("times")) job.times = times->one_of(kTimes);
  if (job.works_on == WorksOn::store) job.earliest = config.store(job.store).earliest.value_or(kFirstTime);
  if (const auto earliest = section.find("earliest")) job.earliest = read_earliest(*earliest, config);
  if (const auto retention = section.find("retention")) job.retention = retention->duration();
  if (job.works_on == WorksOn::bin && !job.retention) job.retention = config.trash_retention;
  if (const auto cascade = section.find("cascade")) {
    job.cascade = cascade->one_of(kCascades) == "archive" ? Cascade::archive : Cascade::refuse;
  }
  if (const auto enabled = section.find("enabled")) job.enabled = enabled->boolean();
  if (const auto empty = section.find("empty_folders")) {
    job.empty_folders = empty->one_of(kEmptyFolders) == "keep" ? EmptyFolders::keep : EmptyFolders::remove;
  }
  job.deadline = defaults.deadline;
  if (const auto deadline = section.find("deadline")) job.deadline = deadline->duration();
  job.limits = defaults.limits;
  if (const auto limits = section.find("limits")) {
    job.limits = read_limits(limits->section("limits"), std::move(job.limits));
  }
  return job;
}

}  // namespace winnow
