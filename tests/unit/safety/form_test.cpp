/// What was approved is what runs: everything that decides which items go is in the form.
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "core/safety/form.h"

using namespace winnow;

namespace {

const Time kNow = *parse_time("2026-11-21T06:47:00Z", Zone{});

/// The form of the job `x` in a TOML, with both stores as if they were opened.
Form form(const std::string& winnow_keys, const std::string& store_keys, const std::string& uploads_keys,
          const std::string& job_keys, const std::string& uploads_identity = "files:/srv/uploads") {
  const Config config =
      parse_config("[winnow]\n" + winnow_keys + "[stores.app]\nplugin = \"sqlite\"\n" + store_keys +
                       "[stores.uploads]\nplugin = \"files\"\n" + uploads_keys +
                       "[jobs.x]\nplugin = \"audit-prune\"\nstore = \"app\"\ntarget = \"t\"\n" + job_keys,
                   "winnow.toml", kNow);
  const FormStore own{&config.store("app"), "sqlite:/srv/app.db", "{}", false};
  const FormStore uploads{&config.store("uploads"), uploads_identity, R"({"time.from":"modified"})", true};
  return form_of(config.job("x"), R"({"minimum":"90d"})", own, {uploads}, "created_at", config.zone_name, {});
}

const std::string kAllow = "allow = [\"t\"]\n";
const std::string kUploads = "allow = [\"private/\"]\n";
const std::string kJob = "retention = \"30d\"\n";
Form plain() {
  return form("", kAllow, kUploads, kJob);
}

}  // namespace

TEST_CASE("form: every key that the host owns is decided, once") {
  std::map<std::string, std::set<std::string>> decided;
  for (const DecidedKey& key : decided_keys()) {
    INFO(key.table << "." << key.key);
    CHECK(decided[std::string(key.table)].emplace(key.key).second);
    CHECK(key.in_form == key.why_not.empty());
  }
  for (const std::string& key : host_job_keys()) {
    INFO("is the key " << key << " of a job part of the approved form? say so in approvals.cpp");
    CHECK(decided["job"].contains(key));
  }
  for (const std::string& key : host_store_keys()) {
    INFO("is the key " << key << " of a store part of the approved form? say so in approvals.cpp");
    CHECK(decided["store"].contains(key));
  }
}

TEST_CASE("form: what decides which items go changes the fingerprint") {
  const std::string before = plain().fingerprint;
  CHECK(form("timezone = \"Pacific/Kiritimati\"\n", kAllow, kUploads, kJob).fingerprint != before);
  CHECK(form("", kAllow, kUploads, kJob, "files:/srv/other").fingerprint != before);
  CHECK(form("", kAllow, "allow = [\"private/\", \"public/\"]\n", kJob).fingerprint != before);
  CHECK(form("", kAllow, kUploads + "named_by = [{ store = \"app\", target = \"t\", column = \"c\" }]\n", kJob)
            .fingerprint != before);
  CHECK(form("", kAllow, kUploads + "unknown_values = \"accept\"\n", kJob).fingerprint != before);
  CHECK(form("", kAllow + "earliest = 1950-01-01\n", kUploads, kJob).fingerprint != before);
  for (const char* more :
       {"column = \"c\"\ntimes = \"ms\"", "earliest = 1900-01-01", "where = { a = 1 }", "hold_if = { a = 1 }",
        "files = [{ column = \"f\", store = \"uploads\" }]", "cascade = \"archive\"",
        "references = [{ store = \"app\", target = \"u\", column = \"c\" }]"}) {
    INFO(more);
    CHECK(form("", kAllow, kUploads, kJob + more + "\n").fingerprint != before);
  }
}

TEST_CASE("form: what stops, slows or names credentials does not") {
  const std::string before = plain().fingerprint;
  CHECK(form("plan_expiry = \"1d\"\ndeadline = \"1h\"\n", kAllow, kUploads, kJob).fingerprint == before);
  CHECK(form("timezone = \"UTC\"\n", kAllow, kUploads, kJob).fingerprint == before);
  CHECK(form("", "allow = [\"t\", \"u\"]\n", kUploads, kJob).fingerprint == before);  // of another job's table
  for (const char* more : {"deadline = \"1h\"", "limits = { max_deletes = 1 }", "enabled = false",
                           "gates = [{ kind = \"file-empty\", path = \"f\" }]"}) {
    INFO(more);
    CHECK(form("", kAllow, kUploads, kJob + more + "\n").fingerprint == before);
  }
}

TEST_CASE("form: two forms are compared key by key") {
  CHECK(compare_forms(plain().json, plain().json).empty());
  const Form after = form("timezone = \"Europe/Berlin\"\n", kAllow, kUploads,
                          "retention = \"60d\"\nwhere = { status = \"done\" }\n", "files:/srv/other");
  std::map<std::string, std::string> changes;
  for (const FormChange& change : compare_forms(plain().json, after.json))
    changes[change.key] = change.before + " -> " + change.after;
  CHECK(changes == std::map<std::string, std::string>{
                       {"retention", R"("30d" -> "60d")"},
                       {"stores.uploads.identity", R"("files:/srv/uploads" -> "files:/srv/other")"},
                       {"timezone", R"( -> "Europe/Berlin")"},
                       {"where", "null -> "},
                       {"where.status.eq", R"( -> "done")"}});
}
