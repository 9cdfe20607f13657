#include <iostream>

#include "core/base/failure.h"
#include "core/cli/commands.h"
#include "core/cli/help.h"
#include "core/report/status.h"

namespace winnow {
namespace {

/// Text as troff takes it: backslashes and dashes are its own, and so is a dot or a quote that begins a line.
std::string troff(std::string_view text) {
  std::string out;
  bool begins = true;
  for (const char c : text) {
    if (begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    begins = c == '\n';
  }
  return out;
}

void print_options(const std::vector<OptionHelp>& options) {
  for (const OptionHelp& option : options) {
    std::cout << ".TP\n"
              << (option.letter.empty() ? "" : "\\fB\\-" + option.letter + "\\fR, ") << "\\fB\\-\\-"
              << troff(option.name) << "\\fR"
              << (option.value.empty() ? "" : " \\fI" + troff(option.value) + "\\fR") << '\n'
              << troff(option.words) << '\n';
  }
}

void print_command(const Command& command) {
  std::cout << ".SS " << troff(command.name) << ' ' << troff(command.arguments) << '\n'
            << troff(command.summary) << ".\n";
  if (!command.help.about.empty()) std::cout << troff(command.help.about) << '\n';
  print_options(options_of(command));
  const std::vector<Example> examples = examples_of(command);
  if (examples.empty()) return;
  std::cout << ".PP\nFor example:\n.PP\n.nf\n.RS\n";
  for (const Example& example : examples) {
    if (!example.purpose.empty()) std::cout << troff("# " + example.purpose) << '\n';
    std::cout << troff(example.command) << '\n';
  }
  std::cout << ".RE\n.fi\n";
}

}  // namespace

void declare_man(OptionsDescription&) {}

int man_command(const Invocation& invocation) {
  if (!invocation.list("args").empty()) throw configuration_failure("", "man takes no arguments", "winnow man");
  std::cout
      << ".TH WINNOW 1 \"\" \"winnow " WINNOW_VERSION "\" \"User Commands\"\n"
      << ".SH NAME\nwinnow \\- show, remove and bring back what is past its keep time\n"
      << ".SH SYNOPSIS\n.B winnow\n"
      << troff("[-c FILE] [--json] [-q|-v] COMMAND ...") << '\n'
      << ".SH DESCRIPTION\n"
      << troff(
             "winnow is a retention runner. It finds what is past its keep time in databases and file trees, "
             "shows it,\nmoves it into a bin from which it can be brought back, and writes down every step. "
             "Nothing goes before\na person has approved the form of a plan, and nothing beyond the limits.\n")
      << ".SH OPTIONS\n";
  print_options(options_of(global_options()));
  std::cout << ".SH COMMANDS\nRUN is an id, a unique beginning of one, or latest.\n";
  for (const Command* command : shown_commands()) print_command(*command);
  std::cout << ".SH EXIT STATUS\n";
  for (int status = kDone; status <= kGated; ++status) {
    std::cout << ".TP\n.B " << status << '\n' << troff(meaning_of(status)) << '\n';
  }
  std::cout << "With several jobs the most severe holds: 1, 4, 3, 7, 6, 5, 0.\n.SH ENVIRONMENT\n"
            << ".TP\n.B WINNOW_CONFIG\nthe TOML, where \\-c gives none\n"
            << ".TP\n.B WINNOW_OPERATOR\nwho acts, for the ledger; else the login\n"
            << ".SH FILES\n.TP\n.I winnow.toml\nstores, jobs and limits\n"
            << ".TP\n.I .winnow/\nbeside it, unless it says otherwise: the state (state.db) and the bin (trash/)\n";
  return kDone;
}

}  // namespace winnow
