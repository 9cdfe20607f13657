#include <algorithm>
#include <iostream>

#include "core/base/failure.h"
#include "core/cli/commands.h"
#include "core/cli/help.h"
#include "core/report/status.h"

namespace winnow {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::vector<std::string> flags_of(const std::vector<OptionHelp>& options) {
  std::vector<std::string> out;
  for (const OptionHelp& option : options) out.push_back("--" + option.name);
  return out;
}

/// Names of commands, then what may follow each: its first words and its options.
std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const Command* command : shown_commands()) out.emplace_back(command->name);
  return out;
}
std::vector<std::string> followers(const Command& command) {
  std::vector<std::string> out = words_of(command);
  for (const std::string& flag : flags_of(options_of(command))) out.push_back(flag);
  return out;
}
/// What `winnow complete` is asked for behind a command, by the names in its row.
std::vector<std::string> kinds_of(const Command& command) {
  std::vector<std::string> out;
  const auto names = [&](std::string_view word) { return command.arguments.find(word) != std::string_view::npos; };
  if (names("JOB")) out.emplace_back("jobs");
  if (names("RUN")) out.emplace_back("runs");
  if (command.name == "hold") out.emplace_back("holds");
  if (command.name == "trash") out.emplace_back("ids");
  return out;
}

/// In single quotes, for all three shells.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

/// The shell asks winnow itself, with the TOML that stands on the line; what it cannot tell is no completion.
std::string names_of(const std::vector<std::string>& kinds) {
  return "winnow ${config:+-c \"$config\"} complete " + joined(kinds) + " 2>/dev/null";
}

void print_bash() {
  std::cout << "# winnow completion for bash\n_winnow() {\n"
               "  local cur=${COMP_WORDS[COMP_CWORD]} command= config= i words=\n"
               "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
               "    case ${COMP_WORDS[i]} in\n"
               "      -c|--config) ((i++)); config=${COMP_WORDS[i]} ;;\n"
               "      -*) ;;\n"
               "      *) command=${COMP_WORDS[i]}; break ;;\n"
               "    esac\n"
               "  done\n"
               "  case ${COMP_WORDS[COMP_CWORD-1]} in\n"
               "    -c|--config|--demo) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"
               "  esac\n"
               "  case $command in\n"
            << "    '') words=" << quoted(joined(names()) + " " + joined(flags_of(options_of(global_options()))))
            << " ;;\n";
  for (const Command* command : shown_commands()) {
    std::cout << "    " << command->name << ") words=" << quoted(joined(followers(*command)));
    if (const auto kinds = kinds_of(*command); !kinds.empty()) std::cout << "\" $(" << names_of(kinds) << ")\"";
    std::cout << " ;;\n";
  }
  std::cout << "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n"
               "complete -o default -F _winnow winnow\n";
}

void print_zsh() {
  std::cout << "#compdef winnow\n# winnow completion for zsh\n_winnow() {\n"
               "  local command= config= i\n"
               "  for ((i = 2; i < CURRENT; i++)); do\n"
               "    case ${words[i]} in\n"
               "      -c|--config) ((i++)); config=${words[i]} ;;\n"
               "      -*) ;;\n"
               "      *) command=${words[i]}; break ;;\n"
               "    esac\n"
               "  done\n"
               "  case ${words[CURRENT-1]} in\n"
               "    -c|--config|--demo) _files; return ;;\n"
               "  esac\n"
               "  local -a found\n"
               "  case $command in\n    '')\n      found=(\n";
  for (const Command* command : shown_commands()) {
    std::cout << "        " << quoted(std::string(command->name) + ":" + std::string(command->summary)) << '\n';
  }
  for (const OptionHelp& option : options_of(global_options())) {
    std::cout << "        " << quoted("--" + option.name + ":" + option.words) << '\n';
  }
  std::cout << "      )\n      _describe winnow found\n      ;;\n";
  for (const Command* command : shown_commands()) {
    std::cout << "    " << command->name << ") found=(" << joined(followers(*command));
    if (const auto kinds = kinds_of(*command); !kinds.empty()) {
      std::cout << " ${(f)\"$(" << names_of(kinds) << ")\"}";
    }
    std::cout << "); compadd -a found; _files ;;\n";
  }
  std::cout << "  esac\n}\n_winnow \"$@\"\n";
}

void print_fish() {
  std::cout << "# winnow completion for fish\nset -l winnow_commands " << joined(names())
            << "\ncomplete -c winnow -f\n";
  const auto print_option = [](const OptionHelp& option, const std::string& when) {
    std::cout << "complete -c winnow" << when << " -l " << option.name
              << (option.letter.empty() ? "" : " -s " + option.letter) << (option.value.empty() ? "" : " -r -F")
              << " -d " << quoted(option.words) << '\n';
  };
  for (const OptionHelp& option : options_of(global_options())) print_option(option, "");
  for (const Command* command : shown_commands()) {
    const std::string name(command->name);
    std::cout << "complete -c winnow -n \"not __fish_seen_subcommand_from $winnow_commands\" -a " << name << " -d "
              << quoted(command->summary) << '\n';
    const std::string when = " -n '__fish_seen_subcommand_from " + name + "'";
    if (const auto words = words_of(*command); !words.empty()) {
      std::cout << "complete -c winnow" << when << " -a " << quoted(joined(words)) << '\n';
    }
    if (const auto kinds = kinds_of(*command); !kinds.empty()) {
      std::cout << "complete -c winnow" << when << " -a '(set -l config (string match -r -g -- \"-c +(\\\\S+)\" "
                << "(commandline -p)); winnow (test -n \"$config\"; and echo -- -c$config) complete "
                << joined(kinds) << " 2>/dev/null)'\n";
    }
    for (const OptionHelp& option : options_of(*command)) print_option(option, when);
  }
}

}  // namespace

void declare_completions(OptionsDescription&) {}

int completions_command(const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  const std::string shell = words.size() == 1 ? words.front() : "";
  if (shell == "bash") {
    print_bash();
  } else if (shell == "zsh") {
    print_zsh();
  } else if (shell == "fish") {
    print_fish();
  } else {
    throw configuration_failure("", "name a shell: bash, zsh or fish", "winnow completions bash");
  }
  return kDone;
}

}  // namespace winnow
