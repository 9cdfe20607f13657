#include <catch2/catch.hpp>
#include <filesystem>

#include "core/base/file.h"
#include "core/policy/case_runner.h"
#include "core/policy/dry_call.h"
#include "tests/unit/policy/try_policy.h"

using namespace winnow;

namespace {

std::vector<std::string> shelf() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(WINNOW_TEST_DATA "/../policies")) {
    if (entry.path().extension() == ".lua") out.push_back(entry.path().string());
  }
  return out;
}

}  // namespace

TEST_CASE("shelf: the cases of every shipped policy pass") {
  const std::vector<std::string> files = shelf();
  REQUIRE(files.size() == 8);
  const SystemClock clock;
  for (const std::string& file : files) {
    const SuiteResult result = run_policy_cases(file, clock);
    const std::vector<SuiteResult> one = {result};
    INFO(text_of(one));
    CHECK(result.error.empty());
    CHECK(result.cases.size() >= 4);
    for (const CaseResult& test : result.cases) CHECK(test.differences.empty());
  }
}

TEST_CASE("shelf: the README tells every parameter as the policy declares it") {
  const std::string readme = read_file(WINNOW_TEST_DATA "/../policies/README.md");
  NotingHost host;
  const SystemClock clock;
  for (const std::string& file : shelf()) {
    const Script script(read_policy(file), host, {}, clock, {});
    CHECK(script.params().empty() == file.ends_with("/older_than.lua"));  // its keys are the host's
    for (const Param& param : script.params()) {
      const std::string value = shown(*param.fallback);
      const std::string row =
          "| `" + param.name + "` | " + (value.empty() ? "" : "`" + value + "`") + " | " + param.help + " |\n";
      CAPTURE(file);
      CHECK_THAT(readme, Catch::Contains(row));
    }
  }
}

TEST_CASE("shelf: a dry call finds nothing wrong with any shipped policy") {
  const SystemClock clock;
  for (const std::string& file : shelf()) {
    CAPTURE(file);
    CHECK(dry_call(read_policy(file), {}, {}, {}, at("2026-11-21T23:00:00Z"), clock, {}).empty());
  }
}
