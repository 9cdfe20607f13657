#include "core/cli/past_runs.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/base/times.h"
#include "core/report/json.h"
#include "core/report/status.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kUnfinished = "running";  // as begin_record writes it

Json time_or_null(const Statement& row, int column) {
  return row.null(column) ? Json() : Json(iso(time_of(row.integer(column))));
}

int status_of(const std::string& word) {
  return word == kUnfinished ? kDone : exit_status_of(word);
}

/// The report of a job; of one that never came to its end, that alone.
Json report_of(const std::string& job, const std::string& status, const std::string& kept) {
  Json report = Json::parse(kept, nullptr, false);
  if (report.is_object() && report.contains("job")) return report;
  report =
      failed_job(job, status == kUnfinished ? "it is running still, or was killed; the next --apply settles that"
                                            : "no report of it was kept");
  report["status"] = status;
  return report;
}

}  // namespace

std::string find_past_run(Database& db, const std::string& name) {
  if (name == "latest") {
    const auto run = db.text("SELECT run FROM job_runs ORDER BY started DESC, run DESC LIMIT 1");
    if (!run) throw Failure("", "there was no run yet", "begin with: winnow plan");
    return *run;
  }
  auto row = db.query("SELECT DISTINCT run FROM job_runs WHERE substr(run, 1, length(?1)) = ?1 LIMIT 2", name);
  if (name.empty() || !row.next()) {
    throw Failure("", "there is no run \"" + printable(name) + "\"", "`winnow history` lists them");
  }
  const std::string run = row.text(0);
  if (row.next()) throw Failure("", "\"" + name + "\" is the beginning of several runs", "write more of its id");
  return run;
}

Json list_past_runs(Database& db, const std::vector<std::string>& jobs, std::size_t most) {
  Json runs = Json::array();
  auto row = db.query(
      "SELECT run, job, mode, started, finished, operator, host, status, nominated, removed FROM job_runs "
      "ORDER BY started DESC, run DESC, job");
  std::vector<int> statuses;
  while (row.next()) {
    const std::string job = row.text(1);
    if (!jobs.empty() && std::find(jobs.begin(), jobs.end(), job) == jobs.end()) continue;
    if (runs.empty() || runs.back().at("run") != row.text(0)) {
      if (runs.size() == most) break;
      statuses.clear();
      runs.push_back({{"run", row.text(0)},
                      {"mode", row.text(2)},
                      {"started", time_or_null(row, 3)},
                      {"finished", Json()},
                      {"operator", row.text(5)},
                      {"host", row.text(6)},
                      {"status", kDone},
                      {"nominated", 0},
                      {"removed", 0},
                      {"jobs", Json::array()}});
    }
    Json& run = runs.back();
    statuses.push_back(status_of(row.text(7)));
    run["status"] = most_severe(statuses);
    if (!row.null(4)) run["finished"] = std::max(run.at("finished"), time_or_null(row, 4));
    run["nominated"] = run.at("nominated").get<std::int64_t>() + row.integer(8);
    run["removed"] = run.at("removed").get<std::int64_t>() + row.integer(9);
    run["jobs"].push_back(
        {{"job", job}, {"status", row.text(7)}, {"nominated", row.integer(8)}, {"removed", row.integer(9)}});
  }
  return runs;
}

Json past_report(Database& db, const std::string& run) {
  Json jobs = Json::array();
  std::vector<int> statuses;
  Json document = {{"winnow", WINNOW_VERSION}, {"run", run},       {"mode", ""}, {"as_of", ""},
                   {"status", kDone},          {"ledger_head", ""}};
  // In the order in which they ended, so that the last has the newest head of the ledger.
  auto row = db.query(
      "SELECT job, mode, started, status, report FROM job_runs WHERE run = ? ORDER BY finished IS NULL, finished, "
      "job",
      run);
  while (row.next()) {
    document["mode"] = row.text(1);
    document["as_of"] = iso(time_of(row.integer(2)));
    statuses.push_back(status_of(row.text(3)));
    jobs.push_back(report_of(row.text(0), row.text(3), row.text(4)));
    if (jobs.back().at("ledger_head") != "") document["ledger_head"] = jobs.back().at("ledger_head");
  }
  document["status"] = most_severe(statuses);
  document["jobs"] = jobs;
  return document;
}

}  // namespace winnow
