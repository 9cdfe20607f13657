#include "core/report/notify.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/http.h"
#include "core/base/text.h"
#include "core/report/kept.h"
#include "core/report/status.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

bool is_wanted(const NotifyConfig& row, const std::string& status) {
  const auto on = [&row](std::string_view word) {
    return std::find(row.on.begin(), row.on.end(), word) != row.on.end();
  };
  if (!row.on.empty()) return on(status) || (status == "applied" && on("success"));
  if (row.kind == "healthchecks") return status != "planned";
  return exit_status_of(status) != kDone;
}

/// Where nothing is said of endings, a run that was stopped before some job had its turn is one, too.
bool was_broken_off(const NotifyConfig& row, const Json& document) {
  return row.on.empty() && document.at("mode") == "apply" && document.at("status") != kDone;
}

/// The jobs that the row wants to hear of, without anything that names an item.
Json jobs_for(const NotifyConfig& row, const Json& document) {
  Json out = Json::array();
  for (const Json& job : document.at("jobs")) {
    if (is_wanted(row, job.at("status"))) out.push_back(without_items(job));
  }
  return out;
}

/// "contacts: applied, 1,345 removed", and why where there is more to say.
std::string line_of(const Json& job) {
  std::string out = job.at("job").get<std::string>() + ": " + job.at("status").get<std::string>() + ", " +
                    with_commas(job.at("removed").get<std::uint64_t>()) + " removed";
  const std::string message = job.at("message");
  return message.empty() ? out : out + "; " + message;
}

std::string text_of(const Json& jobs, const Json& document) {
  std::string out = "winnow run " + document.at("run").get<std::string>() + " ended with status " +
                    std::to_string(document.at("status").get<int>());
  for (const Json& job : jobs) out += "\n" + line_of(job);
  return out + "\nledger head " + document.at("ledger_head").get<std::string>();
}

HttpRequest request_for(const NotifyConfig& row, const std::string& url, const Json& jobs, const Json& document) {
  HttpRequest out;
  out.url = url;
  if (row.kind == "healthchecks") {
    const bool fine = std::all_of(jobs.begin(), jobs.end(), [](const Json& job) {
      return exit_status_of(job.at("status").get<std::string>()) == kDone;
    });
    if (!fine || was_broken_off(row, document)) out.url += url.ends_with('/') ? "fail" : "/fail";
    out.body = text_of(jobs, document);
    return out;
  }
  out.headers = {"Content-Type: application/json"};
  Json body = {{"text", text_of(jobs, document)}};
  if (row.kind == "webhook") {
    body = {{"run", document.at("run")},
            {"mode", document.at("mode")},
            {"status", document.at("status")},
            {"jobs", jobs},
            {"ledger_head", document.at("ledger_head")}};
  }
  out.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return out;
}

}  // namespace

Notifier::Notifier(const Config& config, const Environment& environment) {
  for (const NotifyConfig& row : config.notify) {
    receivers_.push_back({&row, environment.fill(row.url, row.place.text() + ": url")});
  }
}

std::vector<std::string> Notifier::tell(const Json& document) const {
  std::vector<std::string> out;
  for (const auto& [row, url] : receivers_) {
    const Json jobs = jobs_for(*row, document);
    if (jobs.empty() && !was_broken_off(*row, document)) continue;
    std::string problem;
    try {
      const HttpAnswer answer = send(request_for(*row, url, jobs, document));
      if (answer.status < 200 || answer.status > 299) problem = "status " + std::to_string(answer.status);
    } catch (const Failure& failure) {
      problem = failure.what();
    }
    if (!problem.empty()) out.push_back(row->place.text() + ": " + row->kind + " was not told: " + problem);
  }
  return out;
}

}  // namespace winnow
