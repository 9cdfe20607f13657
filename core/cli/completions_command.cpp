#include <algorithm>
#include <initializer_list>
#include <iostream>
#include <utility>

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

bool speaks_of(std::string_view text, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [text](std::string_view name) { return text.find(name) != std::string_view::npos; });
}

/// What `winnow complete` is asked for behind a command, by the names in its row. Of a command whose words take
/// different names, `word` is the one that they stand behind; else it is empty.
struct Asked {
  std::string word;
  std::vector<std::string> kinds;
};
std::vector<Asked> asked_of(const Command& command) {
  if (command.name == "hold") return {{"add", {"targets"}}, {"release", {"holds"}}};
  if (command.name == "plugin") return {{"show", {"plugins"}}};
  std::vector<std::string> kinds;
  if (speaks_of(command.arguments, {"JOB"})) kinds.emplace_back("jobs");
  if (speaks_of(command.arguments, {"RUN"})) kinds.emplace_back("runs");
  if (speaks_of(command.arguments, {"STORE"})) kinds.emplace_back("stores");
  if (command.name == "trash") kinds.emplace_back("ids");
  if (kinds.empty()) return {};
  return {{"", kinds}};
}

/// Whether files may stand behind a command, not only as the value of an option.
bool takes_files(const Command& command) {
  std::string bare;  // its row without "[-o FILE]" and its like
  for (std::string_view rest = command.arguments; !rest.empty();) {
    const std::size_t option = rest.find("[-");
    bare += rest.substr(0, option);
    if (option == std::string_view::npos) break;
    rest.remove_prefix(std::min(rest.size(), rest.find(']', option)));
  }
  return speaks_of(bare, {"FILE", "PLAN", ".toml"});
}

/// The options whose value is one of these kinds, as they are written: "-o", "--output".
enum class Of { files, jobs, runs, others };
Of kind_of(const OptionHelp& option) {
  if (speaks_of(option.value, {"FILE", "DIR", "PATH"})) return Of::files;
  return option.value == "JOB" ? Of::jobs : option.value == "RUN" ? Of::runs : Of::others;
}
std::vector<std::string> options_with(Of kind) {
  std::vector<std::string> out;
  const auto collect = [&](const std::vector<OptionHelp>& options) {
    for (const OptionHelp& option : options) {
      if (option.value.empty() || kind_of(option) != kind) continue;
      for (const std::string& written : {option.letter.empty() ? "" : "-" + option.letter, "--" + option.name}) {
        if (!written.empty() && std::find(out.begin(), out.end(), written) == out.end()) out.push_back(written);
      }
    }
  };
  collect(options_of(global_options()));
  for (const Command* command : shown_commands()) collect(options_of(*command));
  return out;
}

std::string pattern(Of kind) {
  std::string out;
  for (const std::string& option : options_with(kind)) out += (out.empty() ? "" : "|") + option;
  return out;
}

/// For all three shells, which expand nothing in them. Not "quoted": with a std::string that would be std::quoted.
std::string in_single_quotes(std::string_view text) {
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

/// The shell asks winnow itself, with the TOML that stands on the line and the beginning that is there already;
/// what winnow cannot tell is no completion.
std::string names_of(const std::vector<std::string>& kinds) {
  return "winnow ${config:+\"-c$config\"} complete ${cur:+\"--begins=$cur\"} " + joined(kinds) + " 2>/dev/null";
}

// Names come from the TOML, the state and the bin: bash would run what stands in the words of `compgen -W`, so they
// are read by lines, compared here, and quoted for the line. Where nothing is offered bash itself completes names
// of files (-o default), and quotes them as it should; so does readline with -o filenames.
void print_bash() {
  std::cout << R"(# winnow completion for bash
_winnow_offer() { # reads words, one a line; those that begin as the word on the line go to COMPREPLY
  local word quoted
  while IFS= read -r word; do
    printf -v quoted %q "$word"
    if [[ $quoted != "$cur"* && $word != "${cur//[\"\'\\]/}"* ]]; then continue; fi
    # In an open quote only what needs no quotes can be told rightly.
    if [ -n "$files" ] || [[ $cur != [\"\']* ]] || [ "$quoted" = "$word" ]; then
      if [ -z "$files" ]; then word=$quoted; fi
      COMPREPLY+=("$word")
    fi
  done
}
_winnow() {
  local cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= word= config= behind=0 i words= files=
  # Bash takes --config=FILE for three words.
  if [ "$cur" = = ]; then
    cur=
  elif [ "$before" = = ]; then
    before=${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      -c|--config)
        if [ "${COMP_WORDS[i+1]}" = = ]; then ((i++)); fi
        ((i++))
        config=${COMP_WORDS[i]} ;;
      -c?*) config=${COMP_WORDS[i]#-c} ;;
      -*|=) ;;
      *)
        if [ -z "$command" ]; then
          command=${COMP_WORDS[i]}
        else
          word=${word:-${COMP_WORDS[i]}}
          ((behind++))
        fi ;;
    esac
  done
  config=${config//[\"\'\\]/}
  config=${config/#\~\//$HOME/}
  COMPREPLY=()
  case $before in
)"
            << "    " << pattern(Of::files) << '|' << pattern(Of::others) << ") return ;;\n";
  for (const auto& [kind, word] : {std::pair(Of::jobs, "jobs"), std::pair(Of::runs, "runs")}) {
    std::cout << "    " << pattern(kind) << ") _winnow_offer < <(" << names_of({word}) << "); return ;;\n";
  }
  std::cout << "  esac\n  case $command in\n    '') words="
            << in_single_quotes(joined(names()) + " " + joined(flags_of(options_of(global_options())))) << " ;;\n";
  for (const Command* command : shown_commands()) {
    const std::vector<std::string> first = command->name == "help" ? names() : words_of(*command);
    std::cout << "    " << command->name << ") words=" << in_single_quotes(joined(flags_of(options_of(*command))));
    if (!first.empty()) std::cout << "; [ $behind -gt 0 ] || words=\"$words \"" << in_single_quotes(joined(first));
    if (takes_files(*command)) std::cout << (first.empty() ? "; files=1" : "; [ $behind -eq 0 ] || files=1");
    for (const Asked& asked : asked_of(*command)) {
      // Behind "trash show", but not instead of "show"; of "[JOB...]|reset [JOB...]" at once.
      const bool later = !first.empty() && !command->arguments.starts_with("[");
      std::cout << "; ";
      if (!asked.word.empty()) {
        std::cout << "[ \"$word\" != " << asked.word << " ] || ";
      } else if (later) {
        std::cout << "[ $behind -eq 0 ] || ";
      }
      std::cout << "_winnow_offer < <(" << names_of(asked.kinds) << ")";
    }
    std::cout << " ;;\n";
  }
  std::cout << R"(  esac
  _winnow_offer < <(printf '%s\n' $words; [ -z "$files" ] || compgen -f -- "$cur")
  if [ -n "$files" ]; then compopt -o filenames 2>/dev/null; fi
}
complete -o default -F _winnow winnow
)";
}

void print_zsh() {
  std::cout << "#compdef winnow\n# winnow completion for zsh\n_winnow() {\n"
               "  local cur=${words[CURRENT]} command= word= config= i\n"
               "  for ((i = 2; i < CURRENT; i++)); do\n"
               "    case ${words[i]} in\n"
               "      -c|--config) ((i++)); config=${(Q)words[i]} ;;\n"
               "      -c?*) config=${(Q)words[i]#-c} ;;\n"
               "      --config=*) config=${(Q)words[i]#--config=} ;;\n"
               "      -*) ;;\n"
               "      *) if [[ -z $command ]]; then command=${words[i]}; else word=${word:-${words[i]}}; fi ;;\n"
               "    esac\n"
               "  done\n"
               "  config=${config/#\\~\\//$HOME/}\n"
               "  local -a found\n"
               "  case ${words[CURRENT-1]} in\n"
            << "    " << pattern(Of::files) << ") _files; return ;;\n    " << pattern(Of::jobs)
            << ") found=(${(f)\"$(" << names_of({"jobs"}) << ")\"}); compadd -a found; return ;;\n    "
            << pattern(Of::runs) << ") found=(${(f)\"$(" << names_of({"runs"})
            << ")\"}); compadd -a found; return ;;\n"
            << "    " << pattern(Of::others)
            << ") return ;;\n  esac\n"
               "  case $command in\n    '')\n      found=(\n";
  for (const Command* command : shown_commands()) {
    std::cout << "        " << in_single_quotes(std::string(command->name) + ":" + std::string(command->summary))
              << '\n';
  }
  for (const OptionHelp& option : options_of(global_options())) {
    std::cout << "        " << in_single_quotes("--" + option.name + ":" + option.words) << '\n';
  }
  std::cout << "      )\n      _describe winnow found\n      ;;\n";
  for (const Command* command : shown_commands()) {
    std::cout << "    " << command->name << ") found=(" << joined(followers(*command));
    for (const Asked& asked : asked_of(*command)) {
      const std::string when = asked.word.empty() ? "" : "[[ $word != " + asked.word + " ]] || ";
      std::cout << " ${(f)\"$(" << when << names_of(asked.kinds) << ")\"}";
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
              << " -d " << in_single_quotes(option.words) << '\n';
  };
  for (const OptionHelp& option : options_of(global_options())) print_option(option, "");
  for (const Command* command : shown_commands()) {
    const std::string name(command->name);
    std::cout << "complete -c winnow -n \"not __fish_seen_subcommand_from $winnow_commands\" -a " << name << " -d "
              << in_single_quotes(command->summary) << '\n';
    const std::string when = " -n '__fish_seen_subcommand_from " + name + "'";
    if (const auto words = words_of(*command); !words.empty()) {
      std::cout << "complete -c winnow" << when << " -a " << in_single_quotes(joined(words)) << '\n';
    }
    for (const Asked& asked : asked_of(*command)) {
      const std::string behind = asked.word.empty() ? "" : "; and __fish_seen_subcommand_from " + asked.word;
      std::cout << "complete -c winnow -n '__fish_seen_subcommand_from " << name << behind << "'"
                << " -a '(set -l config (string match -r -g -- \"(?:-c *|--config[= ]+)(\\\\S+)\" "
                << "(commandline -p)); winnow (test -n \"$config\"; and echo -- -c$config) complete "
                << joined(asked.kinds) << " 2>/dev/null)'\n";
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
