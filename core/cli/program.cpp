#include <algorithm>
#include <iostream>
#include <sstream>

#include "core/base/failure.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/cli/command.h"
#include "core/cli/help.h"
#include "core/cli/own_process.h"
#include "core/report/json.h"
#include "core/report/status.h"
#include "winnow/value.hpp"

namespace winnow {
namespace {

namespace po = boost::program_options;
using Json = nlohmann::ordered_json;

/// The options of a command by name, to find the one that was meant.
Failure unknown_option(const Command& command, const std::string& name) {
  std::vector<std::string> names;
  for (const OptionHelp& option : options_of(command)) names.push_back("--" + option.name);
  for (const OptionHelp& option : options_of(global_options())) names.push_back("--" + option.name);
  const std::string written = name.starts_with('-') ? name : "--" + name;
  const std::string meant = did_you_mean(written, names);
  return configuration_failure(
      "winnow " + std::string(command.name), "there is no option " + printable(written),
      meant.empty() ? "`winnow help " + std::string(command.name) + "` lists them" : meant);
}

/// Text for people; --json puts it into a document, so that there always is one.
int say(const std::string& text, const Globals& globals) {
  std::cout << (globals.json ? Json{{"text", text}}.dump(2) + "\n" : text);
  return kDone;
}

/// What `run` prints, instead of printing it.
template <class Run>
std::string printed_by(const Run& run) {
  std::ostringstream text;
  std::streambuf* const before = std::cout.rdbuf(text.rdbuf());
  try {
    run();
  } catch (...) {
    std::cout.rdbuf(before);
    throw;
  }
  std::cout.rdbuf(before);
  return text.str();
}

/// One argument too many is a slip of the pen, or a value that lost its option; either way nothing is done.
void check_arguments(const Command& command, const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  if (words.size() <= command.most_arguments) return;
  const std::string usage =
      std::string(command.name) + (command.arguments.empty() ? "" : " ") + std::string(command.arguments);
  throw configuration_failure("winnow " + std::string(command.name),
                              "\"" + printable(words[command.most_arguments]) + "\" is one argument too many",
                              "usage: winnow " + usage);
}

void check_loudness(const Invocation& invocation) {
  if (invocation.has("quiet") && invocation.has("verbose")) {
    throw configuration_failure("", "-q and -v say opposite things", "give one of them");
  }
}

/// A beginning of an option's name is not its name: `--app` is a slip of the pen today, and another option
/// tomorrow.
constexpr int kStyle = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;

/// The names under which arguments are kept are no options.
bool is_written(const po::parsed_options& parsed, std::string_view name) {
  return std::any_of(parsed.options.begin(), parsed.options.end(), [name](const po::option& option) {
    return option.string_key == name && option.position_key < 0;
  });
}

int dispatch(const std::vector<std::string>& arguments) {
  // Options before the command are global; everything after it is parsed with the command's own beside them.
  po::options_description before = global_options();
  before.add_options()("command", po::value<std::string>())("rest", po::value<std::vector<std::string>>());
  po::positional_options_description order;
  order.add("command", 1).add("rest", -1);
  const po::parsed_options first =
      po::command_line_parser(arguments).options(before).positional(order).style(kStyle).allow_unregistered().run();
  for (const char* name : {"command", "rest"}) {
    if (is_written(first, name)) throw configuration_failure("", std::string("there is no option --") + name);
  }
  po::variables_map known;
  po::store(first, known);
  Globals globals;
  globals.json = known.count("json") != 0;
  if (known.count("version") != 0) {
    Invocation invocation;
    invocation.globals = globals;
    return find_command("version").run(invocation);
  }
  if (known.count("command") == 0) {
    if (known.count("help") == 0) {
      if (globals.json) throw configuration_failure("", "a command is missing", "`winnow help` lists them");
      print_help(std::cerr);
      return kUsage;
    }
    std::ostringstream text;
    print_help(text);
    return say(text.str(), globals);
  }
  const Command& command = find_command(known["command"].as<std::string>());

  po::options_description own("Options of " + std::string(command.name));
  command.declare(own);
  po::options_description all = global_options();
  all.add(own).add_options()("args", po::value<std::vector<std::string>>());
  po::positional_options_description args;
  args.add("args", -1);
  Invocation invocation;
  invocation.globals = globals;
  try {
    const po::parsed_options parsed =
        po::command_line_parser(arguments).options(all).positional(args).style(kStyle).run();
    if (is_written(parsed, "args")) throw po::unknown_option("--args");
    po::store(parsed, invocation.options);
  } catch (const po::unknown_option& error) {
    throw unknown_option(command, error.get_option_name());
  }
  if (invocation.has("help")) {
    std::ostringstream text;
    print_help(command, text);
    return say(text.str(), globals);
  }
  check_loudness(invocation);
  if (invocation.has("config") && invocation.text("config").empty()) {
    throw configuration_failure("-c", "it names no file", "name the TOML, or leave -c out for ./winnow.toml");
  }
  check_arguments(command, invocation);
  invocation.globals.loudness = invocation.has("quiet")     ? Loudness::quiet
                                : invocation.has("verbose") ? Loudness::verbose
                                                            : Loudness::normal;
  set_up_log(invocation.globals.loudness);
  invocation.globals.json = invocation.has("json");
  invocation.globals.config = invocation.text("config");
  const bool asks = command.plugins != Plugins::none;
  invocation.globals.acts = command.plugins == Plugins::act;
  if (asks) {
    if (const std::optional<int> status = in_own_process()) return *status;
  }
  int status = kDone;
  if (asks && invocation.globals.json) {
    HeldBack document(std::cout);
    status = command.run(invocation);
    document.let_go();
  } else if (command.speech == Speech::text && invocation.globals.json) {
    const std::string text = printed_by([&] { status = command.run(invocation); });
    say(text, invocation.globals);
  } else {
    status = command.run(invocation);
  }
  // A report that nobody could read is no report: the disk is full, the pipe is closed.
  if (!std::cout.flush())
    throw Failure("standard output", "it cannot be written",
                  "what was asked for was done all the same, and ended with status " + std::to_string(status) +
                      "; `winnow history` lists runs; make room, or send it elsewhere");
  return status;
}

/// Whether the document was asked for, before anything else of the command line is understood.
bool wants_json(const std::vector<std::string>& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::find(arguments.begin(), end, "--json") != end;
}

/// "winnow hold", of the command that the line names.
std::string place_of(const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    for (const Command& command : commands()) {
      if (command.name == argument && command.visibility == Visibility::shown) return "winnow " + argument;
    }
  }
  return "winnow";
}

/// Lines stay lines; whatever else in them a terminal would obey is shown.
std::string printable_lines(std::string_view text) {
  std::string out;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    out += printable(text.substr(0, end)) + '\n';
    text.remove_prefix(end + 1);
  }
  return out + printable(text);
}

/// What is wrong, where, and what to do about it; where a failure says no place or no way on, the command is the
/// one and its usage the other.
int tell(const Failure& failure, int status, const std::vector<std::string>& arguments) {
  const std::string command = place_of(arguments);
  const std::string place = failure.place().empty() ? command : failure.place();
  const std::string usage = "`" + command + " --help` shows the usage";
  // Some say both in one breath: "bad duration "8": a unit is missing; use s, m, h".
  const std::size_t breath = failure.message().find("; ");
  const bool says_both = failure.remedy().empty() && breath != std::string::npos;
  const std::string message = says_both ? failure.message().substr(0, breath) : failure.message();
  const std::string own = says_both ? failure.message().substr(breath + 2) : failure.remedy();
  const std::string remedy = own.empty() && status == kUsage ? usage : own;
  std::cerr << "winnow: " << printable_lines(failure.what()) << (own == remedy ? "" : "; " + remedy) << '\n';
  if (wants_json(arguments)) {
    const Json error = {{"message", message}, {"place", place}, {"remedy", remedy.empty() ? usage : remedy}};
    std::cout << one_line({{"error", error}, {"status", status}}) << '\n' << std::flush;
  }
  return status;
}

/// What was said to nobody was not said: a report that did not reach its reader is a failure of the command.
int after_output(int status) {
  std::cout.flush();
  if (std::cout) return status;
  std::cerr << "winnow: standard output: cannot write all of it; free the disk or open the pipe, then ask again\n";
  return kFailed;
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) {
  try {
    return after_output(dispatch(arguments));
  } catch (const Failure& failure) {
    const int status = failure.kind() == FailureKind::configuration ? kUsage
                       : failure.kind() == FailureKind::locked      ? kLocked
                                                                    : kFailed;
    return tell(failure, status, arguments);
  } catch (const Error& error) {
    return tell(Failure("", error.what(), "a plugin says so: its page tells more"), kFailed, arguments);
  } catch (const po::error& error) {
    return tell(configuration_failure("", error.what()), kUsage, arguments);
  } catch (const std::exception& error) {
    return tell(Failure("winnow", error.what(), "this should not happen: tell its authors"), kFailed, arguments);
  }
}

}  // namespace winnow
