#include "core/cli/help.h"

#include <algorithm>
#include <cctype>
#include <ostream>
#include <sstream>

#include "core/report/status.h"

namespace winnow {
namespace {

namespace po = boost::program_options;

constexpr std::size_t kUsageWidth = 38;
constexpr std::size_t kOptionWidth = 24;

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size() + 2, width), ' ');
  return text;
}

void print_options(const std::vector<OptionHelp>& options, std::ostream& out) {
  for (const OptionHelp& option : options) {
    const std::string letter = option.letter.empty() ? "    " : "-" + option.letter + ", ";
    const std::string value = option.value.empty() ? "" : " " + option.value;
    out << "  " << padded(letter + "--" + option.name + value, kOptionWidth) << option.words << '\n';
  }
}

std::string sentence(std::string_view summary) {
  std::string out(summary);
  if (!out.empty()) out[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(out[0])));
  return out + ".";
}

}  // namespace

po::options_description global_options() {
  po::options_description options("Options");
  options.add_options()("config,c", po::value<std::string>()->value_name("FILE"),
                        "the TOML (else $WINNOW_CONFIG, else ./winnow.toml)")(
      "json", "one JSON document on standard output, of errors too")("quiet,q", "nothing while all is well")(
      "verbose,v", "blocks also where no terminal is, and what is done")(
      "help,h", "this text; after a command, that command's")("version", "the version");
  return options;
}

std::vector<const Command*> shown_commands() {
  std::vector<const Command*> out;
  for (const Command& command : commands()) {
    if (command.visibility == Visibility::shown) out.push_back(&command);
  }
  return out;
}

std::vector<OptionHelp> options_of(const po::options_description& options) {
  std::vector<OptionHelp> out;
  for (const auto& option : options.options()) {
    OptionHelp row;
    row.name = option->long_name();
    // "-c [ --config ]" where there is a letter, else "--config".
    const std::string format = option->format_name();
    if (format.size() > 2 && format[0] == '-' && format[1] != '-') row.letter = format.substr(1, 1);
    if (option->semantic()->max_tokens() > 0) {
      row.value = option->format_parameter();
      row.value = row.value.substr(0, row.value.find(' '));
      if (row.value == "arg") row.value = "VALUE";
    }
    row.words = option->description();
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<OptionHelp> options_of(const Command& command) {
  po::options_description own;
  command.declare(own);
  return options_of(own);
}

std::vector<std::string> words_of(const Command& command) {
  std::vector<std::string> out;
  std::istringstream alternatives{std::string(command.arguments)};
  for (std::string one; std::getline(alternatives, one, '|');) {
    const std::string word = one.substr(one.find_first_not_of(' '), one.find_first_of(" [", 1));
    const bool lower =
        std::all_of(word.begin(), word.end(), [](char c) { return std::islower(c) != 0 || c == '-'; });
    if (!word.empty() && lower) out.push_back(word);
  }
  return out;
}

std::vector<Example> examples_of(const Command& command) {
  std::vector<Example> out;
  std::istringstream lines{std::string(command.help.examples)};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t mark = line.rfind("  # ");
    out.push_back(mark == std::string::npos ? Example{line, ""}
                                            : Example{line.substr(0, mark), line.substr(mark + 4)});
  }
  return out;
}

void print_help(std::ostream& out) {
  out << "winnow shows, removes and brings back what is past its keep time.\n\n"
         "usage: winnow [-c FILE] [--json] [-q|-v] COMMAND ...\n\n";
  for (const Command* command : shown_commands()) {
    out << "  " << padded(std::string(command->name) + " " + std::string(command->arguments), kUsageWidth)
        << command->summary << '\n';
  }
  out << "\nOptions:\n";
  print_options(options_of(global_options()), out);
  out << "\nRUN is an id, a unique beginning of one, or latest. `winnow COMMAND --help` says more, `winnow man` "
         "all.\n"
         "To begin: winnow init --demo DIR\n";
}

void print_help(const Command& command, std::ostream& out) {
  out << "usage: winnow " << command.name << (command.arguments.empty() ? "" : " ") << command.arguments << "\n\n"
      << sentence(command.summary) << '\n';
  if (!command.help.about.empty()) out << command.help.about << '\n';
  if (const auto options = options_of(command); !options.empty()) {
    out << "\nOptions, beside those of `winnow --help`:\n";
    print_options(options, out);
  }
  if (const auto examples = examples_of(command); !examples.empty()) {
    out << "\nExamples:\n";
    for (const Example& example : examples) {
      out << "  "
          << (example.purpose.empty() ? example.command : padded(example.command, kUsageWidth) + example.purpose)
          << '\n';
    }
  }
  out << "\nExit statuses:\n";
  for (const char digit : command.help.statuses) {
    if (digit != ' ') out << "  " << digit << "  " << meaning_of(digit - '0') << '\n';
  }
}

}  // namespace winnow
