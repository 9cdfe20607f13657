#include "core/cli/command.h"

#include <algorithm>
#include <array>
#include <iostream>

#include "core/base/failure.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/help.h"
#include "core/cli/help_texts.h"
#include "core/report/status.h"

namespace winnow {
namespace {

namespace po = boost::program_options;

constexpr auto kShown = Visibility::shown;
const std::array kCommands = {
    Command{"init", "[--demo DIR]", "write a starter winnow.toml, or a data set to try", kShown, declare_init,
            init_command, help::kInit},
    Command{"check", "", "does the TOML hold, are its stores there, what may this account do", kShown,
            declare_check, check_command, help::kCheck},
    Command{"plan", "[JOB...] [-o FILE]", "show what would go; removes nothing", kShown, declare_plan, plan_command,
            help::kPlan},
    Command{"approve", "JOB...|PLAN", "accept the form of the last plan, or a plan file", kShown, declare_approve,
            approve_command, help::kApprove},
    Command{"run", "[JOB...] [--apply [--plan FILE]]", "plan; with --apply also remove what is approved", kShown,
            declare_run, run_command, help::kRun},
    Command{"undo", "RUN [SELECTION]", "bring back what a run removed", kShown, declare_undo, undo_command,
            help::kUndo},
    Command{"trash", "list|show|restore|check|purge|adopt", "what lies in the bin", kShown, declare_trash,
            trash_command, help::kTrash},
    Command{"history", "[JOB...]", "past runs", kShown, declare_history, history_command, help::kHistory},
    Command{"show", "RUN", "the report of a past run", kShown, declare_show, show_command, help::kShow},
    Command{"plugin", "list|show ID", "which plugins there are, and their options", kShown, declare_plugin,
            plugin_command, help::kPlugin},
    Command{"hold", "add STORE/TARGET [SELECTION]|list|release ID", "what nobody may remove or purge", kShown,
            declare_hold, hold_command, help::kHold},
    Command{"status", "[JOB...] [--max-age 8d]", "is all well: last success, breaker, holds, bin", kShown,
            declare_status, status_command, help::kStatus},
    Command{"breaker", "[JOB...]|reset [JOB...]", "what the limits have left; release a tripped job", kShown,
            declare_breaker, breaker_command, help::kBreaker},
    Command{"explain", "JOB KEY", "why this item would go or stay", kShown, declare_explain, explain_command,
            help::kExplain},
    Command{"preview", "JOB --retention 30d,60d", "what another retention would do", kShown, declare_preview,
            preview_command, help::kPreview},
    Command{"guard", "STORE [KEY...]", "the guard's verdict on keys", kShown, declare_guard, guard_command,
            help::kGuard},
    Command{"ledger", "head|verify [FILE]|export", "the record of every decision", kShown, declare_ledger,
            ledger_command, help::kLedger},
    Command{"policy", "test [FILE...]", "run the cases beside policies", kShown, declare_policy, policy_command,
            help::kPolicy},
    Command{"completions", "bash|zsh|fish", "a completion script for a shell", kShown, declare_completions,
            completions_command, help::kCompletions},
    Command{"man", "", "the manual page, in troff", kShown, declare_man, man_command, help::kMan},
    Command{"worker", "JOB", "one job, as the supervisor starts it", Visibility::hidden, declare_worker,
            worker_command},
};

const Command& find_command(const std::string& name) {
  const auto at =
      std::find_if(kCommands.begin(), kCommands.end(), [&](const Command& c) { return c.name == name; });
  if (at != kCommands.end()) return *at;
  std::vector<std::string> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
  throw configuration_failure("", "there is no command \"" + name + "\"", did_you_mean(name, names));
}

int dispatch(const std::vector<std::string>& arguments) {
  // Options before the command are global; everything after it is parsed with the command's own beside them.
  po::options_description before = global_options();
  before.add_options()("command", po::value<std::string>())("rest", po::value<std::vector<std::string>>());
  po::positional_options_description order;
  order.add("command", 1).add("rest", -1);
  const po::parsed_options first =
      po::command_line_parser(arguments).options(before).positional(order).allow_unregistered().run();
  po::variables_map known;
  po::store(first, known);
  if (known.count("version") != 0) {
    std::cout << "winnow " << WINNOW_VERSION << '\n';
    return kDone;
  }
  if (known.count("command") == 0) {
    print_help(known.count("help") != 0 ? std::cout : std::cerr);
    return known.count("help") != 0 ? kDone : kUsage;
  }
  const Command& command = find_command(known["command"].as<std::string>());

  po::options_description own("Options of " + std::string(command.name));
  command.declare(own);
  po::options_description all = global_options();
  all.add(own).add_options()("args", po::value<std::vector<std::string>>());
  po::positional_options_description args;
  args.add("args", -1);
  Invocation invocation;
  po::store(po::command_line_parser(arguments).options(all).positional(args).run(), invocation.options);
  if (invocation.has("help")) {
    print_help(command, std::cout);
    return kDone;
  }
  set_up_log(invocation.has("quiet")     ? Loudness::quiet
             : invocation.has("verbose") ? Loudness::verbose
                                         : Loudness::normal);
  invocation.globals.json = invocation.has("json");
  invocation.globals.config = invocation.text("config");
  return command.run(invocation);
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

std::span<const Command> commands() {
  return kCommands;
}

int run_program(const std::vector<std::string>& arguments) {
  try {
    return dispatch(arguments);
  } catch (const Failure& failure) {
    std::cerr << "winnow: " << failure.what() << '\n';
    if (failure.kind() == FailureKind::configuration) return kUsage;
    return failure.kind() == FailureKind::locked ? kLocked : kFailed;
  } catch (const po::error& error) {
    std::cerr << "winnow: " << error.what() << "; `winnow --help` shows the usage\n";
    return kUsage;
  } catch (const std::exception& error) {
    std::cerr << "winnow: " << error.what() << '\n';
    return kFailed;
  }
}

}  // namespace winnow
