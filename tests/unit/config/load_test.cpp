#include <unistd.h>
#include <catch2/catch.hpp>
#include <cstdlib>

#include <filesystem>
#include <fstream>

#include "core/base/failure.h"
#include "core/config/config.h"

using namespace winnow;
namespace fs = std::filesystem;

namespace {

Config parse(std::string_view toml) {
  return parse_config(toml, "/srv/app/winnow.toml", *parse_time("2026-11-21T06:47:00Z", Zone{}));
}

std::string failure_of(auto&& body) {
  try {
    body();
  } catch (const Failure& failure) {
    CHECK(failure.kind() == FailureKind::configuration);
    return failure.what();
  }
  return "no failure";
}

constexpr std::string_view kStores = R"(
[stores.app]
plugin = "sqlite"
path   = "app.db"
allow  = ["contacts", "tickets"]
[stores.uploads]
plugin = "files"
root   = "uploads"
allow  = ["private/"]
)";

Config with_stores(const std::string& rest) {
  return parse(std::string(kStores) + rest);
}

}  // namespace

TEST_CASE("config: an empty file holds the defaults") {
  const Config config = parse("");
  CHECK(config.file == "/srv/app/winnow.toml");
  CHECK(config.folder == "/srv/app");
  CHECK(config.state == "/srv/app/.winnow/state.db");
  CHECK(config.trash == "/srv/app/.winnow/trash");
  CHECK(config.plan_expiry.text == "7d");
  CHECK(config.trash_min_free == Approx(0.05));
  CHECK_FALSE(config.trash_retention);
  CHECK(config.zone_name == "UTC");
  CHECK(config.policies.empty());
  CHECK(config.jobs.empty());
  CHECK(config.stores.empty());
}

TEST_CASE("config: paths are relative to the folder of the file") {
  const Config config = parse(R"(
[winnow]
state = "data/../state.db"
plugins = ["plugins", "/opt/winnow"]
policies = "rules"
env_files = [".env"]
[trash]
path = "bin"
)");
  CHECK(config.state == "/srv/app/state.db");
  CHECK(config.plugins == std::vector<fs::path>{"/srv/app/plugins", "/opt/winnow"});
  CHECK(config.policies == "/srv/app/rules");
  CHECK(config.env_files == std::vector<fs::path>{"/srv/app/.env"});
  CHECK(config.trash == "/srv/app/bin");
  CHECK(parse("[winnow]\nplugins = \"one\"").plugins == std::vector<fs::path>{"/srv/app/one"});
}

TEST_CASE("config: stores and jobs stand in the order of the file") {
  const Config config = parse(R"(
[stores.z]
plugin = "files"
allow = ["x/"]
[stores.a]
plugin = "files"
allow = ["x/"]
[jobs.zebra]
plugin = "p"
[jobs.ant.limits]
max_deletes = 5
[jobs.mole]
plugin = "p"
[jobs.ant]
plugin = "p"
[jobs]
bee = { plugin = "p" }
)");
  std::vector<std::string> jobs, stores;
  for (const JobConfig& job : config.jobs) jobs.push_back(job.name);
  for (const StoreConfig& store : config.stores) stores.push_back(store.name);
  CHECK(jobs == std::vector<std::string>{"zebra", "ant", "mole", "bee"});
  CHECK(stores == std::vector<std::string>{"z", "a"});
}

TEST_CASE("config: a store keeps what is its plugin's, as written") {
  const Config config = with_stores("");
  const StoreConfig& app = config.store("app");
  CHECK(app.plugin == "sqlite");
  CHECK(app.allow == std::vector<std::string>{"contacts", "tickets"});
  CHECK(app.own.size() == 1);
  CHECK(app.own["path"].value<std::string>() == "app.db");
  CHECK(app.place.text() == "/srv/app/winnow.toml:2:9");
  CHECK(app.place.table == "[stores.app]");
}

TEST_CASE("config: a job with everything that the host owns") {
  const Config config = with_stores(R"(
[jobs.contacts]
plugin = "soft-delete-sweep"
sha256 = "ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789"
store  = "app"
target = "contacts"
column = "removed_at"
times  = "ms"
retention = "6mo"
deadline = "2h"
cascade = "archive"
where = { status = "done" }
hold_if = { vip = true }
files  = [{ column = "attachment_key", store = "uploads" }]
references = [{ store = "app", target = "tickets", column = "contact_id" }]
gates  = [{ kind = "file-empty", path = "fallback.jsonl" }]
keep_last = 3
)");
  const JobConfig& job = config.job("contacts");
  CHECK(job.plugin == "soft-delete-sweep");
  CHECK(job.policy.empty());
  CHECK(job.sha256 == "abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789");
  CHECK(job.store == "app");
  CHECK(job.target == "contacts");
  CHECK(job.column == "removed_at");
  CHECK(job.times == "ms");
  CHECK(job.retention->months == 6);
  CHECK(job.deadline->text == "2h");
  CHECK(job.cascade == Cascade::archive);
  CHECK(job.where->json == R"({"status":{"eq":"done"}})");
  CHECK(job.hold_if->json == R"({"vip":{"eq":true}})");
  REQUIRE(job.files.size() == 1);
  CHECK(job.files[0].column == "attachment_key");
  CHECK(job.files[0].store == "uploads");
  REQUIRE(job.references.size() == 1);
  CHECK(job.references[0].target == "tickets");
  CHECK(job.references[0].column == "contact_id");
  REQUIRE(job.gates.size() == 1);
  CHECK(job.gates[0].kind == "file-empty");
  CHECK(job.gates[0].own.size() == 1);
  CHECK(job.gates[0].own["path"].value<std::string>() == "fallback.jsonl");
  CHECK(job.own.size() == 1);
  CHECK(job.own["keep_last"].value<int>() == 3);
  CHECK(job.place("retention").text() == "/srv/app/winnow.toml:18:1");
  CHECK(job.place("not there").text() == job.place("").text());
  CHECK(job.place("").table == "[jobs.contacts]");
}

TEST_CASE("config: a policy has params instead of options") {
  const Config config = with_stores(R"(
[jobs.tickets]
policy = "closed_tickets.lua"
store  = "app"
target = "tickets"
params = { days = 90 }
)");
  CHECK(config.jobs[0].policy == "closed_tickets.lua");
  CHECK(config.jobs[0].params["days"].value<int>() == 90);
  CHECK(config.jobs[0].own.empty());
}

TEST_CASE("config: a job without store and target is left to its plugin") {
  const Config config = parse("[jobs.purge]\nplugin = \"trash-purge\"\n[trash]\nretention = \"14d\"");
  CHECK(config.jobs[0].works_on == WorksOn::bin);
  CHECK(config.trash_retention->text == "14d");
}

TEST_CASE("config: limits have defaults, [limits] overrides them, and a job overrides both key by key") {
  const Limits plain = parse("[jobs.a]\nplugin = \"p\"").jobs[0].limits;
  CHECK(plain.max_deletes == 10'000);
  CHECK(plain.window.text == "1d");
  CHECK(plain.max_growth == Approx(3.0));
  CHECK_FALSE(plain.max_share);
  CHECK_FALSE(plain.pace);

  const Config config = parse(R"(
[limits]
max_deletes = 500
max_share = "12.5%"
pace = "120/m"
[jobs.a]
plugin = "p"
[jobs.b]
plugin = "p"
limits = { max_deletes = 7, window = "2d", max_growth = "150%", max_share = "100%", pace = "2000/s" }
)");
  const Limits& inherited = config.job("a").limits;
  CHECK(inherited.max_deletes == 500);
  CHECK(*inherited.max_share == Approx(0.125));
  CHECK(*inherited.pace == Approx(2));
  CHECK(inherited.window.text == "1d");
  const Limits& own = config.job("b").limits;
  CHECK(own.max_deletes == 7);
  CHECK(*own.max_share == Approx(1));
  CHECK(own.max_growth == Approx(1.5));
  CHECK(*own.pace == Approx(2000));
  CHECK(own.window.text == "2d");
}

TEST_CASE("config: the deadline of [winnow] is inherited, that of the job wins") {
  const Config config = parse(R"(
[winnow]
deadline = "4h"
[jobs.a]
plugin = "p"
[jobs.b]
plugin = "p"
deadline = "10m"
)");
  CHECK(config.job("a").deadline->text == "4h");
  CHECK(config.job("b").deadline->text == "10m");
  CHECK_FALSE(parse("[jobs.a]\nplugin = \"p\"").jobs[0].deadline);
}

TEST_CASE("config: notifications") {
  const Config config = parse(R"(
[[notify]]
kind = "slack"
url = "${HOOK}"
on = ["tripped", "success"]
[[notify]]
kind = "healthchecks"
url = "https://hc.example/${ID}"
)");
  REQUIRE(config.notify.size() == 2);
  CHECK(config.notify[0].kind == "slack");
  CHECK(config.notify[0].url == "${HOOK}");
  CHECK(config.notify[0].on == std::vector<std::string>{"tripped", "success"});
  CHECK(config.notify[1].on.empty());
}

TEST_CASE("config: the state's path is filled in from the environment") {
  ::setenv("WINNOW_TEST_STATE", "/var/lib/winnow", 1);
  CHECK(parse("[winnow]\nstate = \"${WINNOW_TEST_STATE}/s.db\"").state == "/var/lib/winnow/s.db");
  ::unsetenv("WINNOW_TEST_STATE");
  CHECK(
      failure_of([] { parse("[winnow]\nstate = \"${WINNOW_TEST_STATE}/s.db\""); }) ==
      "/srv/app/winnow.toml:2:1: state: ${WINNOW_TEST_STATE} is not set, or empty; set it in the environment or in "
      "a file of env_files");
}

TEST_CASE("config: asking for a store or job that is not there suggests one that is") {
  const Config config = with_stores("[jobs.contacts]\nplugin = \"p\"");
  CHECK(failure_of([&] { config.store("uplods"); }) == "there is no store \"uplods\"; did you mean \"uploads\"?");
  CHECK(failure_of([&] { config.job("contact"); }) == "there is no job \"contact\"; did you mean \"contacts\"?");
}

TEST_CASE("config: the file is found by option, then variable, then name") {
  const fs::path folder = fs::temp_directory_path() / ("winnow-config-" + std::to_string(::getpid()));
  const fs::path before = fs::current_path();
  fs::create_directories(folder);
  fs::current_path(folder);
  ::unsetenv("WINNOW_CONFIG");
  CHECK_THAT(failure_of([] { find_config(""); }), Catch::Contains("winnow.toml: no such file; go to its folder"));
  for (const char* name : {"winnow.toml", "b.toml", "c.toml"}) std::ofstream(name) << "[trash]\npath = \"t\"\n";
  CHECK(find_config("") == "winnow.toml");
  ::setenv("WINNOW_CONFIG", "b.toml", 1);
  CHECK(find_config("") == "b.toml");
  CHECK(find_config("c.toml") == "c.toml");
  ::unsetenv("WINNOW_CONFIG");

  CHECK(load_config("winnow.toml", Time{}).trash == fs::current_path() / "t");
  CHECK_THAT(failure_of([] { load_config("none.toml", Time{}); }), Catch::Contains("none.toml"));
  fs::current_path(before);
  fs::remove_all(folder);
}
