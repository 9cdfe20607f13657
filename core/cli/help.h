/// Help for people, from the table of commands. Thread rule: pure.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/cli/command.h"

namespace winnow {

/// The options that stand before any command.
boost::program_options::options_description global_options();

/// The commands that people see, in the order of the table.
std::vector<const Command*> shown_commands();

/// One option as help, completions and man page show it.
struct OptionHelp {
  std::string letter;  ///< "c", or empty
  std::string name;    ///< "config"
  std::string value;   ///< "FILE"; empty: it takes none
  std::string words;
};
std::vector<OptionHelp> options_of(const boost::program_options::options_description& options);
std::vector<OptionHelp> options_of(const Command& command);

/// The words that a command takes first: "list|show ID" has list and show. Empty: it takes none.
std::vector<std::string> words_of(const Command& command);

struct Example {
  std::string command, purpose;
};
std::vector<Example> examples_of(const Command& command);

void print_help(std::ostream& out);
void print_help(const Command& command, std::ostream& out);

}  // namespace winnow
