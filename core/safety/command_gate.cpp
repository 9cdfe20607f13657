/// command: the exit status of a program.
#include <cstring>

#include "core/base/failure.h"
#include "core/base/process.h"
#include "core/base/text.h"
#include "core/safety/gate_kinds.h"

namespace winnow {
namespace {

const std::vector<std::string> kCommandKeys = {"command", "status", "timeout"};

struct CommandRule {
  std::vector<std::string> words;
  std::int64_t status = 0;
  Span limit = std::chrono::seconds(60);
  std::filesystem::path folder;
};

class Command final : public Gate {
 public:
  explicit Command(CommandRule rule) : rule_(std::move(rule)) {}
  /// Without the arguments, which may hold secrets.
  std::string name() const override { return "command " + printable(rule_.words.front()); }
  std::string wanted() const override { return "exit status " + std::to_string(rule_.status); }

  GateFinding judge(const GateWorld& world) const override {
    Program program{{}, rule_.folder, rule_.limit};
    for (const std::string& word : rule_.words) {
      program.words.push_back(world.environment.fill(word, "gate command"));
    }
    const Ended ended = run_program_within(program, world.clock, [&] { return world.host.stopping(); });
    const bool open = ended.how == Ended::How::exited && ended.number == rule_.status;
    return {name(), open ? GateState::open : GateState::closed, words_of_end(ended, world), wanted()};
  }

 private:
  std::string words_of_end(const Ended& ended, const GateWorld& world) const {
    switch (ended.how) {
      case Ended::How::exited: return "exit status " + std::to_string(ended.number);
      case Ended::How::killed_by_signal: return std::string("an end by signal ") + ::strsignal(ended.number);
      case Ended::How::out_of_time: return "no end within " + words_of(rule_.limit);
      case Ended::How::interrupted: break;
    }
    return "the run being " + std::string(world.host.why_stopping());
  }

  CommandRule rule_;
};

}  // namespace

std::unique_ptr<Gate> make_command(const Section& row, const std::filesystem::path& folder) {
  row.refuse_others(kCommandKeys);
  CommandRule rule;
  rule.folder = folder;
  const Entry command = row.need("command", "the program and its arguments");
  if (command.node().is_string()) {
    command.fail("must be a list, because no shell reads it",
                 "write it like [\"/usr/bin/test\", \"-e\", \"/flag\"]");
  }
  rule.words = command.texts();
  for (const std::string& word : rule.words) check_references(word, command.place().text() + ": command");
  if (const auto status = row.find("status")) {
    rule.status = status->integer();
    if (rule.status < 0 || rule.status > 255) status->fail("is not an exit status", "0 to 255");
  }
  if (const auto timeout = row.find("timeout")) rule.limit = timeout->duration().about();
  return std::make_unique<Command>(std::move(rule));
}

}  // namespace winnow
