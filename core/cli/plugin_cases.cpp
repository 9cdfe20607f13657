#include "core/cli/plugin_cases.h"

#include <algorithm>
#include <filesystem>

#include "core/base/failure.h"
#include "core/judge/declared.h"
#include "core/plugin/loaded.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

LoadedPlugin job_in(const fs::path& file) {
  const std::string id = file.stem().string();
  const std::vector<LoadedPlugin> plugins = load_library(file, std::nullopt);
  const auto at =
      std::find_if(plugins.begin(), plugins.end(), [&](const LoadedPlugin& p) { return p.table->id == id; });
  if (at == plugins.end())
    throw Failure(file.string(), "holds no plugin \"" + id + "\"", "a file is named after its plugin");
  if (at->table->job == nullptr) {
    throw Failure(file.string(), "is a store, and cases are for jobs", "winnow plugin check tries a store");
  }
  return *at;
}

/// What a case would write in a job's table.
JobConfig job_of(const PolicyCase& test, const std::string& plugin) {
  JobConfig out;
  out.name = test.name;
  out.plugin = plugin;
  out.own = test.params;
  out.retention = test.retention;
  out.column = test.column;
  out.places[""] = test.place;
  return out;
}

}  // namespace

SuiteResult run_plugin_cases(const std::string& file) {
  return run_cases(file, [&] {
    // A bare name would be looked for among the system's libraries.
    const LoadedPlugin plugin = job_in(fs::absolute(file));
    const char* const column = plugin.table->job->column;
    return CaseJobs{[plugin](const PolicyCase& test, const Zone& zone, Host& host) {
                      Config config;
                      config.file = test.place.file;
                      config.now = test.now;
                      config.zone = zone;
                      return make_job(plugin, bind_job(job_of(test, plugin.table->id), plugin, config), host);
                    },
                    column == nullptr ? "" : column};
  });
}

}  // namespace winnow
