#include <catch2/catch.hpp>

#include "bench.h"

using namespace winnow;
using namespace winnow::test;
using Catch::Contains;
using Keys = std::set<std::string>;

namespace {

std::string at(const std::string& iso) {
  return std::to_string(micros_of(*parse_time(iso, Zone())) / 1'000'000);
}

/// Seconds since 1970. Now is midnight of 21 November.
const std::string kTable =
    "CREATE TABLE k(token TEXT PRIMARY KEY, status TEXT, created_at INTEGER, expires_at INTEGER);"
    "INSERT INTO k VALUES"
    "('ahead', 'completed', " +
    at("2026-11-20") + ", " + at("2026-11-22") +
    "),"
    "('fresh', 'completed', " +
    at("2026-11-19") + ", " + at("2026-11-20T23:00:00Z") +
    "),"
    "('old', 'completed', " +
    at("2026-11-10") + ", " + at("2026-11-16") +
    "),"
    "('at work', 'in_progress', " +
    at("2026-11-20T23:30:00Z") + ", " + at("2026-11-22") + ");";
const std::string kEndless = "INSERT INTO k VALUES ('endless', 'completed', " + at("2026-11-10") + ", NULL);";
const std::string kStale =
    "INSERT INTO k VALUES ('stale', 'in_progress', " + at("2026-11-20T22:00:00Z") + ", " + at("2026-11-22") + ");";

Outcome check(const std::string& more, const std::string& sql = kTable) {
  return plan(sql, "plugin = \"idempotency-check\"\ntarget = \"k\"\n" + more);
}

Keys failing(const Outcome& out) {
  Keys names;
  for (const auto& [name, finding] : out.findings) {
    if (!finding.fine) names.insert(name);
  }
  return names;
}

}  // namespace

TEST_CASE("idempotency-check: a store that keeps up is fine") {
  const Outcome out = check("", kTable + "DELETE FROM k WHERE token = 'old'");
  CHECK(out.failure.empty());
  CHECK(failing(out).empty());
  CHECK(out.findings.at("expired").value == 1);
  CHECK(out.findings.at("ttl_lag_seconds").value == 3600);
  CHECK(out.findings.at("without_expiry").value == 0);
  CHECK(out.findings.at("stale_in_progress").value == 0);
  CHECK(out.findings.count("ttl_index") == 0);
}

TEST_CASE("idempotency-check: lag, endless and stale tokens fail it, each by its own figure") {
  const Outcome late = check("");
  CHECK(failing(late) == Keys{"ttl_lag_seconds"});
  CHECK(late.findings.at("ttl_lag_seconds").value == 5 * 86400);
  CHECK(late.findings.at("ttl_lag_seconds").words ==
        "the longest expired token is 5 days past its expiry, at most 1 day is fine");
  CHECK(failing(check("max_lag = \"6d\"")).empty());

  CHECK(failing(check("max_lag = \"6d\"", kTable + kEndless)) == Keys{"without_expiry"});
  CHECK(failing(check("max_lag = \"6d\"\nmax_without_expiry = 1", kTable + kEndless)).empty());

  CHECK(failing(check("max_lag = \"6d\"", kTable + kStale)) == Keys{"stale_in_progress"});
  CHECK(failing(check("max_lag = \"6d\"\nstale = \"3h\"", kTable + kStale)).empty());
  CHECK(failing(check("max_lag = \"6d\"\nmax_stale = 1", kTable + kStale)).empty());
  CHECK(failing(check("max_lag = \"6d\"\nin_progress = \"busy\"", kTable + kStale)).empty());
}

TEST_CASE("idempotency-check: it nominates nothing unless told to sweep") {
  const Outcome out = check("");
  CHECK(out.nominated.empty());
  CHECK(out.tally.kept == std::map<std::string, std::uint64_t>{{"expired, but sweep is off", 1}});
}

TEST_CASE("idempotency-check: a sweep takes what expired longer ago than the grace") {
  const Outcome out = check("sweep = true", kTable + kEndless + kStale);
  CHECK(out.nominated == Keys{"old"});
  CHECK(out.reasons.at("old") == "expired more than 1 day ago");
  CHECK(out.tally.kept.empty());
  CHECK(failing(out) == Keys{"stale_in_progress", "without_expiry"});  // it mends the lag, but not those

  CHECK(check("sweep = true\ngrace = \"10m\"").nominated == Keys{"fresh", "old"});
  CHECK(check("sweep = true\ngrace = \"6d\"").nominated.empty());
}

TEST_CASE("idempotency-check: of grace and retention the longer holds") {
  CHECK(check("sweep = true\nretention = \"6d\"").nominated.empty());
  CHECK(check("sweep = true\nretention = \"10m\"").nominated == Keys{"old"});
}

TEST_CASE("idempotency-check: where narrows the check and the sweep") {
  const Outcome out = check("sweep = true\nwhere = { token = \"endless\" }", kTable + kEndless);
  CHECK(out.nominated.empty());
  CHECK(out.findings.at("expired").value == 0);
  CHECK(out.findings.at("without_expiry").value == 1);
}

TEST_CASE("idempotency-check: a table without state is checked for the rest") {
  const std::string bare = "ALTER TABLE k DROP COLUMN status; ALTER TABLE k DROP COLUMN created_at;";
  const Outcome out = check("max_lag = \"6d\"", kTable + kEndless + bare);
  CHECK(out.failure.empty());
  CHECK(failing(out) == Keys{"without_expiry"});
  CHECK_THAT(check("status = \"state\"", kTable).failure, Contains("no column \"state\""));
}

TEST_CASE("idempotency-check: an expiry that cannot be trusted keeps its token") {
  const std::string odd =
      "INSERT INTO k SELECT 'z', status, created_at, 0 FROM k WHERE token = 'old';"
      "INSERT INTO k SELECT 'ms', status, created_at, expires_at || '000' FROM k WHERE token = 'old'";
  const Outcome out = check("times = \"s\"\nsweep = true", kTable + odd);
  CHECK(out.nominated == Keys{"old"});
  CHECK(out.tally.refused == std::map<std::string, std::uint64_t>{{"unreadable_time", 1}, {"zero_time", 1}});
}
