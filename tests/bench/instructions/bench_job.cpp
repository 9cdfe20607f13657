/// Plans or applies one job in this process, so that a profiler sees it: `winnow run` works each job in a process
/// of its own. usage: bench_job TOML plan|apply JOB
#include <cstdio>
#include <string>

#include "core/apply/pipeline.h"
#include "core/base/times.h"
#include "core/cli/session.h"

using namespace winnow;

int main(int count, char** words) {
  if (count != 4) {
    std::fputs("usage: bench_job TOML plan|apply JOB\n", stderr);
    return 2;
  }
  Globals globals;
  globals.config = words[1];
  const Time now = SystemClock().now();
  Session session(globals, new_run_id(now), now);
  // Batches grow while they are fast; under a profiler none is.
  FrozenClock clock(now);
  const World& open = session.world();
  World world{open.config, open.environment, open.registry, open.state, clock,      open.host,
              open.stores, open.bin,         open.medium,   open.run,   open.as_of, open.who};
  const Mode mode = std::string(words[2]) == "apply" ? Mode::apply : Mode::plan;
  const JobReport report = run_job({&world.config.job(words[3]), mode}, world);
  std::printf("%s: nominated %llu, removed %llu %s\n", words[2],
              static_cast<unsigned long long>(report.tally.nominated),
              static_cast<unsigned long long>(report.tally.removed), report.message.c_str());
  return report.status == JobStatus::planned || report.status == JobStatus::applied ? 0 : 1;
}
