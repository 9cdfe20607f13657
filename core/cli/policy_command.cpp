#include <algorithm>
#include <filesystem>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/cli/case_results.h"
#include "core/cli/commands.h"
#include "core/policy/folders.h"

namespace winnow {
namespace {

/// What is to be tested, and where names are looked up.
struct Request {
  std::vector<std::string> names;  ///< of policies, or paths
  PolicyFolders folders;
};

/// The policies that jobs name, in the order of the TOML, then what else lies in its folder of policies.
std::vector<std::string> policies_of(const Config& config) {
  std::vector<std::string> out;
  const auto add = [&out](const std::string& name) {
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  };
  for (const JobConfig& job : config.jobs) {
    if (!job.policy.empty()) add(job.policy);
  }
  if (!config.policies.empty()) {
    for (const std::string& name : policy_names_in(config.policies)) add(name);
  }
  return out;
}

/// Files that are named by path need no TOML, and neither does a shipped policy where there is no TOML at hand.
Request request_of(const Globals& globals, const std::vector<std::string>& words) {
  const bool all_paths = !words.empty() && std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return std::filesystem::exists(word);
  });
  const bool toml_at_hand =
      !globals.config.empty() || std::getenv("WINNOW_CONFIG") != nullptr || std::filesystem::exists("winnow.toml");
  if (all_paths || (!words.empty() && !toml_at_hand)) return {words, PolicyFolders::shipped()};
  const Config config = load_config(find_config(globals.config), SystemClock().now());
  return {words.empty() ? policies_of(config) : words, PolicyFolders::of(config)};
}

/// A policy that is not found is a result as any other, so that the rest is tested all the same.
SuiteResult test(const std::string& name, const PolicyFolders& folders) {
  SuiteResult out;
  out.subject = name;
  try {
    const std::string file = std::filesystem::exists(name) ? name : folders.find(name).string();
    return run_policy_cases(file, SystemClock());
  } catch (const Failure& failure) {
    out.error = failure.what();
  }
  return out;
}

}  // namespace

void declare_policy(OptionsDescription& options) {
  declare_junit(options);
}

int policy_command(const Invocation& invocation) {
  std::vector<std::string> words = invocation.list("args");
  if (words.empty() || words.front() != "test") {
    throw configuration_failure("", "policy knows test" + (words.empty() ? "" : ", not \"" + words.front() + "\""),
                                "winnow policy test [FILE...]");
  }
  words.erase(words.begin());
  const Request request = request_of(invocation.globals, words);
  if (request.names.empty()) {
    throw configuration_failure("", "the TOML names no policies", "name a file: winnow policy test FILE...");
  }
  std::vector<SuiteResult> results;
  for (const std::string& name : request.names) results.push_back(test(name, request.folders));
  return tell(results, Subjects::policies, invocation);
}

}  // namespace winnow
