#include "core/cli/selection.h"

#include "core/base/failure.h"
#include "core/cli/runs.h"
#include "core/config/where.h"

namespace winnow {
namespace {

namespace po = boost::program_options;

/// An empty value would mean "everything" by being empty, so it is a mistake.
void demand_value(const std::string& value, const char* option) {
  if (value.empty()) throw configuration_failure(option, "must not be empty", "leave it out to narrow by nothing");
}

std::optional<std::string> given(const Invocation& invocation, const char* name, const char* option) {
  if (!invocation.has(name)) return std::nullopt;
  std::string value = invocation.text(name);
  demand_value(value, option);
  return value;
}

}  // namespace

void declare_selection(po::options_description& options) {
  options.add_options()("run", po::value<std::string>()->value_name("RUN"),
                        "of this run: its id, the beginning of it, or latest")(
      "job", po::value<std::string>()->value_name("JOB"), "of this job")(
      "key", po::value<std::vector<std::string>>(), "with this key; may be repeated")(
      "where", po::value<std::string>(), "that meets this: the inside of a where table, as in 'customer_id = 42'");
}

BinSelection read_selection(const Invocation& invocation, State& state, Time now, const Zone& zone) {
  BinSelection out;
  if (const auto run = given(invocation, "run", "--run")) out.run = find_run(state, *run, now);
  out.job = given(invocation, "job", "--job");
  for (const std::string& key : invocation.list("key")) {
    demand_value(key, "--key");
    out.keys.insert(key);
  }
  if (const auto where = given(invocation, "where", "--where")) {
    out.where_text = *where;
    out.where = parse_where(*where, now, zone);
  }
  return out;
}

}  // namespace winnow
