#include <iostream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/checks.h"
#include "core/cli/commands.h"
#include "core/cli/session.h"
#include "core/judge/declared.h"
#include "core/report/status.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// "--": nothing works on it, so that what is wrong with it does no harm.
std::string verdict(const Json& row) {
  if (!row.at("fine").get<bool>()) return "NO  ";
  return row.contains("plan") && !row.at("plan").get<bool>() ? "--  " : "ok  ";
}

/// One line: the verdict, what it is about, and what there is to say of it.
void print_line(const Json& row, const std::string& name, std::string words) {
  std::string left = verdict(row) + name;
  left.resize(std::max<std::size_t>(left.size() + 2, 36), ' ');
  if (const std::string message = row.at("message"); !message.empty())
    words += (words.empty() ? "" : ": ") + message;
  std::cout << left << words << '\n';
}

std::string abilities(const Json& target) {
  std::string out;
  for (const char* act : {"plan", "apply", "undo"}) {
    out += (out.empty() ? "" : ", ") + std::string(act) + (target.at(act).get<bool>() ? " yes" : " no");
  }
  return target.at("jobs").empty() ? out + " (no job)" : out;
}

void print(const Json& found) {
  for (const Json& row : found.at("files")) print_line(row, "file " + row.at("file").get<std::string>(), "");
  for (const Json& row : found.at("stores")) {
    print_line(row, "store " + row.at("store").get<std::string>(),
               row.at("plugin").get<std::string>() + (row.at("fine").get<bool>() ? ", reached" : ""));
  }
  for (const Json& row : found.at("targets")) {
    print_line(row, "target " + row.at("store").get<std::string>() + "/" + row.at("target").get<std::string>(),
               abilities(row));
  }
  for (const Json& row : found.at("jobs")) {
    print_line(row, "job " + row.at("job").get<std::string>(),
               row.at("rule").get<std::string>() + (row.at("paused").get<bool>() ? ", paused" : "") +
                   (row.at("approved").get<bool>() ? ", approved"
                    : row.at("lacks").get<std::string>().empty()
                        ? ", not approved yet"
                        : ", not approved: " + row.at("lacks").get<std::string>()));
  }
  const auto problems = found.at("problems").get<std::uint64_t>();
  if (problems == 0) {
    std::cout << "all fine: " << count_of(found.at("stores").size(), "store", "stores") << ", "
              << count_of(found.at("jobs").size(), "job", "jobs") << '\n';
  } else {
    std::cout << count_of(problems, "problem", "problems") << '\n';
  }
}

/// A TOML that does not hold is told apart from a store that is out of reach: plan and run try nothing with it.
bool holds(Session& session) {
  try {
    check_declared(session.config(), session.world().registry);
  } catch (const Failure&) {
    return false;
  }
  return true;
}

}  // namespace

void declare_check(OptionsDescription&) {}

int check_command(const Invocation& invocation) {
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  Json found = check_everything(session.world());
  const int status = found.at("problems") == 0 ? kDone : holds(session) ? kFailed : kUsage;
  if (invocation.globals.json) {
    Json document = {{"winnow", WINNOW_VERSION}, {"status", status}};
    document.update(found);
    std::cout << document.dump(2) << '\n';
  } else if (invocation.globals.loudness != Loudness::quiet || status != kDone) {
    print(found);
  }
  return status;
}

}  // namespace winnow
