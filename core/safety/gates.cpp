#include "core/safety/gates.h"

#include <array>

#include "core/base/failure.h"
#include "core/safety/gate_kinds.h"

namespace winnow {
namespace {

struct Kind {
  std::string_view word;
  std::unique_ptr<Gate> (*make)(const Section& row, const std::filesystem::path& folder);
};
constexpr std::array kKinds = {Kind{"file-empty", make_file_empty}, Kind{"file-fresh", make_file_fresh},
                               Kind{"http", make_http}, Kind{"command", make_command}};

std::unique_ptr<Gate> read_gate(const GateConfig& gate, const Config& config) {
  std::vector<std::string> words;
  for (const Kind& kind : kKinds) {
    if (kind.word == gate.kind) return kind.make(Section(gate.own, gate.place), config.folder);
    words.emplace_back(kind.word);
  }
  const toml::value<std::string> word(gate.kind);
  Entry("kind", word, gate.place).one_of(words);
  throw Failure(gate.place.text(), "unknown gate");  // one_of() has thrown
}

GateFinding judge(const Gate& gate, const GateWorld& world) {
  try {
    return gate.judge(world);
  } catch (const std::exception& error) {
    return {gate.name(), GateState::closed, std::string("it cannot be judged: ") + error.what(), gate.wanted()};
  }
}

}  // namespace

std::vector<std::unique_ptr<Gate>> read_gates(const JobConfig& job, const Config& config) {
  std::vector<std::unique_ptr<Gate>> out;
  for (const GateConfig& gate : job.gates) out.push_back(read_gate(gate, config));
  return out;
}

void check_gates(const Config& config) {
  for (const JobConfig& job : config.jobs) read_gates(job, config);
}

std::vector<GateFinding> judge_gates(const JobConfig& job, const Config& config, const GateWorld& world) {
  std::vector<GateFinding> out;
  for (const auto& gate : read_gates(job, config)) out.push_back(judge(*gate, world));
  return out;
}

std::string closed_words(const std::vector<GateFinding>& findings) {
  std::string out;
  for (const GateFinding& finding : findings) {
    if (finding.state == GateState::open) continue;
    out += (out.empty() ? "" : "; ") + ("gate closed: " + finding.gate) + ": found " + finding.found + ", wanted " +
           finding.wanted;
  }
  return out;
}

}  // namespace winnow
