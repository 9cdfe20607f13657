#include <algorithm>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/apply/withdrawal.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/hold_add.h"
#include "core/cli/session.h"
#include "core/judge/setup.h"
#include "core/plan/plan_file.h"
#include "core/report/status.h"
#include "core/safety/breaker.h"
#include "core/safety/form.h"
#include "core/safety/trusted.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;
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
  std::vector<FormChange> changes{};  ///< against the form that was approved before
  bool is_first = true;               ///< nothing was approved before
  std::vector<Undone> undone{};       ///< what undo brought back of what it may remove now
};

/// Inside a Transaction.
void accept(World& world, const Accepted& accepted, const std::optional<std::string>& over_reason) {
  const LastPlan& plan = accepted.plan;
  // An approval is the first time that a person stands for; the first apply is compared with it.
  learn_clock(world.state, world.as_of, world.clock.witness());
  Approvals(world.state).approve(accepted.job, {plan.form, world.as_of, world.who, plan.run});
  if (over_reason)
    Reservations(world.state)
        .allow(accepted.job, plan.nominated + plan.along, world.as_of, world.who, *over_reason);
  Ledger(world.state)
      .append(world.clock.now(), over_reason ? "approved over limits" : "approved",
              {{"job", accepted.job},
               {"plan", plan.run},
               {"nominated", plan.nominated},
               {"along", plan.along},
               {"fingerprint", plan.form.fingerprint},
               {"form", words_of_form(plan.form.json)},
               {"operator", world.who},
               {"reason", over_reason.value_or("")}});
}

Json json_of(const Accepted& accepted, const std::optional<std::string>& over_reason) {
  const LastPlan& plan = accepted.plan;
  Json changes = Json::array();
  for (const FormChange& change : accepted.changes) {
    changes.push_back({{"key", change.key}, {"from", change.before}, {"to", change.after}});
  }
  Json undone = Json::array();
  for (const Undone& one : accepted.undone) undone.push_back({{"run", one.run}, {"items", one.items}});
  return {{"job", accepted.job},
          {"run", plan.run},
          {"at", iso(plan.at)},
          {"nominated", plan.nominated},
          {"along", plan.along},
          {"cutoff", plan.cutoff ? Json(iso(*plan.cutoff)) : Json()},
          {"fingerprint", plan.form.fingerprint},
          {"first", accepted.is_first},
          {"changes", changes},
          {"undone", undone},
          {"over", plan.over},
          {"over_limits", over_reason.has_value()}};
}

void print(const Accepted& accepted, const std::optional<std::string>& over_reason) {
  const LastPlan& plan = accepted.plan;
  for (const Undone& undone : accepted.undone) {
    std::cout << accepted.job << ": " << with_commas(static_cast<std::uint64_t>(undone.items))
              << " of what it may remove now " << (undone.items == 1 ? "was" : "were")
              << " brought back by undo of " << undone.run << " before\n";
  }
  std::cout << "approved " << accepted.job << ": plan " << plan.run << " of " << iso_minutes(plan.at) << ", "
            << count_of(plan.nominated, "item", "items") << and_along(plan.along);
  if (plan.cutoff) std::cout << " from before " << iso_minutes(*plan.cutoff);
  std::cout << (over_reason ? ", once beyond its limits" : "") << '\n';
  // Texts without the quotes that JSON gives them.
  const auto shown = [](const std::string& json) {
    if (json.empty()) return std::string("(none)");
    return json.size() > 1 && json.front() == '"' ? json.substr(1, json.size() - 2) : json;
  };
  for (const FormChange& change : accepted.changes) {
    std::cout << "    changed  " << change.key << ' ' << shown(change.before) << " -> " << shown(change.after)
              << '\n';
  }
  if (!plan.over.empty() && !over_reason) {
    std::cout << "    warning  this plan is over its limits, and its apply will trip: " << plan.over
              << "; to let it through once: winnow approve " << accepted.job << " --over-limits --reason \"...\"\n";
  }
}

/// Inside a Transaction or not: what is approved now, before it is replaced.
Accepted beside_approved(World& world, const std::string& job, LastPlan plan) {
  Accepted out{job, std::move(plan)};
  if (const auto before = Approvals(world.state).of(job)) {
    out.is_first = false;
    out.changes = compare_forms(before->form.json, out.plan.form.json);
  }
  out.undone = Approvals(world.state).undone(job);
  return out;
}

std::vector<Accepted> approve_job(World& world, const JobConfig& job,
                                  const std::optional<std::string>& over_reason) {
  const std::string where = "job " + job.name;
  const std::string remedy = "run: winnow plan " + job.name;
  const std::optional<LastPlan> plan = Approvals(world.state).last_plan(job.name);
  if (!plan) throw Failure(where, "there is no plan to approve", remedy);
  check_age(world, plan->at, where, remedy);
  if (!accepts(plan->form, set_up(job, world).form)) {
    throw Failure(where, "its configuration changed since the plan of " + iso_minutes(plan->at), remedy);
  }
  const Accepted accepted = beside_approved(world, job.name, *plan);
  Transaction transaction(world.state);
  accept(world, accepted, over_reason);
  transaction.commit();
  return {accepted};
}

/// Its digest, and the form of each of its jobs.
std::vector<Accepted> approve_file(World& world, const std::string& path,
                                   const std::optional<std::string>& over_reason) {
  const PlanFile file = read_plan_file(path);
  check_age(world, file.as_of, path, "make it again with: winnow plan -o " + path);
  std::vector<Accepted> all;
  for (const PlanEntry& entry : file.jobs) {
    const auto job = std::ranges::find(world.config.jobs, entry.job, &JobConfig::name);
    if (job == world.config.jobs.end()) {
      throw Failure(
          path,
          "job \"" + printable(entry.job) + "\" of this plan is not in " + world.config.file.filename().string(),
          "make it again with: winnow plan -o " + path);
    }
    if (!accepts(entry.form, set_up(*job, world).form)) {
      if (job->works_on == WorksOn::bin) {
        std::cerr
            << "winnow: " << path << ": job " << printable(entry.job)
            << " is left out: it purges a bin, and what was planned is that of another state, or under another "
               "rule; approve it by its name, and apply the others by theirs\n";
        continue;
      }
      throw Failure(path, "job \"" + entry.job + "\" is configured otherwise here than in this plan");
    }
    all.push_back(beside_approved(world, entry.job,
                                  {file.run, file.as_of, entry.form, entry.tally.nominated, entry.along,
                                   entry.cutoff, entry.judgement.words}));
  }
  Transaction transaction(world.state);
  Approvals(world.state).approve_file(file.digest, world.as_of, world.who);
  Ledger(world.state)
      .append(world.clock.now(), "approved plan file",
              {{"plan", file.run}, {"digest", file.digest}, {"operator", world.who}});
  for (const Accepted& accepted : all) accept(world, accepted, over_reason);
  transaction.commit();
  return all;
}

/// Takes approvals back: the jobs are only planned from now on.
int withdraw(const Invocation& invocation, const std::vector<std::string>& names, World& world) {
  if (invocation.has("over-limits")) {
    throw configuration_failure("winnow approve", "--withdraw and --over-limits say opposite things",
                                "give one of them");
  }
  const std::string reason = need_reason(invocation);
  for (const std::string& name : names) {
    if (!Approvals(world.state).of(name)) world.config.job(name);  // throws where there is no such job
  }
  Json jobs = Json::array();
  Transaction transaction(world.state);
  for (const std::string& name : names) {
    jobs.push_back({{"job", name}, {"was_approved", withdraw_approval(world, name, reason)}});
  }
  transaction.commit();
  if (invocation.globals.json) {
    std::cout << Json{{"withdrawn", jobs}}.dump(2) << '\n';
    return kDone;
  }
  for (const Json& job : jobs) {
    std::cout << job.at("job").get<std::string>()
              << (job.at("was_approved").get<bool>() ? " is approved no longer: its next apply answers 6\n"
                                                     : " was not approved\n");
  }
  return kDone;
}

bool is_job(const Config& config, const std::string& name) {
  return std::any_of(config.jobs.begin(), config.jobs.end(),
                     [&](const JobConfig& job) { return job.name == name; });
}

}  // namespace

void declare_approve(OptionsDescription& options) {
  options.add_options()("over-limits", "let the planned number through once, beyond the limits")(
      "withdraw", "take the approval of these jobs back; needs --reason")("reason", po::value<std::string>(),
                                                                          "why; kept in the ledger");
}

int approve_command(const Invocation& invocation) {
  const std::vector<std::string> names = invocation.list("args");
  if (names.empty()) throw configuration_failure("", "name a job or a plan file to approve", "winnow approve JOB");
  std::optional<std::string> over_reason;
  if (invocation.has("over-limits")) {
    over_reason = printable(invocation.text("reason"));
    if (over_reason->empty())
      throw configuration_failure("", "--over-limits needs --reason", "say why in a few words");
  }
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  check_state_trust(session.config(), "approve");
  if (invocation.has("withdraw")) return withdraw(invocation, names, session.world());
  Json approved = Json::array();
  // A slip of the pen among the names approves nothing; what keeps one job from it keeps no other.
  const auto is_file = [&](const std::string& name) {
    return !is_job(session.config(), name) && std::filesystem::exists(name);
  };
  for (const std::string& name : names) {
    if (!is_file(name)) session.config().job(name);
  }
  std::vector<std::string> errors;
  std::optional<Failure> first;
  for (const std::string& name : names) {
    try {
      const std::vector<Accepted> all = is_file(name)
                                            ? approve_file(session.world(), name, over_reason)
                                            : approve_job(session.world(), session.config().job(name), over_reason);
      for (const Accepted& accepted : all) {
        approved.push_back(json_of(accepted, over_reason));
        if (!invocation.globals.json) print(accepted, over_reason);
      }
    } catch (const Failure& failure) {
      errors.emplace_back(failure.what());
      if (!first) first = failure;
    }
  }
  if (approved.empty() && errors.size() == 1) throw *first;
  if (invocation.globals.json) {
    std::cout << Json{{"approved", approved}, {"errors", errors}}.dump(2) << '\n';
  } else {
    for (const std::string& error : errors) std::cerr << "winnow: " << error << '\n';
  }
  return errors.empty() ? kDone : kFailed;
}

}  // namespace winnow
