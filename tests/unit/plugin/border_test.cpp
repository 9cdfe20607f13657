/// Loaded jobs and stores behind the C++ interfaces: what a plugin answers wrongly becomes an Error here.
#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>

#include "core/plugin/host_services.h"
#include "core/plugin/loaded.h"
#include "core/plugin/secrets.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow;

namespace {

const std::filesystem::path kHostile = WINNOW_HOSTILE_DIR;

struct TestHost {
  std::atomic<bool> stopping = false;
  HostServices services{Time{}, Zone{}, stopping};
};

std::unique_ptr<Job> hostile_job(const std::string& how, TestHost& host) {
  return make_job(load_library(kHostile / "hostile-job.so", std::nullopt).at(0),
                  {Value::of_text(how), Value::of_text("hunter2secret")}, host.services);
}

std::unique_ptr<Store> hostile_store(const std::string& how, const std::filesystem::path& folder, TestHost& host) {
  return make_store(load_library(kHostile / "hostile-store.so", std::nullopt).at(0),
                    {Value::of_text(how), Value::of_text(folder.string())}, host.services);
}

Selection some_selection() {
  Selection selection;
  selection.target = "rows";
  selection.scope = selection.match = Filter::is_null("created_at");
  return selection;
}

}  // namespace

TEST_CASE("what a plugin throws comes out as an error with its words") {
  TestHost host;
  CHECK_THROWS_WITH(hostile_job("throws in create", host), "hostile: create");
  CHECK_THROWS_WITH(hostile_job("throws in plan", host)->plan(some_selection(), {}), "hostile: plan");
  CHECK_THROWS_WITH(hostile_job("throws a number", host)->plan(some_selection(), {}),
                    "an exception of an unknown type");
  winnow_item item{};
  winnow_verdict verdict{};
  CHECK_THROWS_WITH(hostile_job("throws in review", host)->review(some_selection(), {&item, 1}, {&verdict, 1}),
                    "hostile: review");
}

TEST_CASE("no text of a plugin shows the value of a secret option") {
  TestHost host;
  CHECK_THROWS_WITH(hostile_job("throws its secret", host)->plan(some_selection(), {}),
                    "GET https://host/?key=<token> failed");
  CHECK_THROWS_WITH(hostile_job("throws much", host)->plan(some_selection(), {}),
                    std::string(498, '.') + "<token>");
  winnow_item item{};
  winnow_verdict verdict{};
  hostile_job("tells its secret", host)->review(some_selection(), {&item, 1}, {&verdict, 1});
  CHECK(host.services.words(verdict.reason) == "old, says <token>");
  CHECK(host.services.findings().at(0).words == "asked with <token>");
}

TEST_CASE("passwords inside of values are secrets too") {
  keep_secret("url", "postgres://app:p%40ss%3Aw0rd@db/shop");
  keep_password_in("dsn", "host=db password='open sesame' user=app");
  keep_password_in("plain", "https://cdn.example.org/a@b:c");
  CHECK(without_secrets("cannot reach postgres://app:p%40ss%3Aw0rd@db/shop") == "cannot reach <url>");
  CHECK(without_secrets("no entry for p@ss:w0rd") == "no entry for <url>");
  CHECK(without_secrets("open sesame, db app") == "<dsn>, db app");
  CHECK(without_secrets("https://cdn.example.org/a@b:c") == "https://cdn.example.org/a@b:c");
}

TEST_CASE("a job of a later minor version does its work") {
  TestHost host;
  const auto job = make_job(load_library(kHostile / "newer-minor.so", std::nullopt).at(0), {}, host.services);
  const std::optional<Selection> answer = job->plan(some_selection(), {});
  REQUIRE(answer.has_value());
  CHECK(answer->target == "rows");
  CHECK_FALSE(job->reviews());
}

TEST_CASE("a store must say what it is") {
  const TemporaryFolder folder;
  TestHost host;
  CHECK_THROWS_WITH(hostile_store("has no identity", folder.path(), host)->identity(),
                    "the store does not say what it is");
}

TEST_CASE("what the host's own sink throws passes through the plugin unharmed") {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "one");
  TestHost host;
  const auto store = hostile_store("", folder.path(), host);
  const ItemSink full = [](std::span<const winnow_item>) -> Next { throw std::out_of_range("the disk is full"); };
  CHECK_THROWS_AS(store->scan(some_selection(), full), std::out_of_range);
}

TEST_CASE("half a listing is an error and not a short listing") {
  const TemporaryFolder folder;
  TestHost host;
  int seen = 0;
  const ItemSink count = [&](std::span<const winnow_item> items) {
    seen += static_cast<int>(items.size());
    return Next::more;
  };
  CHECK_THROWS_WITH(hostile_store("fails half-way", folder.path(), host)->scan(some_selection(), count),
                    "hostile: half a listing");
  CHECK(seen == 1);
}
