/// Each broken plugin fails exactly the check that is about what it breaks; ours fail none.
#include <catch2/catch.hpp>
#include <filesystem>

#include "sdk/conformance/conformance.h"
#include "tests/unit/temporary_folder.h"

using namespace winnow::conformance;

namespace {

namespace fs = std::filesystem;

std::vector<std::string> failed(const Subject& subject) {
  std::vector<std::string> out;
  for (const Finding& finding : check_plugin(subject)) {
    if (finding.result == Result::failed) out.push_back(finding.check);
  }
  return out;
}

Finding finding_of(const std::string& check, const Subject& subject) {
  for (const Finding& finding : check_plugin(subject)) {
    if (finding.check == check) return finding;
  }
  throw std::runtime_error("there is no check " + check);
}

std::string hostile(const std::string& name) {
  return WINNOW_HOSTILE_DIR "/" + name + ".so";
}
using Checks = std::vector<std::string>;

}  // namespace

TEST_CASE("a job with one flaw fails the check that is about it, and no other") {
  const std::pair<const char*, Checks> flaws[] = {
      {"none", {}},
      {"crashes without an option", {"survives_options"}},
      {"refuses without a word", {"survives_options"}},
      {"leaves a thread that logs", {"calls_nothing_too_late"}},
      {"logs as the program ends", {"calls_nothing_too_late"}},
      {"plans by turns", {"plans_alike"}},
      {"asks for another target", {"keeps_the_target"}},
      {"groups by what it does not fetch", {"fetches_its_groups"}},
      {"cannot review nothing", {"reviews_nothing"}},
      {"reads a field that it did not ask for", {"calls_nothing_too_late", "reviews_in_place", "reviews_alike"}},
      {"keeps the first of a page", {"reviews_alike"}}};
  for (const auto& [flaw, checks] : flaws) {
    INFO(flaw);
    CHECK(failed({.file = hostile("flawed-job"), .options = {{"flaw", flaw}}}) == checks);
  }
}

TEST_CASE("a store with one flaw fails the check that is about it, and no other") {
  const std::pair<const char*, Checks> flaws[] = {
      {"none", {}},
      {"is another each time", {"knows_itself"}},
      {"counts one too many", {"shows_all_once"}},
      {"shows one twice in small pages", {"shows_all_once"}},
      {"fetches what is not there", {"fetches_what_it_shows"}},
      {"heeds no permit", {"heeds_its_permit"}},
      {"minds no failed seal", {"stops_with_its_bin"}},
      {"takes nothing for everything", {"takes_nothing_unasked"}},
      {"restores once only", {"restores_the_same"}},
      {"removes what is gone", {"removes_once"}},
      {"minds no version", {"leaves_what_changed"}},
      {"shows less than meets a filter", {"shows_all_that_meets_a_filter"}},
      {"takes upper case for lower", {"filters_as_the_host"}},
      {"compares numbers as texts", {"filters_as_the_host"}},
      {"takes false for nothing", {"filters_as_the_host"}},
      {"finds nothing that is null", {"filters_as_the_host"}},
      {"ends bytes at a zero", {"filters_as_the_host"}},
      {"finds no value of another type", {"filters_as_the_host"}},
      {"is another in each process", {"knows_itself"}},
      {"keeps its bin", {"calls_nothing_too_late"}},
      {"keeps a sink of dependants", {"calls_nothing_too_late"}},
      {"keeps a sink of referrers", {"calls_nothing_too_late"}},
      {"leaves a thread that asks for the time", {"calls_nothing_too_late"}},
      {"keeps a sink of items", {"calls_nothing_too_late"}},
      {"minds its thread", {"works_beside_another"}},
      {"settles by guess", {"settles_truly", "settles_after_death"}},
      {"settles only its own", {"settles_after_death"}},
      {"keeps the first of two files", {"keeps_files"}},
      {"drops no file", {"keeps_files"}}};
  for (const auto& [flaw, checks] : flaws) {
    INFO(flaw);
    CHECK(
        failed(
            {.file = hostile("flawed-store"), .target = "rows", .time_field = "at", .options = {{"flaw", flaw}}}) ==
        checks);
  }
}

TEST_CASE("what cannot be loaded, is named otherwise or shows more than its entry is a finding") {
  CHECK(failed({.file = hostile("flawed-symbol")}) == Checks{"one_symbol"});
#ifndef __clang__  // which makes no symbols that all libraries of a process share
  CHECK(failed({.file = hostile("flawed-visible")}) == Checks{"one_symbol"});
#endif
  const winnow::TemporaryFolder folder;
  const fs::path other = folder.path() / "another-name.so";
  fs::copy_file(hostile("flawed-job"), other);
  CHECK(failed({.file = other.string()}) == Checks{"named_as_its_file"});
  CHECK(failed({.file = hostile("unresolved")}) == Checks{"loads", "whole_tables"});
  const std::string missing = (folder.path() / "nothing.so").string();
  CHECK(failed({.file = missing}) == Checks{"one_symbol", "loads", "whole_tables"});
  for (const Finding& finding : check_plugin({.file = missing})) CHECK(finding.result != Result::passed);
}

TEST_CASE("an option that no TOML could give a value, or a default that it could not, is a finding") {
  CHECK(failed({.file = hostile("flawed-name")}) == Checks{"declares_its_options"});
  CHECK(failed({.file = hostile("flawed-default")}) == Checks{"declares_its_options"});
  for (const Finding& finding : check_plugin({.file = hostile("flawed-default")})) {
    if (finding.check != "declares_its_options") continue;
    CHECK(finding.words ==
          "its default 0 is refused: plugin flawed-default: floor (default of flawed-default): must be between 1 "
          "and 100");
  }
}

TEST_CASE("a store that heads or puts its copies wrongly fails each check that removes") {
  const auto [flaw, words] = GENERATE(table<const char*, const char*>(
      {{"heads a part with two lines", "a header is not one JSON value on one line"},
       {"puts one twice", "it puts the copy of one item twice"}}));
  const Finding finding = finding_of(
      "removes_exactly", {.file = hostile("flawed-store"), .target = "rows", .options = {{"flaw", flaw}}});
  CHECK(finding.result == Result::failed);
  CHECK(finding.words == words);
}

TEST_CASE("what is asked of a plugin that it has not is told before anything is tried") {
  const auto misfit = [](const Subject& subject) {
    try {
      check_plugin(subject);
    } catch (const Misfit& words) {
      return std::string(words.what());
    }
    return std::string{"it was tried"};
  };
  const auto with = [](const char* option, const char* value) {
    return Subject{.file = hostile("flawed-job"), .options = {{option, value}}};
  };
  CHECK_THAT(misfit(with("flor", "3")), Catch::Contains("did you mean \"floor\"?"));
  CHECK_THAT(misfit(with("floor", "some")), Catch::Contains("floor: must be a whole number"));
  CHECK_THAT(misfit(with("floor", "101")), Catch::Contains("must be between 1 and 100"));
  CHECK_THAT(misfit({.file = hostile("flawed-job"), .target = "rows"}), Catch::Contains("flawed-job is a job"));
  CHECK(misfit(with("floor", "100")) == "it was tried");
}

TEST_CASE("of a store that lacks a required option nothing is passed for which it has to be used") {
  const Finding late = finding_of("calls_nothing_too_late", {.file = WINNOW_PLUGIN_DIR "/sqlite.so"});
  CHECK(late.result == Result::left_out);
  CHECK_THAT(late.words, Catch::Contains("--set path=VALUE"));
}

TEST_CASE("what a store was not asked about its filters is said") {
  const std::string store = hostile("flawed-store");
  const auto filters = [](const Subject& subject) { return finding_of("filters_as_the_host", subject); };
  CHECK(filters({.file = store, .target = "rows"}).words.empty());
  const Finding alike =
      filters({.file = store, .target = "rows", .fields = {"one", "two"}});  // booleans, as "done" is
  CHECK(alike.result == Result::passed);
  CHECK(alike.words == "not asked about, as two fields have the same types: done");
  // Half of one second is no whole one: as a store that needs all its time for showing its items.
  const Finding far = filters({.file = store, .target = "rows", .patience = std::chrono::seconds(1)});
  CHECK(far.result == Result::passed);
  CHECK_THAT(far.words, Catch::Matches("in 0 s it answered 0 of [0-9]+ questions"));
  const Finding unknown = filters({.file = store, .target = "rows", .fields = {"nothing"}});
  CHECK(unknown.result == Result::left_out);
  CHECK(unknown.words == "no item has a value of --field nothing");
}

TEST_CASE("a plugin that hangs, exits or dies is a finding with a word for how") {
  const auto words = [](const std::string& how) {
    return finding_of(
               "plans_alike",
               {.file = hostile("hostile-job"), .options = {{"how", how}}, .patience = std::chrono::seconds(1)})
        .words;
  };
  CHECK_THAT(words("aborts"), Catch::Contains("killed by Aborted"));
  CHECK_THAT(words("exits with 0"), Catch::Contains("it ended the process, with status 0"));
  CHECK_THAT(words("never returns"), Catch::Contains("did not come to an end in 1 s"));
  CHECK_THAT(words("throws in plan"), Catch::Contains("hostile: plan"));
}

TEST_CASE("our own jobs fail no check") {
  for (const char* const job :
       {"audit-prune", "soft-delete-sweep", "webhook-prune", "idempotency-check", "trash-purge"}) {
    INFO(job);
    CHECK(failed({.file = WINNOW_PLUGIN_DIR "/" + std::string(job) + ".so"}).empty());
  }
}
