#include <iostream>
#include <nlohmann/json.hpp>

#include "core/apply/drill.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/progress_line.h"
#include "core/cli/session.h"
#include "core/report/status.h"
#include "core/safety/trusted.h"

namespace winnow {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

constexpr const char* kSample = "10";

/// A copy that does not hold is a failure; one whose key is taken would stay in the bin, as with undo.
int status_of(const std::vector<JobDrill>& jobs) {
  std::vector<int> out;
  for (const JobDrill& job : jobs) {
    out.push_back(job.failed > 0 ? kFailed : job.conflicts + job.unsettled > 0 ? kPartial : kDone);
  }
  return most_severe(out);
}

void print(const JobDrill& job) {
  std::cout << job.job << ": ";
  const std::string unsettled =
      count_of(job.unsettled, "copy", "copies") + " of what was begun and is not settled: not tried";
  if (job.sampled == 0) {
    std::cout << (job.unsettled > 0 ? unsettled : "nothing of it is in the bin") << '\n';
    for (const std::string& error : job.errors) std::cout << "    " << error << '\n';
    return;
  }
  std::cout << "drilled " << with_commas(job.sampled) << " of " << count_of(job.binned, "copy", "copies")
            << ": restored " << with_commas(job.restored) << ", only read " << with_commas(job.read);
  if (job.conflicts > 0) std::cout << ", whose key is taken " << with_commas(job.conflicts);
  if (job.failed > 0) std::cout << ", FAILED " << with_commas(job.failed);
  if (job.unsettled > 0) std::cout << "; " << unsettled;
  std::cout << '\n';
  for (const std::string& error : job.errors) std::cout << "    " << error << '\n';
}

Json to_json(const JobDrill& job) {
  return {{"job", job.job},           {"binned", job.binned},       {"sampled", job.sampled},
          {"restored", job.restored}, {"read", job.read},           {"conflicts", job.conflicts},
          {"failed", job.failed},     {"unsettled", job.unsettled}, {"errors", job.errors}};
}

}  // namespace

void declare_drill(OptionsDescription& options) {
  options.add_options()("sample", po::value<std::string>()->default_value(kSample)->value_name("N"),
                        "so many copies of each job");
}

int drill_command(const Invocation& invocation) {
  const std::uint64_t sample = invocation.number("sample");
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  check_state_trust(session.config(), "drill");
  const std::vector<JobDrill> jobs = [&] {
    ProgressOf progress(invocation.globals, "copies tried");
    return drill(session.world(), {invocation.list("args"), sample, progress.advance()});
  }();
  const int status = status_of(jobs);
  if (invocation.globals.json) {
    Json rows = Json::array();
    for (const JobDrill& job : jobs) rows.push_back(to_json(job));
    std::cout << Json{{"jobs", rows}, {"status", status}}.dump(2, ' ', false, Json::error_handler_t::replace)
              << '\n';
    return status;
  }
  for (const JobDrill& job : jobs) {
    if (invocation.globals.loudness != Loudness::quiet || job.failed + job.conflicts + job.unsettled > 0)
      print(job);
  }
  if (jobs.empty() && invocation.globals.loudness != Loudness::quiet) std::cout << "nothing is in the bin\n";
  return status;
}

}  // namespace winnow
