#include "core/cli/checks.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/belonging.h"
#include "core/bin/medium.h"
#include "core/cli/rehearsal.h"
#include "core/judge/protections.h"
#include "core/judge/unused_fields.h"
#include "core/policy/cases.h"
#include "core/policy/dry_call.h"
#include "core/report/notify.h"
#include "core/safety/form.h"
#include "core/safety/gates.h"
#include "core/safety/trusted.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Whether this account can make files in `folder`, or in the nearest folder above it that is there.
bool may_write_below(fs::path folder) {
  std::error_code ignored;
  while (!fs::exists(folder, ignored) && folder.has_relative_path()) folder = folder.parent_path();
  if (!fs::is_directory(folder, ignored)) return false;
  return ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
}

/// What stands against removing from a target, whatever job does it; empty: nothing.
std::string blocker_among(const std::vector<Fact>& facts) {
  for (const Fact& fact : facts) {
    if (fact.kind == WINNOW_FACT_BLOCKER) return fact.name + (fact.detail.empty() ? "" : "; " + fact.detail);
  }
  return {};
}

class Checker {
 public:
  explicit Checker(World& world) : world_(world) {}

  Json run() {
    check_files();
    check_notify();
    for (const StoreConfig& store : world_.config.stores) check_store(store);
    check_overlaps();
    for (const JobConfig& job : world_.config.jobs) check_job(job);
    Json targets = Json::array();
    for (Json& target : targets_) targets.push_back(std::move(target));
    return {{"files", files_}, {"stores", stores_}, {"targets", targets}, {"jobs", jobs_}, {"problems", problems_}};
  }

 private:
  void check_files() {
    const std::filesystem::path& policies = world_.config.policies;
    if (!policies.empty() && !std::filesystem::is_directory(policies)) {
      ++problems_;
      files_.push_back(
          {{"file", policies.string()}, {"fine", false}, {"message", "[winnow] policies: no such folder"}});
    }
    std::vector<Distrusted> found = distrusted_inputs(world_.config);
    for (Distrusted& one : distrusted_state(world_.config)) found.push_back(std::move(one));
    for (const Distrusted& one : found) {
      ++problems_;
      files_.push_back(
          {{"file", one.path.string()}, {"fine", false}, {"message", "--apply refuses it: " + one.words}});
    }
    if (!may_write_below(world_.config.trash)) {
      ++problems_;
      bin_trouble_ = "this account cannot write to the bin, " + world_.config.trash.string();
      files_.push_back({{"file", world_.config.trash.string()}, {"fine", false}, {"message", bin_trouble_}});
    }
    std::string what = "the bin cannot be kept where it should lie: ";
    try {
      world_.medium.try_out();
      what = "no job works with this bin: ";
      check_bin_belongs_to_state(world_);
    } catch (const Failure& failure) {
      ++problems_;
      bin_trouble_ = what + failure.what();
      files_.push_back({{"file", world_.medium.name_of("")}, {"fine", false}, {"message", bin_trouble_}});
    }
  }

  void check_store(const StoreConfig& config) {
    Json row = {
        {"store", config.name}, {"plugin", config.plugin}, {"identity", ""}, {"fine", true}, {"message", ""}};
    try {
      world_.stores.refuse_own_files(config);
      OpenStore& store = world_.stores.get(config.name);
      row["plugin"] = store.plugin;
      row["identity"] = store.identity;
      bool any = config.allow.empty();
      for (const std::string& target : config.allow) any = check_target(store, target) || any;
      // A name that is wrong says nothing of the store; where not even what there is can be asked, it was not
      // reached.
      if (!any) ask_what_there_is(*store.store);
      if (const std::string held = unanswered_hold(store, world_); !held.empty()) throw Failure("", held);
    } catch (const std::exception& error) {
      ++problems_;
      row["fine"] = false;
      row["message"] = error.what();
    }
    stores_.push_back(std::move(row));
  }

  void check_overlaps() {
    for (const std::string& words : world_.stores.overlaps()) {
      ++problems_;
      stores_.push_back(
          {{"store", "overlap"}, {"plugin", ""}, {"identity", ""}, {"fine", false}, {"message", words}});
    }
  }

  static void ask_what_there_is(Store& store) {
    try {
      store.targets();
    } catch (const Error& error) {
      if (error.code() != WINNOW_UNSUPPORTED) throw;
    }
  }

  /// Whether it can be asked about. A target that nothing works on is no problem, whatever is wrong with it.
  bool check_target(OpenStore& store, const std::string& target) {
    Json& row = target_row(store.config->name, target);
    try {
      judge(row, blocker_among(store.store->inspect(target)));
      return true;
    } catch (const Error& error) {
      row["message"] = error.what();
      return false;
    }
  }

  /// The row of a target, made with the first mention of it.
  Json& target_row(const std::string& store, const std::string& target) {
    const auto at = std::find_if(targets_.begin(), targets_.end(),
                                 [&](const Json& row) { return row["store"] == store && row["target"] == target; });
    if (at != targets_.end()) return *at;
    targets_.push_back({{"store", store},
                        {"target", target},
                        {"fine", true},
                        {"plan", false},
                        {"apply", false},
                        {"undo", false},
                        {"jobs", Json::array()},
                        {"message", ""}});
    return targets_.back();
  }

  /// The target can be planned; `blocker` says why no more than that.
  void judge(Json& row, const std::string& blocker) {
    const std::string& words = blocker.empty() ? bin_trouble_ : blocker;
    row["plan"] = true;
    row["apply"] = row["undo"] = words.empty();
    row["message"] = words;
  }

  void check_job(const JobConfig& job) {
    Json row = {{"job", job.name},    {"rule", job.plugin.empty() ? job.policy : job.plugin},
                {"store", job.store}, {"target", job.target},
                {"fine", true},       {"approved", false},
                {"lacks", ""},        {"paused", !job.enabled},
                {"message", ""}};
    const auto complain = [&](const std::string& words) {
      ++problems_;
      row["fine"] = false;
      row["message"] = row["message"].get<std::string>() + (row["message"] == "" ? "" : "; ") + words;
    };
    bool reading = false;
    try {
      if (!job.policy.empty()) {
        for (const std::string& mistake : try_policy(job)) complain(mistake);
      }
      const Setup setup = set_up(job, world_);
      row["rule"] = setup.rule.version;
      check_approval(setup, row);
      read_gates(job, world_.config);
      reading = job.works_on == WorksOn::store;
      for (const std::string& trouble : rehearse(setup, world_)) complain(trouble);
      reading = false;
      if (job.works_on == WorksOn::store) check_target_of(setup, complain);
    } catch (const std::exception& error) {
      if (job.works_on == WorksOn::store) {
        Json& target = target_row(job.store, job.target);
        target["jobs"].push_back(job.name);
        target["fine"] = target["plan"];
      }
      if (reading) note_unread(job, error);
      complain(error.what());
    }
    jobs_.push_back(std::move(row));
  }

  /// A store may say what it is, and what a target has, without asking anybody: its rows are the proof.
  void note_unread(const JobConfig& job, const std::exception& error) {
    Json& target = target_row(job.store, job.target);
    for (const char* key : {"fine", "plan", "apply", "undo"}) target[key] = false;
    const auto* const of_store = dynamic_cast<const Error*>(&error);
    if (of_store == nullptr || (of_store->code() != WINNOW_UNAVAILABLE && of_store->code() != WINNOW_DENIED))
      return;
    for (Json& row : stores_) {
      if (row["store"] != job.store || row["fine"] == false) continue;
      row["fine"] = false;
      row["message"] = std::string("its items cannot be read: ") + error.what();
    }
  }

  /// What an approval would still need; that it is not there yet is no problem.
  void check_approval(const Setup& setup, Json& row) {
    const std::string& name = setup.job->name;
    const auto approval = Approvals(world_.state).of(name);
    row["approved"] = approval && accepts(approval->form, setup.form);
    if (row["approved"]) return;
    const auto plan = Approvals(world_.state).last_plan(name);
    const bool planned = plan && accepts(plan->form, setup.form);
    std::string lacks = planned ? "look at the plan of " + iso_minutes(plan->at) + ", then: winnow approve " + name
                                : "winnow plan " + name + ", then: winnow approve " + name;
    if (approval) {
      std::string keys;
      for (const FormChange& change : compare_forms(approval->form.json, setup.form.json)) {
        keys += (keys.empty() ? "" : ", ") + change.key;
      }
      lacks += " (changed since the approval of " + iso_minutes(approval->at) + ": " + keys + ")";
    }
    row["lacks"] = lacks;
  }

  void check_notify() {
    for (const std::string& problem : Notifier(world_.config, world_.environment).problems()) {
      ++problems_;
      files_.push_back({{"file", "[[notify]]"}, {"fine", false}, {"message", problem}});
    }
  }

  template <class Complain>
  void check_target_of(const Setup& setup, const Complain& complain) {
    Json& target = target_row(setup.job->store, setup.job->target);
    target["jobs"].push_back(setup.job->name);
    std::string blocker = blocker_of(setup);
    judge(target, blocker);
    target["fine"] = target["apply"];
    if (blocker.empty()) blocker = unused_field(setup);
    if (!blocker.empty()) complain("apply would be refused: " + blocker);
  }

  std::vector<std::string> try_policy(const JobConfig& job) {
    const PolicySource source = policy_of(job, world_.config);
    const std::vector<Fact> facts = world_.stores.get(job.store).store->inspect(job.target);
    std::vector<std::string> mistakes =
        dry_call(source, job.params, job.place("params"), world_.config.zone, world_.as_of, world_.clock, facts);
    if (const std::optional<PolicyCases> cases = read_cases(cases_file_of(source.file))) {
      for (std::string& words : other_booleans(*cases, facts, job.store + "/" + job.target))
        mistakes.push_back(std::move(words));
    }
    return mistakes;
  }

  World& world_;
  Json files_ = Json::array(), stores_ = Json::array(), jobs_ = Json::array();
  std::vector<Json> targets_;
  std::string bin_trouble_;
  std::uint64_t problems_ = 0;
};

}  // namespace

Json check_everything(World& world) {
  return Checker(world).run();
}

}  // namespace winnow
