/// Configuration, state and stores for a command that works in its own process.
#pragma once

#include <atomic>
#include <csignal>

#include "core/base/clock.h"
#include "core/bin/bin_view.h"
#include "core/bin/store_medium.h"
#include "core/cli/command.h"
#include "core/judge/setup.h"

namespace winnow {

/// Set by SIGTERM, SIGINT and SIGHUP (unless that is ignored already, as by nohup) once watch_signals() was called:
/// the batch in hand is ended, then the work stops.
extern std::atomic<bool> stop_requested;
/// Set as well by kDeadlineSignal, with which a run tells a job's process that the job's deadline is over.
extern std::atomic<bool> past_deadline;
inline constexpr int kDeadlineSignal = SIGUSR1;
void watch_signals();

/// $WINNOW_OPERATOR, else the login.
std::string operator_name();

/// "20261121T064700Z-7f3a"
std::string new_run_id(Time now);

/// Everything that a World refers to. Not to be moved.
class Session {
 public:
  /// `now`: the run's frozen time. Throws Failure.
  Session(const Globals& globals, std::string run, Time now);
  Session(Config config, std::string run, Time now);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  /// Marks the bin where the ledger has grown meanwhile, so that no older state is taken for this one.
  ~Session();

  World& world() { return world_; }
  const Config& config() const { return config_; }

 private:
  SystemClock clock_;
  Config config_;
  Environment environment_;
  Registry registry_;
  State state_;
  std::int64_t began_at_;  ///< the number of the ledger's last record then
  HostServices host_;
  Stores stores_;
  BinOfWorld bin_;
  std::unique_ptr<Medium> medium_;
  World world_;
};

}  // namespace winnow
