#include "core/report/health.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/bin/index.h"
#include "core/bin/segment.h"
#include "core/safety/breaker.h"
#include "core/safety/holds.h"
#include "core/safety/key_rules.h"
#include "core/state/runs.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

Json last_run(Runs& runs, const std::string& job) {
  const auto row = runs.last(job);
  if (!row) return {};
  return {{"run", row->run}, {"mode", row->mode}, {"status", row->status}, {"at", iso(row->started)}};
}

/// Whether a hold may touch what the job works on.
bool concerns(const Hold& hold, const JobConfig& job) {
  if (hold.released_at || hold.store != job.store) return false;
  return hold.target.empty() || hold.target == job.target || allows(hold.target, job.target) ||
         allows(job.target, hold.target);
}

Json health_of_job(State* state, const JobConfig& job, const HealthRule& rule) {
  if (state == nullptr) return {{"job", job.name}, {"last_run", {}}, {"last_success", {}}, {"late", true}};
  Database& db = state->db();
  Runs runs(db);
  const auto success = runs.last_success(job.name);
  const std::vector<Hold> holds = all_holds(db);
  return {
      {"job", job.name},
      {"last_run", last_run(runs, job.name)},
      {"last_success", success ? Json(iso(*success)) : Json()},
      {"late", !success || *success < before(rule.now, rule.max_age, Zone{})},
      {"breaker", breaker_of(*state, job, rule.now)},
      {"holds", std::count_if(holds.begin(), holds.end(), [&](const Hold& hold) { return concerns(hold, job); })}};
}

/// How many of a segment's binned lines no hold keeps.
std::uint64_t not_held(const Config& config, State& state, const SegmentRow& row, Time now) {
  const Segment segment = read_segment(config.trash / row.path);
  const std::map<std::int64_t, LineState> states = BinIndex(state).lines(row);
  std::vector<Holds> holds;
  for (const SegmentPart& part : segment.parts) {
    holds.push_back(Holds::load(state.db(), {part.store, part.identity, part.target}, now, config.zone));
  }
  std::set<std::int64_t> held;
  for (const SegmentLine& line : segment.lines) {
    if (!line.purged.empty() || !holds.at(line.part).held_in_bin(line.key)) continue;
    for (const std::int64_t owner : line.owners()) held.insert(owner);
  }
  std::uint64_t count = 0;
  for (const SegmentLine& line : segment.lines) {
    const auto at = states.find(line.number);
    const bool binned = at != states.end() && at->second == LineState::binned;
    const std::vector<std::int64_t> owners = line.owners();
    const bool kept =
        std::any_of(owners.begin(), owners.end(), [&](std::int64_t owner) { return held.contains(owner); });
    if (binned && !kept) ++count;
  }
  return count;
}

Json health_of_bin(const Config& config, State& state, const HealthRule& rule) {
  std::uint64_t items = 0, bytes = 0, overdue = 0;
  for (const SegmentRow& row : BinIndex(state).find(SegmentQuery{})) {
    const std::map<std::int64_t, LineState> states = BinIndex(state).lines(row);
    const auto binned = static_cast<std::uint64_t>(std::count_if(
        states.begin(), states.end(), [](const auto& line) { return line.second == LineState::binned; }));
    items += binned;
    bytes += binned > 0 ? row.bytes : 0;
    if (binned == 0 || !config.trash_retention) continue;
    const Time purged_by = before(before(rule.now, rule.max_age, Zone{}), *config.trash_retention, config.zone);
    if (row.sealed_at < purged_by) overdue += not_held(config, state, row, rule.now);
  }
  return {{"items", items}, {"bytes", bytes}, {"overdue", overdue}};
}

}  // namespace

Json breaker_of(State& state, const JobConfig& job, Time now) {
  // A job without a store works on the bin.
  const Action action = job.works_on == WorksOn::bin ? Action::purge : Action::remove;
  Breaker breaker(state, job.name, job.limits, 1.0, action, now);
  const auto latch = latch_of(state.db(), job.name);
  return {{"job", job.name},
          {"tripped", latch.has_value()},
          {"reason", latch ? Json(latch->reason) : Json()},
          {"since", latch ? Json(iso(latch->at)) : Json()},
          {"run", latch ? Json(latch->run) : Json()},
          {"used", breaker.used()},
          {"max_deletes", job.limits.max_deletes},
          {"window", job.limits.window.text},
          {"allowed", breaker.allowed()}};
}

Json health_of(const Config& config, State* state, const std::vector<std::string>& jobs, const HealthRule& rule) {
  for (const std::string& name : jobs) config.job(name);
  Json list = Json::array();
  bool healthy = true;
  for (const JobConfig& job : config.jobs) {
    if (!jobs.empty() && std::find(jobs.begin(), jobs.end(), job.name) == jobs.end()) continue;
    list.push_back(health_of_job(state, job, rule));
    healthy = healthy && !list.back().at("late").get<bool>();
  }
  const Json bin =
      state == nullptr ? Json{{"items", 0}, {"bytes", 0}, {"overdue", 0}} : health_of_bin(config, *state, rule);
  healthy = healthy && bin.at("overdue") == 0;
  return {
      {"as_of", iso(rule.now)}, {"max_age", rule.max_age.text}, {"healthy", healthy}, {"jobs", list}, {"bin", bin}};
}

}  // namespace winnow
