/// The table of commands: help, dispatch (program.cpp) and messages come from its rows.
#pragma once

#include <boost/program_options.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.h"

namespace winnow {

/// What stands before the command.
struct Globals {
  std::string config;  ///< -c; empty: $WINNOW_CONFIG or ./winnow.toml
  bool json = false;
  Loudness loudness = Loudness::normal;
  bool acts = false;  ///< the command changes stores, the bin or the state
};

struct Invocation {
  Globals globals;
  boost::program_options::variables_map options;
  /// The values of a repeated option or of the positional arguments; empty if there are none.
  std::vector<std::string> list(const char* name) const;
  std::string text(const char* name) const;
  /// The value of an option that counts something. Throws Failure for what is no number of at least 1.
  std::uint64_t number(const char* name) const;
  bool has(const char* name) const { return options.count(name) != 0; }
};

inline constexpr std::size_t kAnyNumber = static_cast<std::size_t>(-1);

/// What a command prints with --json: a document of its own, or its text inside one.
enum class Speech { document, text };

enum class Visibility { shown, hidden };

/// Whether a command itself asks plugins, which `plan` and `run` leave to processes of their jobs: to look, or to
/// change stores, the bin or the state.
enum class Plugins { none, look, act };

/// What help says beyond the row itself; help_texts.h has them.
struct CommandHelp {
  std::string_view about;               ///< sentences, in lines
  std::string_view examples;            ///< lines "COMMAND  # what for"
  std::string_view statuses = "0 1 2";  ///< which exit statuses it answers
};

struct Command {
  std::string_view name;
  std::string_view arguments;  ///< as in "run [JOB...] [--apply]"
  std::string_view summary;
  Visibility visibility;
  Plugins plugins;
  /// Adds the command's own options; positional arguments all go to "args".
  void (*declare)(boost::program_options::options_description& options);
  int (*run)(const Invocation& invocation);  ///< answers the exit status
  CommandHelp help{};
  /// So many arguments may follow; one more is an error.
  std::size_t most_arguments = kAnyNumber;
  Speech speech = Speech::document;
};

std::span<const Command> commands();
/// Throws Failure, with the name that was meant, where there is none of this name.
const Command& find_command(const std::string& name);

/// Parses and runs; answers the exit status. Every failure is printed to standard error here.
int run_program(const std::vector<std::string>& arguments);

}  // namespace winnow
