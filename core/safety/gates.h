/// Gates: preconditions of a job. While one is closed the job plans but does not apply.
///
///   gates = [{ kind = "file-empty", path = "audit-fallback.jsonl" },
///            { kind = "file-fresh", path = "/backups/*.dump", max_age = "26h", min_size = "10MiB" },
///            { kind = "http", url = "http://127.0.0.1:8090/status/app", pointer = "/last_run_status", equals =
///            "200" }, { kind = "command", command = ["/usr/local/bin/replicas-in-sync"], timeout = "30s" }]
///
/// A gate that cannot be judged is closed. docs/gates.md is the user's page. Thread rule: one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/config/config.h"
#include "core/config/environment.h"
#include "core/plugin/host_services.h"
#include "winnow/job.hpp"

namespace winnow {

/// What gates look at the world with.
struct GateWorld {
  const Environment& environment;
  Clock& clock;
  const HostServices& host;  ///< asked whether the run is to end, and why
};

enum class GateState { open, closed };

struct GateFinding {
  std::string gate;  ///< its kind and what it looks at, without secrets
  GateState state = GateState::closed;
  std::string found;
  std::string wanted;
};

/// One gate of the TOML, read and checked.
class Gate {
 public:
  virtual ~Gate() = default;
  /// Throws Failure where it cannot tell.
  virtual GateFinding judge(const GateWorld& world) const = 0;
  virtual std::string name() const = 0;
  virtual std::string wanted() const = 0;
};

/// The gates of a job. Throws Failure (configuration) with place and remedy for what is not a gate.
std::vector<std::unique_ptr<Gate>> read_gates(const JobConfig& job, const Config& config);

/// The same for every job of the TOML, for its mistakes only.
void check_gates(const Config& config);

/// One finding a gate, in the order of the TOML.
std::vector<GateFinding> judge_gates(const JobConfig& job, const Config& config, const GateWorld& world);

/// "gate closed: file-empty audit.jsonl: found 3 lines, wanted an empty file", of all that are closed; empty if
/// none is.
std::string closed_words(const std::vector<GateFinding>& findings);

}  // namespace winnow
