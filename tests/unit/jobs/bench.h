/// A job over a SQLite database, planned as the program would plan it: the TOML is read, the job's and the store's
/// libraries are loaded from the build, every row is weighed. Only the clock stands still.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/plan/tally.h"
#include "core/plugin/host_services.h"

namespace winnow::test {

/// What "now" is in these tests: 2026-11-21T00:00:00Z.
inline const std::string kNow = "2026-11-21T00:00:00Z";

struct Outcome {
  Tally tally;
  std::set<std::string> nominated;             ///< keys
  std::map<std::string, std::string> reasons;  ///< of each nominated key
  std::map<std::string, Finding> findings;     ///< by name
  std::string failure;                         ///< why the job could not be planned; empty: it was
};

/// `sql` makes the database. `job` is the inside of a [jobs.it] table without store; "target" must be in it. Runs
/// in a folder of its own, which is removed. Throws only what a broken test throws.
Outcome plan(const std::string& sql, const std::string& job, const std::string& timezone = "UTC");

}  // namespace winnow::test
