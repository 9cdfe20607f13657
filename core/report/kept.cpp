#include "core/report/kept.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// One count in place of many.
Json summed(const Json& counts, const char* reason) {
  std::uint64_t sum = 0;
  for (const Json& count : counts) sum += count.get<std::uint64_t>();
  return sum == 0 ? Json::object() : Json{{reason, sum}};
}

}  // namespace

Json without_items(Json report) {
  for (const char* list : {"samples", "notes", "errors"}) report[list] = Json::array();
  if (report.at("status") == "failed") report["message"] = "it failed; what it said then is not kept in the state";
  if (report.at("rule").get<std::string>().ends_with(".lua")) {
    report["reasons"] = summed(report.at("reasons"), "by the policy");
    report["kept"] = summed(report.at("kept"), "by the policy, or held");
  }
  return report;
}

void keep_report(Database& db, const std::string& run, const Json& report) {
  db.run("UPDATE job_runs SET report = ? WHERE run = ? AND job = ?", without_items(report).dump(), run,
         report.at("job").get<std::string>());
}

}  // namespace winnow
