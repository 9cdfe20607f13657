#include "core/report/json.h"

#include "core/apply/run_record.h"
#include "core/base/encoding.h"
#include "core/base/text.h"
#include "core/base/times.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

Json name_of(const std::string& bytes) {
  if (is_utf8(bytes)) return bytes;
  return {{"base64", to_base64(bytes)}};
}

Json time_or_null(const std::optional<Time>& time) {
  return time ? Json(iso(*time)) : Json();
}

Json counts(const std::map<std::string, std::uint64_t>& map) {
  Json out = Json::object();
  for (const auto& [reason, count] : map) out[reason] = count;
  return out;
}

}  // namespace

Json to_json(const JobReport& report) {
  const Tally& tally = report.tally;
  Json samples = Json::array();
  for (const Sample& sample : tally.samples) {
    const bool timed = sample.time != WINNOW_TIME_NONE && sample.time != WINNOW_TIME_UNREADABLE;
    samples.push_back({{"key", name_of(sample.key)},
                       {"time", timed ? Json(iso(time_of(sample.time))) : Json()},
                       {"reason", sample.reason}});
  }
  Json findings = Json::array();
  for (const Finding& finding : report.findings) {
    findings.push_back(
        {{"name", finding.name}, {"value", finding.value}, {"fine", finding.fine}, {"words", finding.words}});
  }
  Json gates = Json::array();
  for (const GateFinding& gate : report.gates) {
    gates.push_back({{"gate", gate.gate},
                     {"open", gate.state == GateState::open},
                     {"found", gate.found},
                     {"wanted", gate.wanted}});
  }
  return {{"job", report.job},
          {"rule", report.rule},
          {"store", report.store},
          {"target", report.target},
          {"status", word_of(report.status)},
          {"message", report.message},
          {"fingerprint", report.fingerprint},
          {"approved", report.approved},
          {"cutoff", time_or_null(report.cutoff)},
          {"total", tally.total ? Json(*tally.total) : Json()},
          {"scanned", tally.scanned},
          {"nominated", tally.nominated},
          {"removed", tally.removed},
          {"kept", counts(tally.kept)},
          {"refused", counts(tally.refused)},
          {"reasons", counts(tally.reasons)},
          {"changed", tally.changed},
          {"gone", tally.gone},
          {"shared", tally.shared},
          {"failed", tally.failed},
          {"files", tally.files},
          {"dependants", counts(tally.dependants)},
          {"dependants_changed", counts(tally.dependants_changed)},
          {"bytes", tally.bytes},
          {"removed_bytes", tally.removed_bytes},
          {"oldest", time_or_null(tally.oldest)},
          {"newest", time_or_null(tally.newest)},
          {"limits",
           {{"max_deletes", report.limits.max_deletes},
            {"window", report.limits.window.text},
            {"used", report.judgement.used},
            {"verdict", report.judgement.over() ? report.judgement.limit : "ok"},
            {"words", report.judgement.words}}},
          {"samples", samples},
          {"findings", findings},
          {"gates", gates},
          {"notes", tally.notes},
          {"errors", tally.errors},
          {"seconds", static_cast<double>(report.took.count()) / 1e6},
          {"ledger_head", report.ledger_head}};
}

Json failed_job(const std::string& job, const std::string& why) {
  JobReport report;
  report.job = job;
  report.status = JobStatus::failed;
  report.message = why;
  report.tally.errors.push_back(why);
  return to_json(report);
}

}  // namespace winnow
