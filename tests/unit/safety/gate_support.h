/// One gate from its TOML row, judged in a folder of the test's own.
#pragma once

#include <atomic>
#include <string>

#include "core/base/failure.h"
#include "core/plugin/host_services.h"
#include "core/safety/gates.h"
#include "scratch.h"

namespace winnow::test {

class GateBench {
 public:
  explicit GateBench(Clock& clock) : clock_(clock), host_(clock.now(), Zone{}, stop) {}

  /// `row`: the inside of the gate's table.
  GateFinding judge(const std::string& row) {
    const Config config = config_of(row);
    const GateWorld world{Environment({}), clock_, host_};
    const std::vector<GateFinding> findings = judge_gates(config.jobs.front(), config, world);
    REQUIRE(findings.size() == 1);
    return findings.front();
  }
  bool open(const std::string& row) { return judge(row).state == GateState::open; }

  /// What reading the row complains about.
  std::string mistake(const std::string& row) {
    try {
      check_gates(config_of(row));
    } catch (const Failure& failure) {
      CHECK(failure.kind() == FailureKind::configuration);
      return failure.what();
    }
    return {};
  }

  const Scratch files;
  std::atomic<bool> stop = false;

 private:
  Config config_of(const std::string& row) const {
    const std::string toml =
        "[stores.app]\nplugin = \"sqlite\"\npath = \"app.db\"\nallow = [\"t\"]\n"
        "[jobs.j]\nplugin = \"audit-prune\"\nstore = \"app\"\ntarget = \"t\"\n"
        "gates = [{ " +
        row + " }]\n";
    return parse_config(toml, files.path() / "winnow.toml", clock_.now());
  }

  Clock& clock_;
  HostServices host_;
};

}  // namespace winnow::test
