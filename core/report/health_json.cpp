#include "core/report/health.h"
#include "core/report/json.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const JobRun& row) {
  return {{"run", row.run}, {"mode", row.mode}, {"status", row.status}, {"at", iso(row.started)}};
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? to_json(*value) : Json();
}

Json to_json(const JobHealth& job) {
  Json problems = Json::array();
  for (const Problem& problem : job.problems)
    problems.push_back({{"name", problem.name}, {"words", problem.words}});
  Json out = {{"job", job.job},
              {"well", job.problems.empty()},
              {"problems", problems},
              {"last_run", or_null(job.last_run)},
              {"last_apply", or_null(job.last_apply)},
              {"last_success", job.last_success ? Json(iso(*job.last_success)) : Json()},
              {"last_drill", job.last_drill ? Json(iso(*job.last_drill)) : Json()},
              {"late", job.late()}};
  if (job.breaker) {
    out["breaker"] = to_json(*job.breaker);
    out["holds"] = job.holds;
  }
  return out;
}

}  // namespace

Json to_json(const BreakerHealth& breaker) {
  const auto& latch = breaker.latch;
  return {{"job", breaker.job},
          {"tripped", latch.has_value()},
          {"reason", latch ? Json(latch->reason) : Json()},
          {"since", latch ? Json(iso(latch->at)) : Json()},
          {"run", latch ? Json(latch->run) : Json()},
          {"used", breaker.used},
          {"max_deletes", breaker.max_deletes},
          {"window", breaker.window},
          {"allowed", breaker.allowed}};
}

Json to_json(const Health& health) {
  Json jobs = Json::array();
  for (const JobHealth& job : health.jobs) jobs.push_back(to_json(job));
  return {{"as_of", iso(health.as_of)},
          {"max_age", health.max_age},
          {"healthy", health.well()},
          {"jobs", jobs},
          {"bin",
           {{"items", health.bin_items},
            {"bytes", health.bin_bytes},
            {"for_a_person", health.for_a_person},
            {"overdue", health.overdue},
            {"trouble", health.bin_trouble}}}};
}

}  // namespace winnow
