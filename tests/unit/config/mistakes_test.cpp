/// Every mistake is refused, with line and column, what is wrong, and what would be right.
#include <catch2/catch.hpp>

#include "core/base/failure.h"
#include "core/config/config.h"

using namespace winnow;

namespace {

std::string mistake(std::string_view toml) {
  try {
    parse_config(toml, "winnow.toml", *parse_time("2026-11-21T06:47:00Z", Zone{}));
  } catch (const Failure& failure) {
    CHECK(failure.kind() == FailureKind::configuration);
    return failure.what();
  }
  return "no failure";
}

struct Case {
  const char* toml;
  const char* message;
};

void check(const std::string& before, const Case& one) {
  INFO(one.toml);
  CHECK_THAT(mistake(before + one.toml), Catch::StartsWith(one.message));
}

}  // namespace

TEST_CASE("mistakes: what is no TOML, or says a thing twice") {
  check("", GENERATE(
                Case{"[winnow]\nstate 3", "winnow.toml:2:7: not valid TOML: "},
                Case{"[winnow]\nstate = \"a", "winnow.toml:2:11: not valid TOML: "},
                Case{"[bin]\npath = \"b\"", "winnow.toml:1:2: there is no table [bin]; the bin's keys stand under"},
                Case{"x = \"\xff\"", "winnow.toml:1:5: not valid TOML: "},
                Case{"[limits]\npace = \"1/s\"\npace = \"2/s\"", "winnow.toml:3:8: \"pace\" is given twice; keep"},
                Case{"[jobs.a]\nplugin = \"p\"\n[jobs.a]", "winnow.toml:3:1: \"jobs.a\" is given twice; keep"}));
}

TEST_CASE("mistakes: unknown keys, with a suggestion where one is near") {
  check("", GENERATE(Case{"[winow]", "winnow.toml:1:2: unknown key \"winow\"; did you mean \"winnow\"?"},
                     Case{"[winnow]\nstate = \"s\"\n stat = \"s\"",
                          "winnow.toml:3:2: unknown key \"stat\" in [winnow]; did you mean \"state\"?"},
                     Case{"[trash]\nzzzzzzzzz = 1", "winnow.toml:2:1: unknown key \"zzzzzzzzz\" in [trash]"},
                     Case{"[limits]\nmax_delete = 1",
                          "winnow.toml:2:1: unknown key \"max_delete\" in [limits]; did you mean \"max_deletes\"?"},
                     Case{"[jobs.a]\npolicy = \"p.lua\"\nretension = \"3d\"",
                          "winnow.toml:3:1: unknown key \"retension\" in [jobs.a]; did you mean \"retention\"?"},
                     Case{"[jobs.a]\nplugn = \"p\"",
                          "winnow.toml:2:1: unknown key \"plugn\" in [jobs.a]; did you mean \"plugin\"?"},
                     Case{"[jobs.a]\nplugin = \"p\"\nlimits = { max_shar = \"3%\" }",
                          "winnow.toml:3:12: unknown key \"max_shar\" in limits; did you mean \"max_share\"?"},
                     Case{"[[notify]]\nurll = \"x\"",
                          "winnow.toml:2:1: unknown key \"urll\" in notify; did you mean \"url\"?"}));
}

TEST_CASE("mistakes: of stores") {
  check("[stores.app]\nplugin = \"sqlite\"\n",
        GENERATE(Case{"", "winnow.toml:1:9: [stores.app] needs \"allow\" ("},
                 Case{"allow = []", "winnow.toml:3:1: allow: must not be empty; nothing means everything"},
                 Case{"allow = [\"a\", \"\"]", "winnow.toml:3:15: allow: must not be empty"},
                 Case{"allow = \"a\"", "winnow.toml:3:1: allow: must be a list, not a text"},
                 Case{"allow = [1]", "winnow.toml:3:10: allow: must be a text in quotes, not an integer"},
                 Case{"allow = [\"*\"]", "winnow.toml:3:10: allow: \"*\" has no name in it; name the targets"},
                 Case{"allow = [\"/\"]", "winnow.toml:3:10: allow: \"/\" has no name in it"},
                 Case{"allow = [\"a\"]\nsha256 = \"abc\"", "winnow.toml:4:1: sha256: must be 64 hex digits"},
                 Case{"allow = [\"a\"]\n[stores.b]\nallow = [\"a\"]",
                      "winnow.toml:4:9: [stores.b] needs \"plugin\" (the kind of store"}));
  check("", GENERATE(Case{"stores = 3", "winnow.toml:1:1: stores: must be a table, not an integer"},
                     Case{"[stores]\napp = 3", "winnow.toml:2:1: app: must be a table, not an integer"},
                     Case{"[stores.\"a/b\"]", "winnow.toml:1:9: \"a/b\": is not a name; use letters"},
                     Case{"[stores.\"..\"]", "winnow.toml:1:9: \"..\": is not a name"},
                     Case{"[stores.\"\"]", "winnow.toml:1:9: \"\": is not a name"},
                     Case{"[jobs.-a]", "winnow.toml:1:7: \"-a\": is not a name"}));
}

TEST_CASE("mistakes: of durations") {
  check(
      "[jobs.a]\nplugin = \"p\"\n",
      GENERATE(Case{"retention = \"30\"", "winnow.toml:3:1: retention: bad duration \"30\": a unit is missing"},
               Case{"retention = 30", "winnow.toml:3:1: retention: a unit is missing; write \"30d\""},
               Case{"retention = 0", "winnow.toml:3:1: retention: a unit is missing; write \"30d\""},
               Case{"retention = \"1M\"", "winnow.toml:3:1: retention: bad duration \"1M\": m is minutes, mo is"},
               Case{"retention = \"0s\"", "winnow.toml:3:1: retention: bad duration \"0s\": it must not be zero"},
               Case{"retention = \"-3d\"", "winnow.toml:3:1: retention: bad duration \"-3d\": it must not be neg"},
               Case{"retention = \"2024-01-31\"",
                    "winnow.toml:3:1: retention: bad duration \"2024-01-31\": that is a date; write how long"},
               Case{"retention = nan", "winnow.toml:3:1: retention: must be a duration such as \"30d\", not a num"},
               Case{"retention = \"\"", "winnow.toml:3:1: retention: bad duration \"\""},
               Case{"deadline = \"soon\"", "winnow.toml:3:1: deadline: bad duration \"soon\""},
               Case{"limits = { window = \"1\" }", "winnow.toml:3:12: window: bad duration \"1\""}));
  check("", GENERATE(Case{"[winnow]\nplan_expiry = \"0d\"", "winnow.toml:2:1: plan_expiry: bad duration"},
                     Case{"[trash]\nretention = \"1x\"", "winnow.toml:2:1: retention: bad duration \"1x\""}));
}

TEST_CASE("mistakes: of limits and shares") {
  check(
      "[limits]\n",
      GENERATE(Case{"max_deletes = 0", "winnow.toml:2:1: max_deletes: must be at least 1; to remove nothing, run"},
               Case{"max_deletes = -1", "winnow.toml:2:1: max_deletes: must be at least 1"},
               Case{"max_deletes = 1.5", "winnow.toml:2:1: max_deletes: must be a whole number, not a number with"},
               Case{"max_share = 0.5", "winnow.toml:2:1: max_share: must be a share in percent such as \"50%\""},
               Case{"max_share = \"0%\"", "winnow.toml:2:1: max_share: must be above 0%"},
               Case{"max_share = \"101%\"", "winnow.toml:2:1: max_share: must not be above 100%"},
               Case{"max_share = \"nan%\"", "winnow.toml:2:1: max_share: \"nan%\" is not a share in percent"},
               Case{"max_share = \"-5%\"", "winnow.toml:2:1: max_share: \"-5%\" is not a share in percent"},
               Case{"max_share = \"50\"", "winnow.toml:2:1: max_share: \"50\" is not a share in percent; write"},
               Case{"max_growth = \"0%\"", "winnow.toml:2:1: max_growth: must be above 0%"},
               Case{"pace = \"0/s\"", "winnow.toml:2:1: pace: \"0/s\" is not a pace; write it like \"2000/s\""},
               Case{"pace = \"5\"", "winnow.toml:2:1: pace: \"5\" is not a pace"},
               Case{"pace = \"5/d\"", "winnow.toml:2:1: pace: \"5/d\" is not a pace"},
               Case{"pace = \"-5/s\"", "winnow.toml:2:1: pace: \"-5/s\" is not a pace"},
               Case{"pace = \"5/s \"", "winnow.toml:2:1: pace: \"5/s \" is not a pace"}));
  check("", GENERATE(Case{"[trash]\nmin_free = \"100%\"", "winnow.toml:2:1: min_free: must be below 100%"},
                     Case{"[trash]\nmin_free = 5", "winnow.toml:2:1: min_free: must be a share in percent"}));
}

TEST_CASE("mistakes: of jobs") {
  check("[stores.app]\nplugin = \"sqlite\"\nallow = [\"t\"]\n[jobs.a]\n",
        GENERATE(
            Case{"plugin = \"p\"\npolicy = \"q.lua\"",
                 "winnow.toml:6:1: policy: stands beside \"plugin\"; a job has exactly one of them"},
            Case{"store = \"app\"\ntarget = \"t\"",
                 "winnow.toml:4:7: [jobs.a] needs \"plugin\" or \"policy\"; a job has exactly one of them"},
            Case{"plugin = \"\"", "winnow.toml:5:1: plugin: must not be empty"},
            Case{"plugin = \"p\"\nparams = {}", "winnow.toml:6:1: params: belongs to a policy"},
            Case{"plugin = \"p\"\nstore = \"ap\"\ntarget = \"t\"",
                 "winnow.toml:6:1: store: there is no [stores.ap]; did you mean \"app\"?"},
            Case{"plugin = \"p\"\nstore = \"app\"", "winnow.toml:4:7: [jobs.a] needs \"target\""},
            Case{"plugin = \"p\"\ntarget = \"t\"", "winnow.toml:4:7: [jobs.a] needs \"store\""},
            Case{"plugin = \"p\"\nstore = \"app\"\ntarget = \"\"", "winnow.toml:7:1: target: must not be empty"},
            Case{"plugin = \"p\"\ntimes = \"m\"", "winnow.toml:6:1: times: unknown word \"m\""},
            Case{"plugin = \"p\"\ncascade = \"archiv\"",
                 "winnow.toml:6:1: cascade: unknown word \"archiv\"; did you mean \"archive\"?"},
            Case{"plugin = \"p\"\nfiles = [{ column = \"c\" }]", "winnow.toml:6:10: files needs \"store\""},
            Case{"plugin = \"p\"\nfiles = [{ column = \"c\", store = \"apq\" }]",
                 "winnow.toml:6:26: store: there is no [stores.apq]; did you mean \"app\"?"},
            Case{"plugin = \"p\"\nfiles = [{ column = \"c\", store = \"app\", colum = 1 }]",
                 "winnow.toml:6:41: unknown key \"colum\" in files; did you mean \"column\"?"},
            Case{"plugin = \"p\"\nreferences = [{ store = \"app\", target = \"t\" }]",
                 "winnow.toml:6:15: references needs \"column\""},
            Case{"plugin = \"p\"\ngates = [{ path = \"x\" }]", "winnow.toml:6:10: gates needs \"kind\""},
            Case{"plugin = \"p\"\ngates = { kind = \"x\" }", "winnow.toml:6:1: gates: must be a list, not a table"},
            Case{"plugin = \"p\"\nwhere = {}",
                 "winnow.toml:6:1: where needs a comparison; nothing means everything by being empty"},
            Case{"plugin = \"p\"\nwhere = { a = { gtx = 1 } }",
                 "winnow.toml:6:17: a: unknown comparison \"gtx\"; did you mean \"gt\"?"},
            Case{"plugin = \"p\"\nhold_if = { a = { older_than = \"1M\" } }",
                 "winnow.toml:6:19: a.older_than: bad duration \"1M\""}));
  check("", GENERATE(Case{"[[jobs]]\nplugin = \"p\"", "winnow.toml:1:3: jobs: must be a table, not a list"}));
}

TEST_CASE("mistakes: of [winnow] and of notifications") {
  check("", GENERATE(Case{"[winnow]\nstate = \"\"", "winnow.toml:2:1: state: must not be empty"},
                     Case{"[winnow]\nstate = \"${A\"", "winnow.toml:2:1: state: \"${\" without \"}\""},
                     Case{"[winnow]\nplugins = [\"\"]", "winnow.toml:2:12: plugins: must not be empty"},
                     Case{"[winnow]\ntimezone = \"Mars/Base\"",
                          "winnow.toml:2:1: timezone: unknown time zone \"Mars/Base\"; use a name such as"},
                     Case{"[[notify]]\nkind = \"slak\"\nurl = \"x\"",
                          "winnow.toml:2:1: kind: unknown word \"slak\"; did you mean \"slack\"?"},
                     Case{"[[notify]]\nkind = \"slack\"", "winnow.toml:1:1: notify needs \"url\""},
                     Case{"[[notify]]\nkind = \"slack\"\nurl = \"${A b}\"",
                          "winnow.toml:3:1: url: \"${...}\" must hold a name"},
                     Case{"[[notify]]\nkind = \"slack\"\nurl = \"https://x\"\non = []",
                          "winnow.toml:4:1: on: must not be empty"},
                     Case{"[[notify]]\nkind = \"slack\"\nurl = \"https://x\"\non = [\"fail\"]",
                          "winnow.toml:4:7: on: unknown word \"fail\"; did you mean \"failed\"?"}));
}
