#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <iostream>
#include <map>

#include "core/base/clock.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/cli/case_results.h"
#include "core/cli/commands.h"
#include "core/cli/plugin_cases.h"
#include "core/cli/plugin_facts.h"
#include "core/plugin/registry.h"
#include "core/report/status.h"
#include "sdk/conformance/conformance.h"
#include "winnow/text.hpp"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

/// Without a TOML at hand, the installed ones.
Registry registry_of(const Globals& globals) {
  const bool named = !globals.config.empty() || std::getenv("WINNOW_CONFIG") != nullptr;
  if (!named && !std::filesystem::exists("winnow.toml")) return Registry::of(Config{});
  return Registry::of(load_config(find_config(globals.config), SystemClock().now()));
}

int list(const Invocation& invocation, Registry& registry) {
  Json plugins = Json::array();
  int status = kDone;
  for (const std::string& id : registry.ids()) {
    try {
      plugins.push_back(facts_of(registry.get(id)));
    } catch (const Failure& failure) {
      status = kFailed;
      plugins.push_back({{"id", id}, {"error", failure.what()}});
    }
  }
  if (invocation.globals.json) {
    std::cout << Json{{"plugins", plugins}}.dump(2) << '\n';
    return status;
  }
  for (const Json& plugin : plugins) {
    std::string id = plugin.at("id");
    id.resize(std::max<std::size_t>(id.size() + 2, 20), ' ');
    if (plugin.contains("error")) {
      std::cout << id << "NOT LOADED  " << plugin.at("error").get<std::string>() << '\n';
    } else {
      std::string kind = plugin.at("kind");
      kind.resize(7, ' ');
      std::cout << id << kind << plugin.at("version").get<std::string>() << "  "
                << plugin.at("summary").get<std::string>() << '\n';
    }
  }
  return status;
}

int show(const Invocation& invocation, Registry& registry, const std::string& id) {
  const Json facts = facts_of(registry.get(id));
  if (invocation.globals.json) {
    std::cout << facts.dump(2) << '\n';
  } else if (invocation.has("markdown")) {
    print_markdown(facts, std::cout);
  } else {
    print_plugin(facts, std::cout);
  }
  return kDone;
}

constexpr std::size_t kLongestName = 60;

void check_name(const std::string& name) {
  const auto fine = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  const bool ends = !name.empty() && name.front() >= 'a' && name.front() <= 'z' && name.back() != '-';
  if (ends && name.size() <= kLongestName && std::all_of(name.begin(), name.end(), fine)) return;
  throw configuration_failure("", "\"" + name + "\" cannot be a plugin's name",
                              "use small letters, digits and hyphens, a letter first, as in my-prune");
}

/// "my-prune" as "MyPrune".
std::string class_of(const std::string& name) {
  std::string out;
  bool begins = true;
  for (const char c : name) {
    if (c != '-') out += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    begins = c == '-';
  }
  return out;
}

/// Without ".in", which keeps what has marks in it from being taken for C++.
std::string name_of(const fs::path& file) {
  return (file.extension() == ".in" ? file.stem() : file.filename()).string();
}

std::string filled_in(std::string text, const std::string& name) {
  const std::array<std::pair<std::string, std::string>, 2> words = {
      {{"@NAME@", name}, {"@CLASS@", class_of(name)}}};
  for (const auto& [mark, word] : words) {
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += word.size()) {
      text.replace(at, mark.size(), word);
    }
  }
  return text;
}

/// Makes the folder NAME here, from the SDK's template of its kind; answers its files, sorted.
std::vector<fs::path> new_plugin(const std::string& kind, const std::string& name) {
  if (kind != "job" && kind != "store") {
    throw configuration_failure("", "\"" + kind + "\" is no kind of plugin", "winnow plugin new job|store NAME");
  }
  check_name(name);
  const fs::path prefix = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
  const fs::path from = prefix / "share/winnow/template" / kind;
  if (!fs::is_directory(from)) throw Failure(from.string(), "the template is not there", "install winnow whole");
  const std::vector<std::string> known = Registry::of(Config{}).ids();
  if (std::find(known.begin(), known.end(), name) != known.end()) {
    throw Failure(name, "winnow has a plugin of that name", "choose another, or the new one would stand before it");
  }
  const fs::path folder = name;
  std::error_code error;
  if (!fs::create_directory(folder, error)) {
    if (error) throw system_failure(fs::absolute(folder).string(), "cannot make the folder", error.value());
    throw Failure(folder.string(), "is there already", "choose another name, or move it away");
  }
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(from)) {
    const fs::path to = folder / filled_in(name_of(entry.path()), name);
    const bool is_script = (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
    replace_file(to, filled_in(read_file(entry.path()), name), is_script ? 0755 : 0644);
    out.push_back(to);
  }
  std::sort(out.begin(), out.end());
  return out;
}

int make_new(const Invocation& invocation, const std::string& kind, const std::string& name) {
  const std::vector<fs::path> files = new_plugin(kind, name);
  if (invocation.globals.json) {
    Json list = Json::array();
    for (const fs::path& file : files) list.push_back(file.string());
    std::cout << Json{{"plugin", name}, {"kind", kind}, {"files", list}}.dump(2) << '\n';
    return kDone;
  }
  for (const fs::path& file : files) std::cout << file.string() << '\n';
  std::cout << "\ncd " << name << " && cmake -S . -B build && cmake --build build && ctest --test-dir build\n";
  return kDone;
}

Json facts_of(const conformance::Finding& finding) {
  const char* const result = finding.result == conformance::Result::passed   ? "passed"
                             : finding.result == conformance::Result::failed ? "failed"
                                                                             : "left_out";
  return {
      {"check", finding.check}, {"result", result}, {"explanation", finding.explanation}, {"words", finding.words}};
}

/// Each check of the SDK on one file; what fails says what must hold and what was seen. What is left out does not
/// fail: some checks have nothing to try on a plugin that is fine.
int check(const Invocation& invocation, const std::string& file) {
  if (!fs::is_regular_file(file)) {
    throw Failure(file, fs::exists(file) ? "this is no file" : "there is no such file",
                  "name the library itself, as in build/lib/winnow/plugins/my-prune.so");
  }
  conformance::Subject subject;
  subject.file = fs::absolute(file).string();  // a bare name would be looked for among the system's libraries
  subject.target = invocation.text("target");
  subject.time_field = invocation.text("time");
  subject.fields = invocation.list("field");
  for (const std::string& one : invocation.list("set")) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw configuration_failure("", "--set " + one + " is no NAME=VALUE", "for example --set path=app.db");
    }
    subject.options[one.substr(0, equals)] = one.substr(equals + 1);
  }
  std::vector<conformance::Finding> findings;
  try {
    findings = conformance::check_plugin(subject);
  } catch (const conformance::Misfit& misfit) {
    throw configuration_failure(file, misfit.what(), "winnow plugin check --help shows the usage");
  }
  std::size_t failed = 0;
  std::size_t left_out = 0;
  std::map<std::string, std::string> told;  // words, and the check that said them first
  Json list = Json::array();
  for (const conformance::Finding& finding : findings) {
    failed += finding.result == conformance::Result::failed ? 1 : 0;
    left_out += finding.result == conformance::Result::left_out ? 1 : 0;
    list.push_back(facts_of(finding));
    if (invocation.globals.json) continue;
    std::string line = list.back().at("result");
    line.resize(10, ' ');
    std::cout << line << finding.check << '\n';
    if (finding.words.empty()) continue;
    const auto [first, fresh] = told.emplace(finding.words, finding.check);
    std::cout << "          " << (fresh ? printable(finding.words) : "as " + first->second) << '\n';
    if (finding.result == conformance::Result::failed)
      std::cout << "          must hold: " << finding.explanation << '\n';
  }
  if (invocation.globals.json) {
    std::cout << Json{{"file", file}, {"failed", failed}, {"checks", list}}.dump(2) << '\n';
  } else {
    std::cout << findings.size() - failed - left_out << " passed, " << failed << " failed, " << left_out
              << " left out" << (left_out > 0 ? ", so nobody knows whether those hold\n" : "\n");
  }
  return failed == 0 ? kDone : kFailed;
}

int test(const Invocation& invocation, const std::vector<std::string>& files) {
  std::vector<SuiteResult> results;
  for (const std::string& file : files) results.push_back(run_plugin_cases(file));
  return tell(results, Subjects::plugins, invocation);
}

}  // namespace

void declare_plugin(OptionsDescription& options) {
  namespace po = boost::program_options;
  options.add_options()("markdown", "show: as a section of a reference page");
  options.add_options()("target", po::value<std::string>()->value_name("NAME"),
                        "check: a target of the store, whose items may be lost");
  options.add_options()("time", po::value<std::string>()->value_name("FIELD"), "check: the target's time column");
  options.add_options()("field", po::value<std::vector<std::string>>()->value_name("FIELD"),
                        "check: a field of the target to filter by, beside those that the store tells of");
  options.add_options()("set", po::value<std::vector<std::string>>()->value_name("NAME=VALUE"),
                        "check: the value of an option of the plugin");
  declare_junit(options);
}

int plugin_command(const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  if (words.size() == 1 && words[0] == "list") {
    Registry registry = registry_of(invocation.globals);
    return list(invocation, registry);
  }
  if (words.size() == 2 && words[0] == "show") {
    Registry registry = registry_of(invocation.globals);
    return show(invocation, registry, words[1]);
  }
  if (words.size() == 2 && words[0] == "check") return check(invocation, words[1]);
  if (words.size() >= 2 && words[0] == "test") return test(invocation, {words.begin() + 1, words.end()});
  if (words.size() == 3 && words[0] == "new") return make_new(invocation, words[1], words[2]);
  throw configuration_failure("", "plugin knows list, show, check, test and new",
                              "winnow plugin list, show ID, check FILE, test FILE..., or new job|store NAME");
}

}  // namespace winnow
