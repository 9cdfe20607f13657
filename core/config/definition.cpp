#include "core/config/definition.h"

#include <sstream>

#include "core/config/parse.h"
#include "core/config/tables.h"

namespace winnow {

std::string definition_of(const std::string& name, toml::table table) {
  for (const char* const key : {"limits", "gates", "deadline", "enabled", "sha256"}) table.erase(key);
  toml::table jobs;
  jobs.insert(name, std::move(table));
  toml::table document;
  document.insert("jobs", std::move(jobs));
  std::ostringstream out;
  out << document;
  return out.str();
}

JobConfig read_definition(std::string_view definition, const Config& config) {
  const Place document{"approved form", 1, 1};
  const toml::table tree = parse_toml(definition, document);
  const Section jobs = Section(tree, document).need("jobs", "the job").section("[jobs]");
  return read_job_table(jobs.entries().at(0), config, {default_limits(), std::nullopt});
}

}  // namespace winnow
