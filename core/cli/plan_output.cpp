#include "core/cli/plan_output.h"

#include <cerrno>
#include <cstdlib>

#include "core/base/failure.h"
#include "core/base/shell_word.h"
#include "core/plan/plan_file.h"

namespace winnow {

namespace fs = std::filesystem;

PlanOutput::PlanOutput(fs::path file, PlanDetail detail) : file_(std::move(file)), detail_(detail) {
  check_plan_output(file_);
  folder_ = fs::absolute(file_).string() + ".XXXXXX";
  if (::mkdtemp(folder_.data()) == nullptr) throw system_failure(file_.string(), "cannot be written", errno);
}

PlanOutput::~PlanOutput() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::vector<std::string> PlanOutput::worker_options(const std::string& job) const {
  std::vector<std::string> out = {"--lines", part(job).string()};
  if (detail_ == PlanDetail::all) out.emplace_back("--all");
  return out;
}

void PlanOutput::write(RunReport& report) const {
  std::vector<PlanPart> parts;
  for (const JobReport& job : report.jobs) {
    if (job.status == JobStatus::planned) parts.push_back({part(job.job), job.tally.total, job.judgement});
  }
  if (parts.empty()) return;
  write_plan_file(file_, report.run, report.as_of, parts);
  report.plan_file = file_.string();
}

void PlanOutput::print(const RunReport& report, std::ostream& out) const {
  const std::string file = file_.string();
  if (!report.plan_file.empty()) {
    out << "plan file " << file << " written; to have just that removed: winnow approve " << shell_word(file)
        << ", then winnow run --apply --plan " << shell_word(file) << '\n';
  } else {
    out << "no job could be planned, so " << file << " was not written\n";
  }
}

}  // namespace winnow
