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
  const nlohmann::ordered_json json = to_json(failed_job("audit", "its process was killed"));
  CHECK(json.at("status") == "failed");
  CHECK(json.at("message") == "its process was killed");
  CHECK(json.at("errors").dump() == R"(["its process was killed"])");
  CHECK(json.at("removed") == 0);
}

TEST_CASE("a report is read as it was written") {
  JobReport report = some_report();
  report.status = JobStatus::tripped;
  report.message = "over";
  report.judgement.limit = "max_growth";
  report.judgement.used = 17;
  report.tally.samples.push_back({"a\xff", WINNOW_TIME_NONE, "old"});
  report.tally.dependants["notes"] = 3;
  report.findings = {{"lag", 1.5, false, "late"}};
  report.gates = {{"file-empty x", GateState::open, "nothing", "nothing"}};
  report.took = std::chrono::milliseconds(1500);
  const std::string text = one_line(to_json(report));
  const std::optional<JobReport> read = read_job_report(text);
  REQUIRE(read);
  CHECK(one_line(to_json(*read)) == text);
  CHECK(read->status == JobStatus::tripped);
  CHECK(read->judgement.over());
  CHECK(read->tally.samples.back().key == "a\xff");
  CHECK(read->tally.samples.back().time == WINNOW_TIME_NONE);
  CHECK(read->tally.samples.front().time == micros_of(*report.cutoff));
  CHECK(read->gates.front().state == GateState::open);
}

TEST_CASE("a report of an older version lacks fields, and what is none is not taken for one") {
  const std::optional<JobReport> old = read_job_report(R"({"job":"audit","status":"applied","removed":4})");
  REQUIRE(old);
  CHECK(old->tally.removed == 4);
  CHECK(old->status == JobStatus::applied);
  CHECK(old->tally.nominated == 0);
  for (const char* text : {"", "{}", "[]", "null", R"({"job":7})", R"({"job":"a","removed":"many"})",
                           R"({"job":"a","cutoff":"no time"})"}) {
    INFO(text);
    CHECK_FALSE(read_job_report(text));
  }
}
