#include "core/plan/approved_form.h"

#include <nlohmann/json.hpp>

#include "core/config/definition.h"
#include "core/plan/planner.h"

namespace winnow {

std::uint64_t nominated_by(const Approval& approval, World& world) {
  JobConfig job = read_definition(approval.form.definition, world.config);
  if (!job.policy.empty()) job.policy_text = nlohmann::json::parse(approval.form.json).at("options").at("policy");
  const Setup setup = set_up(job, world);
  Tally tally;
  if (setup.selection) weigh(setup, *setup.selection, world, tally, {});
  return tally.nominated;
}

}  // namespace winnow
