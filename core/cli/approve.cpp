#include <iostream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/session.h"
#include "core/report/status.h"
#include "core/run/setup.h"
#include "core/safety/breaker.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

namespace po = boost::program_options;

void approve(World& world, const JobConfig& job, const std::optional<std::string>& over_reason) {
  Database& db = world.state.db();
  const std::optional<LastPlan> plan = last_plan(db, job.name);
  const std::string remedy = "run: winnow plan " + job.name;
  if (!plan) throw Failure("job " + job.name, "there is no plan to approve", remedy);
  if (before(world.as_of, world.config.plan_expiry, world.config.zone) > plan->at) {
    throw Failure("job " + job.name, "its last plan is of " + iso_minutes(plan->at) + " and has expired", remedy);
  }
  if (set_up(job, world).form.fingerprint != plan->form.fingerprint) {
    throw Failure("job " + job.name, "its configuration changed since the plan of " + iso_minutes(plan->at),
                  remedy);
  }
  Transaction transaction(db);
  approve_form(db, job.name, {plan->form, world.as_of, world.who, plan->run});
  if (over_reason) allow_over_limits(db, job.name, plan->nominated, world.as_of, world.who, *over_reason);
  append_to_ledger(db, world.clock.now(), over_reason ? "approved over limits" : "approved",
                   {{"job", job.name},
                    {"plan", plan->run},
                    {"nominated", plan->nominated},
                    {"fingerprint", plan->form.fingerprint},
                    {"operator", world.who},
                    {"reason", over_reason.value_or("")}});
  transaction.commit();
  std::cout << "approved " << job.name << ": plan " << plan->run << " of " << iso_minutes(plan->at) << ", "
            << with_commas(plan->nominated) << " items";
  if (plan->cutoff) std::cout << " from before " << iso_minutes(*plan->cutoff);
  std::cout << (over_reason ? ", once beyond its limits" : "") << '\n';
}

}  // namespace

void declare_approve(OptionsDescription& options) {
  options.add_options()("over-limits", "let the planned number through once, beyond the limits")(
      "reason", po::value<std::string>(), "why; kept in the ledger");
}

int approve_command(const Invocation& invocation) {
  const std::vector<std::string> jobs = invocation.list("args");
  if (jobs.empty()) throw configuration_failure("", "name a job to approve", "winnow approve JOB");
  std::optional<std::string> over_reason;
  if (invocation.has("over-limits")) {
    over_reason = invocation.text("reason");
    if (over_reason->empty())
      throw configuration_failure("", "--over-limits needs --reason", "say why in a few words");
  }
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  for (const std::string& name : jobs) approve(session.world(), session.config().job(name), over_reason);
  return kDone;
}

}  // namespace winnow
