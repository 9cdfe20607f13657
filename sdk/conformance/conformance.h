/// What any plugin must hold, tried over the C ABI alone: named checks, each in a process of its own.
///
///   for (const Finding& finding : check_plugin({.file = "my-prune.so"})) std::cout << finding.check << '\n';
///
/// The library is loaded in the child processes only, so that a plugin that crashes, exits, prints or hangs is a
/// finding and nothing more. Checks of a store remove and restore: give them data that may be lost. Thread rule: a
/// process with one thread, as each check forks.
#pragma once

#include <chrono>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace winnow::conformance {

struct Subject {
  std::string file;
  std::string target = {};               ///< of a store, with at least four items; empty: its items are not tried
  std::string time_field = {};           ///< of that target; empty: none
  std::vector<std::string> fields = {};  ///< of that target, to be filtered by, beside those that inspect() tells
  std::map<std::string, std::string> options = {};  ///< values of declared options, as text
  std::chrono::seconds patience{20};                ///< for each check
};

enum class Result { passed, failed, left_out };

struct Finding {
  std::string check;        ///< a stable name, for example "removes_half"
  std::string explanation;  ///< what must hold
  Result result = Result::passed;
  std::string
      words;  ///< of a failed one: what was seen; of one left out: why; of one that passed: what was not tried
};

/// The subject asks for what this plugin cannot be asked for: an option that it has not, a value out of its range.
class Misfit : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// All checks that are about this kind of plugin, in order. Throws Misfit.
std::vector<Finding> check_plugin(const Subject& subject);

}  // namespace winnow::conformance
