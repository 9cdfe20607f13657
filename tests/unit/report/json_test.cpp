#include "core/report/json.h"

#include <catch2/catch.hpp>

#include "core/base/times.h"

using namespace winnow;

namespace {

JobReport some_report() {
  JobReport report;
  report.job = "audit";
  report.rule = "audit-prune";
  report.store = "app";
  report.target = "audit_logs";
  report.fingerprint = "sha256:ab";
  report.cutoff = *parse_time("2025-11-21T06:47:00Z", Zone{});
  report.limits.window.text = "1d";
  report.tally.total = 10000;
  report.tally.scanned = 1207;
  report.tally.nominated = 1204;
  report.tally.kept["held"] = 1;
  report.tally.refused["future_time"] = 2;
  report.tally.samples.push_back({"17", micros_of(*report.cutoff), "older than 365d"});
  return report;
}

}  // namespace

TEST_CASE("a job's report has the keys that were promised") {
  const nlohmann::ordered_json json = to_json(some_report());
  for (const char* key :
       {"job",   "rule",    "store",     "target",  "status",  "fingerprint", "approved", "cutoff",
        "total", "scanned", "nominated", "removed", "kept",    "refused",     "changed",  "failed",
        "bytes", "oldest",  "newest",    "limits",  "samples", "errors"}) {
    INFO(key);
    CHECK(json.contains(key));
  }
  CHECK(json.at("status") == "planned");
  CHECK(json.at("cutoff") == "2025-11-21T06:47:00.000000Z");
  CHECK(json.at("total") == 10000);
  CHECK(json.at("kept").dump() == R"({"held":1})");
  CHECK(json.at("refused").dump() == R"({"future_time":2})");
  CHECK(json.at("oldest").is_null());
  CHECK(json.at("samples").dump() ==
        R"([{"key":"17","time":"2025-11-21T06:47:00.000000Z","reason":"older than 365d"}])");
  for (const char* key : {"max_deletes", "window", "used", "verdict"}) CHECK(json.at("limits").contains(key));
  CHECK(json.at("limits").at("verdict") == "ok");
}

TEST_CASE("what is not known is null and not zero") {
  JobReport report = some_report();
  report.tally.total.reset();
  report.cutoff.reset();
  const nlohmann::ordered_json json = to_json(report);
  CHECK(json.at("total").is_null());
  CHECK(json.at("cutoff").is_null());
}

TEST_CASE("a key that is not UTF-8 is written in base64") {
  JobReport report = some_report();
  report.tally.samples = {{"a\xff", WINNOW_TIME_NONE, "old"}};
  const nlohmann::ordered_json sample = to_json(report).at("samples").at(0);
  CHECK(sample.at("key").dump() == R"({"base64":"Yf8="})");
  CHECK(sample.at("time").is_null());
}

TEST_CASE("a limit that is exceeded is named as the verdict") {
  JobReport report = some_report();
  report.judgement.limit = "max_deletes";
  report.judgement.words = "would remove 1,204, allowed are 1,000";
  const nlohmann::ordered_json limits = to_json(report).at("limits");
  CHECK(limits.at("verdict") == "max_deletes");
  CHECK(limits.at("words") == "would remove 1,204, allowed are 1,000");
}

TEST_CASE("a job that left no report is one that failed and removed nothing that is known") {
  const nlohmann::ordered_json json = failed_job("audit", "its process was killed");
  CHECK(json.at("status") == "failed");
  CHECK(json.at("message") == "its process was killed");
  CHECK(json.at("errors").dump() == R"(["its process was killed"])");
  CHECK(json.at("removed") == 0);
}
