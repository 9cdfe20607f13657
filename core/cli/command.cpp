#include "core/cli/command.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iostream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/help.h"
#include "core/cli/help_texts.h"
#include "core/report/json.h"
#include "core/report/status.h"

namespace winnow {
namespace {

void declare_nothing(OptionsDescription& options);
int help_command(const Invocation& invocation);
int version_command(const Invocation& invocation);

using Json = nlohmann::ordered_json;

constexpr auto kShown = Visibility::shown;
const std::array kCommands = {
    Command{"init", "[--demo DIR]", "write a starter winnow.toml, or a data set to try", kShown, Plugins::look,
            declare_init, init_command, help::kInit, 0},
    Command{"check", "", "does the TOML hold, are its stores there, what may this account do", kShown,
            Plugins::look, declare_check, check_command, help::kCheck, 0},
    Command{"plan", "[JOB...] [-o FILE] [--html FILE]", "show what would go; removes nothing", kShown,
            Plugins::none, declare_plan, plan_command, help::kPlan},
    Command{"diff", "[OLD.toml] [JOB...]",
            "what more and what less would go than under another TOML, or as approved", kShown, Plugins::look,
            declare_diff, diff_command, help::kDiff},
    Command{"approve", "JOB...|PLAN [--withdraw]",
            "accept the form of the last plan, or a plan file; take that back", kShown, Plugins::look,
            declare_approve, approve_command, help::kApprove},
    Command{"run", "[JOB...] [--apply [--plan FILE]]", "plan; with --apply also remove what is approved", kShown,
            Plugins::none, declare_run, run_command, help::kRun},
    Command{"undo", "RUN [SELECTION] [--dry-run]", "bring back what a run removed", kShown, Plugins::act,
            declare_undo, undo_command, help::kUndo, 1},
    Command{"trash", "list|stats|show|restore|check|purge|adopt", "what lies in the bin", kShown, Plugins::act,
            declare_trash, trash_command, help::kTrash},
    Command{"drill", "[JOB...] [--sample N]", "try copies out of the bin, before somebody needs them", kShown,
            Plugins::act, declare_drill, drill_command, help::kDrill},
    Command{"history", "[JOB...]", "past runs", kShown, Plugins::none, declare_history, history_command,
            help::kHistory},
    Command{"show", "RUN|PLAN [--html FILE]", "the report of a past run, or of a plan file", kShown, Plugins::none,
            declare_show, show_command, help::kShow, 1},
    Command{"plugin", "list|show ID|check FILE|test FILE...|new KIND NAME",
            "which plugins there are, their options; check, test or begin one", kShown, Plugins::look,
            declare_plugin, plugin_command, help::kPlugin},
    Command{"hold", "add STORE/TARGET [SELECTION] [--until DATE]|list|release ID",
            "what nobody may remove or purge", kShown, Plugins::act, declare_hold, hold_command, help::kHold},
    Command{"status", "[JOB...] [--max-age 8d]", "is all well: last success, breaker, holds, bin", kShown,
            Plugins::none, declare_status, status_command, help::kStatus},
    Command{"serve", "[--listen 127.0.0.1:8090]", "read-only pages: status, runs, bin, holds; for monitors, too",
            kShown, Plugins::none, declare_serve, serve_command, help::kServe, 0},
    Command{"job", "pause JOB [--until DATE]|resume JOB", "leave a job alone for a while", kShown, Plugins::act,
            declare_job, job_command, help::kJob, 2},
    Command{"state", "take", "give the state to a TOML that was moved", kShown, Plugins::none, declare_state,
            state_command, help::kState, 1},
    Command{"breaker", "[JOB...]|reset [JOB...]", "what the limits have left; release a tripped job", kShown,
            Plugins::act, declare_breaker, breaker_command, help::kBreaker},
    Command{"explain", "JOB KEY", "why this item would go or stay", kShown, Plugins::look, declare_explain,
            explain_command, help::kExplain, 2},
    Command{"preview", "JOB --retention 30d,60d", "what another retention would do", kShown, Plugins::look,
            declare_preview, preview_command, help::kPreview, 1},
    Command{"guard", "STORE [KEY...]", "the guard's verdict on keys", kShown, Plugins::look, declare_guard,
            guard_command, help::kGuard},
    Command{"ledger", "head|verify [FILE]|export", "the record of every decision", kShown, Plugins::none,
            declare_ledger, ledger_command, help::kLedger, 2},
    Command{"policy", "test [FILE...]", "run the cases beside policies", kShown, Plugins::none, declare_policy,
            policy_command, help::kPolicy},
    Command{"completions", "bash|zsh|fish", "a completion script for a shell", kShown, Plugins::none,
            declare_completions, completions_command, help::kCompletions, 1, Speech::text},
    Command{"man", "", "the manual page, in troff", kShown, Plugins::none, declare_man, man_command, help::kMan, 0,
            Speech::text},
    Command{"help", "[COMMAND]", "this overview, or what there is to say of one command", kShown, Plugins::none,
            declare_nothing, help_command, help::kHelp, 1, Speech::text},
    Command{"version", "", "the version", kShown, Plugins::none, declare_nothing, version_command, help::kVersion,
            0},
    Command{"complete", "jobs|runs|holds|ids|stores|targets", "names, for the completions of shells",
            Visibility::hidden, Plugins::none, declare_complete, complete_command},
    Command{"worker", "JOB", "one job, as the supervisor starts it", Visibility::hidden, Plugins::none,
            declare_worker, worker_command},
};

void declare_nothing(OptionsDescription&) {}

int version_command(const Invocation& invocation) {
  if (invocation.globals.json) {
    std::cout << Json{{"winnow", WINNOW_VERSION}}.dump(2) << '\n';
  } else {
    std::cout << "winnow " << WINNOW_VERSION << '\n';
  }
  return kDone;
}

int help_command(const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  if (words.empty()) {
    print_help(std::cout);
  } else {
    print_help(find_command(words.front()), std::cout);
  }
  return kDone;
}

}  // namespace

std::vector<std::string> Invocation::list(const char* name) const {
  if (!has(name)) return {};
  auto values = options[name].as<std::vector<std::string>>();
  // The first positional argument is the command itself.
  if (std::string_view(name) == "args") values.erase(values.begin());
  return values;
}

std::string Invocation::text(const char* name) const {
  return has(name) ? options[name].as<std::string>() : std::string{};
}

std::uint64_t Invocation::number(const char* name) const {
  const std::string written = text(name);
  std::uint64_t out = 0;
  const char* const end = written.data() + written.size();
  const auto [after, error] = std::from_chars(written.data(), end, out);
  if (error == std::errc{} && after == end && out > 0) return out;
  throw configuration_failure(std::string("--") + name, "\"" + printable(written) + "\" is no number of at least 1",
                              std::string("write it like --") + name + " 4");
}

std::span<const Command> commands() {
  return kCommands;
}

const Command& find_command(const std::string& name) {
  const auto at =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& c) { return c.name == name; });
  if (at != kCommands.end()) return *at;
  std::vector<std::string> names;
  for (const Command* command : shown_commands()) names.emplace_back(command->name);
  const std::string meant = did_you_mean(name, names);
  throw configuration_failure("", "there is no command \"" + printable(name) + "\"",
                              meant.empty() ? "`winnow help` lists them" : meant);
}

}  // namespace winnow
