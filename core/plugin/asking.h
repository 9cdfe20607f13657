/// Which plugin is being asked right now, and since when: on a page that the process which watches this one sees
/// too (core/cli/own_process.h), so that it can say whose fault an end without a word was.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "core/base/times.h"

namespace winnow {

/// Shared memory between two processes of winnow; plain data.
struct AskedPage {
  static constexpr std::size_t kMostWords = 300;

  std::atomic<std::int64_t> since{0};  ///< when it was asked, microseconds since boot; 0: nobody is being asked
  std::atomic<std::int64_t> limit{0};  ///< so long may one answer take, microseconds; 0: as long as it likes
  std::atomic<int> ended{0};           ///< 1 + exit status, once all was said
  std::atomic<bool> spoke{false};      ///< something went to standard output before the end
  char who[kMostWords]{};              ///< "plugin \"audit-prune\"", with a NUL
};

/// The page of this process: one of its own, unless share_asked_page() was called.
AskedPage& asked_page();
/// Called before a fork: from here on parent and child have one page. Throws Failure.
void share_asked_page();

/// While it lives, `who` is being asked. They nest: a store that shows items makes the host ask a job.
/// Thread rule: any; only what the main thread asks is seen.
class Asking {
 public:
  explicit Asking(const std::string& who);
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;
  ~Asking();

 private:
  static void show(const std::string& who, std::int64_t since);

  const std::string& who_;
  std::int64_t since_ = 0;
  const Asking* before_ = nullptr;
};

}  // namespace winnow
