/// A store that expires items by itself is not at hand here, so that its facts are given to the loaded job.
#include <catch2/catch.hpp>

#include "core/plugin/host_services.h"
#include "core/plugin/loaded.h"
#include "core/plugin/registry.h"

using namespace winnow;

namespace {

/// What the check says of the TTL index; nullopt: nothing.
std::optional<Finding> ttl_finding(const std::vector<Fact>& facts) {
  Registry registry({WINNOW_PLUGIN_DIR});
  const LoadedPlugin& plugin = registry.get("idempotency-check");
  const Config config = parse_config(
      "[stores.app]\nplugin = \"x\"\nallow = [\"k\"]\n[jobs.it]\nplugin = \"idempotency-check\"\nstore = \"app\"\n"
      "target = \"k\"\n",
      "/srv/winnow.toml", *parse_time("2026-11-21T00:00:00Z", Zone()));
  const JobConfig& job = config.job("it");
  const std::vector<Value> values =
      bind_options(schema_of(plugin, host_job_keys()), job.own, job.place(""), config, Environment({}), Fill::no);
  const std::atomic<bool> stopping = false;
  HostServices host(config.now, config.zone, stopping);
  Selection base;
  base.target = "k";
  base.time_field = "expires_at";
  make_job(plugin, values, host)->plan(base, facts);
  for (const Finding& finding : host.findings()) {
    if (finding.name == "ttl_index") return finding;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("idempotency-check: a TTL index is asked for only where the store has such") {
  CHECK_FALSE(ttl_finding({{WINNOW_FACT_INDEX, WINNOW_NULL, "by_expiry", "expires_at"}}));
  const auto missing = ttl_finding({{WINNOW_FACT_TTL, WINNOW_NULL, "", ""}});
  REQUIRE(missing);
  CHECK_FALSE(missing->fine);
  CHECK(missing->words == "the store could expire tokens by itself, but has no TTL index on \"expires_at\"");
  CHECK_FALSE(ttl_finding({{WINNOW_FACT_TTL, WINNOW_NULL, "created_at", ""}})->fine);
  CHECK(ttl_finding({{WINNOW_FACT_TTL, WINNOW_NULL, "expires_at", ""}})->fine);
}
