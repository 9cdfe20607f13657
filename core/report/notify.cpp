#include "core/report/notify.h"

#include <algorithm>
#include <utility>

#include "core/base/failure.h"
#include "core/base/http.h"
#include "core/base/text.h"
#include "core/report/json.h"
#include "core/report/kept.h"
#include "core/report/status.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// Named jobs that end well are no sign that the weekly run of all of them still comes.
bool is_whole(const RunReport& report) {
  return report.asked.empty();
}

bool is_fine(const JobReport& job) {
  return exit_status_of(job.status) == kDone && job.attention.empty();
}

bool is_wanted(const NotifyConfig& row, const JobReport& job, const RunReport& report) {
  const JobStatus status = job.status;
  const auto on = [&row](std::string_view word) {
    return std::find(row.on.begin(), row.on.end(), word) != row.on.end();
  };
  if (row.kind == "healthchecks" && is_fine(job) && !is_whole(report)) return false;
  if (!row.on.empty()) {
    return on(word_of(status)) || (status == JobStatus::applied && on("success")) ||
           (!job.attention.empty() && on("attention"));
  }
  if (row.kind == "healthchecks") return status != JobStatus::planned;
  return !is_fine(job);
}

/// Where nothing is said of endings, a run that was stopped before some job had its turn is one, too.
bool was_broken_off(const NotifyConfig& row, const RunReport& report) {
  return row.on.empty() && report.mode == "apply" && report.status != kDone;
}

/// The jobs that the row wants to hear of, without anything that names an item.
std::vector<JobReport> jobs_for(const NotifyConfig& row, const RunReport& report, const Discretion& discretion) {
  std::vector<JobReport> out;
  for (const JobReport& job : report.jobs) {
    if (is_wanted(row, job, report)) out.push_back(without_items(job, discretion));
  }
  return out;
}

/// "contacts: applied, 1,345 removed", and why where there is more to say.
std::string line_of(const JobReport& job) {
  const std::string out =
      job.job + ": " + std::string(word_of(job.status)) + ", " + with_commas(job.tally.removed) + " removed";
  std::string words = job.message.empty() ? out : out + "; " + job.message;
  for (const Attention& attention : job.attention) words += "; needs attention: " + attention.words;
  return words;
}

std::string text_of(const std::vector<JobReport>& jobs, const RunReport& report) {
  std::string out = "winnow run " + report.run + " on " + report.host + " (" + report.config +
                    ") ended with status " + std::to_string(report.status);
  for (const JobReport& job : jobs) out += "\n" + line_of(job);
  return out + "\nledger head " + report.ledger_head;
}

HttpRequest request_for(const NotifyConfig& row, const std::string& url, const std::vector<JobReport>& jobs,
                        const RunReport& report) {
  HttpRequest out;
  out.url = url;
  if (row.kind == "healthchecks") {
    const bool fine = std::all_of(jobs.begin(), jobs.end(), is_fine);
    if (!fine || was_broken_off(row, report)) out.url += url.ends_with('/') ? "fail" : "/fail";
    out.body = text_of(jobs, report);
    return out;
  }
  out.headers = {"Content-Type: application/json"};
  Json body = {{"text", text_of(jobs, report)}};
  if (row.kind == "webhook") {
    RunReport told = report;
    told.jobs = jobs;
    body = to_json(told);
  }
  out.body = one_line(body);
  return out;
}

}  // namespace

Notifier::Notifier(const Config& config, const Environment& environment) : discretion_(config) {
  for (const NotifyConfig& row : config.notify) {
    Receiver receiver{&row, {}, {}};
    const std::string place = row.place.text() + ": url";
    try {
      receiver.url = environment.fill(row.url, place);
      if (!is_web_url(receiver.url)) {
        throw Failure(place, "it is no URL of the web", "give one that begins with https:// or http://");
      }
    } catch (const Failure& failure) {
      receiver.problem = failure.what();
    }
    receivers_.push_back(std::move(receiver));
  }
}

std::vector<std::string> Notifier::problems() const {
  std::vector<std::string> out;
  for (const Receiver& receiver : receivers_) {
    if (!receiver.problem.empty()) out.push_back(receiver.problem);
  }
  return out;
}

std::vector<std::string> Notifier::tell(const RunReport& report) const {
  std::vector<std::string> out;
  for (const auto& [row, url, unfit] : receivers_) {
    // Also where there is nothing to tell: else it comes to light on the day on which there is.
    if (!unfit.empty()) {
      out.push_back(row->kind + " cannot be told: " + unfit);
      continue;
    }
    const std::vector<JobReport> jobs = jobs_for(*row, report, discretion_);
    if (jobs.empty() && !was_broken_off(*row, report)) continue;
    std::string problem;
    try {
      const HttpAnswer answer = send(request_for(*row, url, jobs, report));
      if (answer.status < 200 || answer.status > 299) problem = "status " + std::to_string(answer.status);
    } catch (const Failure& failure) {
      problem = failure.what();
    }
    if (!problem.empty()) out.push_back(row->place.text() + ": " + row->kind + " was not told: " + problem);
  }
  return out;
}

}  // namespace winnow
