#include "core/report/past_runs.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/base/times.h"
#include "core/report/json.h"
#include "core/report/kept.h"
#include "core/report/status.h"
#include "core/state/runs.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

Json time_or_null(const std::optional<Time>& time) {
  return time ? Json(iso(*time)) : Json();
}

/// Why a person should look at that run of the job.
Json names_of(const JobRun& row) {
  Json out = Json::array();
  if (const auto report = read_job_report(row.report)) {
    for (const Attention& attention : report->attention) out.push_back(attention.name);
  }
  return out;
}

}  // namespace

std::string find_past_run(State& state, const std::string& name, Time now) {
  Runs runs(state);
  if (name == "latest") {
    const auto run = runs.latest(now);
    if (!run) throw Failure("", "there was no run yet", "begin with: winnow plan");
    return *run;
  }
  const std::vector<std::string> found = name.empty() ? std::vector<std::string>{} : runs.beginning_with(name, 2);
  if (found.empty())
    throw Failure("", "there is no run \"" + printable(name) + "\"", "`winnow history` lists them");
  if (found.size() > 1)
    throw Failure("", "\"" + name + "\" is the beginning of several runs", "write more of its id");
  return found.front();
}

Json list_past_runs(State& state, const std::vector<std::string>& jobs, std::size_t most, Time now) {
  Json runs = Json::array();
  std::vector<int> statuses;
  Runs(state).newest_first(now, [&](const JobRun& row) {
    if (!jobs.empty() && std::find(jobs.begin(), jobs.end(), row.job) == jobs.end()) return true;
    if (runs.empty() || runs.back().at("run") != row.run) {
      if (runs.size() == most) return false;
      statuses.clear();
      runs.push_back({{"run", row.run},
                      {"mode", row.mode},
                      {"started", iso(row.started)},
                      {"finished", Json()},
                      {"operator", row.who},
                      {"host", row.host},
                      {"status", kDone},
                      {"nominated", 0},
                      {"removed", 0},
                      {"jobs", Json::array()}});
    }
    Json& run = runs.back();
    statuses.push_back(exit_status_of(job_status(row.status)));
    // A job without an end comes last of its run: what that ended with is not known yet.
    run["status"] = row.finished ? Json(most_severe(statuses)) : Json();
    if (row.finished) run["finished"] = std::max(run.at("finished"), time_or_null(row.finished));
    run["nominated"] = run.at("nominated").get<std::uint64_t>() + row.nominated;
    run["removed"] = run.at("removed").get<std::uint64_t>() + row.removed;
    run["jobs"].push_back({{"job", row.job},
                           {"status", row.status},
                           {"nominated", row.nominated},
                           {"removed", row.removed},
                           {"attention", names_of(row)}});
    return true;
  });
  return runs;
}

RunReport past_report(State& state, const std::string& run) {
  RunReport out;
  out.run = run;
  std::vector<int> statuses;
  for (const JobRun& row : Runs(state).of(run)) {
    out.mode = row.mode;
    out.as_of = row.started;
    out.who = row.who;
    out.host = row.host;
    out.jobs.push_back(kept_report(row));
    statuses.push_back(exit_status_of(out.jobs.back().status));
    // In the order in which they ended, so that the last has the newest head of the ledger.
    if (!out.jobs.back().ledger_head.empty()) out.ledger_head = out.jobs.back().ledger_head;
  }
  out.status = most_severe(statuses);
  return out;
}

}  // namespace winnow
