#include "core/cli/session.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "core/base/encoding.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/bin/belonging.h"
#include "core/cli/own_process.h"
#include "core/safety/own_state.h"
#include "core/state/ledger.h"

namespace winnow {

std::atomic<bool> stop_requested = false;
std::atomic<bool> past_deadline = false;

void watch_signals() {
  struct sigaction action {};
  action.sa_handler = [](int) { stop_requested = true; };
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    struct sigaction before {};
    sigaction(signal, nullptr, &before);
    // Under nohup a terminal that closes is nothing to stop for.
    if (signal != SIGHUP || before.sa_handler != SIG_IGN) sigaction(signal, &action, nullptr);
  }
  action.sa_handler = [](int) { stop_requested = past_deadline = true; };
  sigaction(kDeadlineSignal, &action, nullptr);
}

std::string operator_name() {
  if (const char* name = std::getenv("WINNOW_OPERATOR"); name != nullptr && *name != '\0') return printable(name);
  const struct passwd* const user = ::getpwuid(::getuid());
  return user == nullptr ? "uid " + std::to_string(::getuid()) : user->pw_name;
}

std::string new_run_id(Time now) {
  std::string text = iso(now).substr(0, 19) + "Z";
  std::erase(text, '-');
  std::erase(text, ':');
  return text + "-" + random_hex(6);
}

namespace {

/// The TOML and its env files, the state with what stands beside it, the bin.
std::vector<std::string> own_paths(const Config& config) {
  std::vector<std::filesystem::path> paths = state_files(config.state);
  paths.insert(paths.end(), {config.file, config.trash});
  paths.insert(paths.end(), config.env_files.begin(), config.env_files.end());
  return {paths.begin(), paths.end()};
}

}  // namespace

Session::Session(const Globals& globals, std::string run, Time now)
    : Session(load_config(find_config(globals.config), now), std::move(run), now) {
  // What acts may wait for a lock, or have much to do in one answer: killed in the middle it had to begin anew.
  if (!globals.acts) limit_answers(config_);
}

Session::Session(Config config, std::string run, Time now)
    : config_(std::move(config)),
      environment_(config_.env_files),
      registry_(Registry::of(config_)),
      state_(open_state(config_)),
      began_at_(Ledger(state_).head().seq),
      host_(now, config_.zone, stop_requested, &past_deadline),
      stores_(config_, environment_, registry_, host_),
      medium_(medium_of(config_, stores_)),
      world_{config_, environment_, registry_, state_,         clock_, host_,
             stores_, bin_,         *medium_,  std::move(run), now,    operator_name()} {
  host_.set_own_paths(own_paths(config_));
}

Session::~Session() {
  try {
    if (Ledger(state_).head().seq != began_at_) mark_bin(state_, *medium_);
  } catch (const std::exception& error) {
    spdlog::warn("the bin could not be marked, so that a state of before would be taken for this one: {}",
                 error.what());
  }
}

}  // namespace winnow
