#include <algorithm>
#include <filesystem>
#include <iostream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/session.h"
#include "core/judge/setup.h"
#include "core/plan/plan_file.h"
#include "core/report/status.h"
#include "core/safety/breaker.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

namespace po = boost::program_options;

void check_age(const World& world, Time planned, const std::string& what, const std::string& remedy) {
  if (before(world.as_of, world.config.plan_expiry, world.config.zone) > planned) {
    throw Failure(what, "the plan of " + iso_minutes(planned) + " has expired", remedy);
  }
}

/// What is accepted of one job, whatever it was read from.
struct Accepted {
  std::string job;
  LastPlan plan;
};

/// Inside a Transaction.
void accept(World& world, const Accepted& accepted, const std::optional<std::string>& over_reason) {
  Database& db = world.state.db();
  const LastPlan& plan = accepted.plan;
  approve_form(db, accepted.job, {plan.form, world.as_of, world.who, plan.run});
  if (over_reason)
    allow_over_limits(db, accepted.job, plan.nominated + plan.along, world.as_of, world.who, *over_reason);
  append_to_ledger(db, world.clock.now(), over_reason ? "approved over limits" : "approved",
                   {{"job", accepted.job},
                    {"plan", plan.run},
                    {"nominated", plan.nominated},
                    {"along", plan.along},
                    {"fingerprint", plan.form.fingerprint},
                    {"operator", world.who},
                    {"reason", over_reason.value_or("")}});
}

void print(const Accepted& accepted, const std::optional<std::string>& over_reason) {
  const LastPlan& plan = accepted.plan;
  std::cout << "approved " << accepted.job << ": plan " << plan.run << " of " << iso_minutes(plan.at) << ", "
            << with_commas(plan.nominated) << " items";
  if (plan.along > 0) std::cout << " and " << with_commas(plan.along) << " rows that hang on them";
  if (plan.cutoff) std::cout << " from before " << iso_minutes(*plan.cutoff);
  std::cout << (over_reason ? ", once beyond its limits" : "") << '\n';
}

void approve_job(World& world, const JobConfig& job, const std::optional<std::string>& over_reason) {
  const std::string where = "job " + job.name;
  const std::string remedy = "run: winnow plan " + job.name;
  const std::optional<LastPlan> plan = last_plan(world.state.db(), job.name);
  if (!plan) throw Failure(where, "there is no plan to approve", remedy);
  check_age(world, plan->at, where, remedy);
  if (set_up(job, world).form.fingerprint != plan->form.fingerprint) {
    throw Failure(where, "its configuration changed since the plan of " + iso_minutes(plan->at), remedy);
  }
  const Accepted accepted{job.name, *plan};
  Transaction transaction(world.state.db());
  accept(world, accepted, over_reason);
  transaction.commit();
  print(accepted, over_reason);
}

/// Its digest, and the form of each of its jobs.
void approve_file(World& world, const std::string& path, const std::optional<std::string>& over_reason) {
  const PlanFile file = read_plan_file(path);
  check_age(world, file.as_of, path, "make it again with: winnow plan -o " + path);
  std::vector<Accepted> all;
  for (const PlanEntry& entry : file.jobs) {
    if (set_up(world.config.job(entry.job), world).form.fingerprint != entry.form.fingerprint) {
      throw Failure(path, "job \"" + entry.job + "\" is configured otherwise here than in this plan");
    }
    all.push_back({entry.job, {file.run, file.as_of, entry.form, entry.nominated, entry.along, entry.cutoff, {}}});
  }
  Transaction transaction(world.state.db());
  approve_plan_file(world.state.db(), file.digest, world.as_of, world.who);
  append_to_ledger(world.state.db(), world.clock.now(), "approved plan file",
                   {{"plan", file.run}, {"digest", file.digest}, {"operator", world.who}});
  for (const Accepted& accepted : all) accept(world, accepted, over_reason);
  transaction.commit();
  for (const Accepted& accepted : all) print(accepted, over_reason);
}

bool is_job(const Config& config, const std::string& name) {
  return std::any_of(config.jobs.begin(), config.jobs.end(),
                     [&](const JobConfig& job) { return job.name == name; });
}

}  // namespace

void declare_approve(OptionsDescription& options) {
  options.add_options()("over-limits", "let the planned number through once, beyond the limits")(
      "reason", po::value<std::string>(), "why; kept in the ledger");
}

int approve_command(const Invocation& invocation) {
  const std::vector<std::string> names = invocation.list("args");
  if (names.empty()) throw configuration_failure("", "name a job or a plan file to approve", "winnow approve JOB");
  std::optional<std::string> over_reason;
  if (invocation.has("over-limits")) {
    over_reason = invocation.text("reason");
    if (over_reason->empty())
      throw configuration_failure("", "--over-limits needs --reason", "say why in a few words");
  }
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  for (const std::string& name : names) {
    if (!is_job(session.config(), name) && std::filesystem::exists(name)) {
      approve_file(session.world(), name, over_reason);
    } else {
      approve_job(session.world(), session.config().job(name), over_reason);
    }
  }
  return kDone;
}

}  // namespace winnow
