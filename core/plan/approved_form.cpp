#include "core/plan/approved_form.h"

#include <nlohmann/json.hpp>

#include "core/config/definition.h"
#include "core/plan/planner.h"

namespace winnow {

JobConfig job_of(const Approval& approval, const World& world) {
  JobConfig job = read_definition(approval.form.definition, world.config);
  if (!job.policy.empty()) job.policy_text = nlohmann::json::parse(approval.form.json).at("options").at("policy");
  return job;
}

std::uint64_t nominated_by(const Approval& approval, World& world) {
  const JobConfig job = job_of(approval, world);  // the setup points to it
  const Setup setup = set_up(job, world);
  Tally tally;
  if (setup.selection) weigh(setup, *setup.selection, world, tally, {});
  return tally.nominated;
}

}  // namespace winnow
