#include <iostream>
#include <nlohmann/json.hpp>

#include "core/apply/adopt.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/trash_commands.h"
#include "core/report/status.h"

namespace winnow {
namespace {

void print_json(const AdoptReport& report) {
  std::cout << nlohmann::ordered_json{{"segments", report.segments},
                                      {"lines", report.lines},
                                      {"waiting", report.waiting},
                                      {"withdrawn", report.withdrawn},
                                      {"errors", report.errors}}
                   .dump(2)
            << '\n';
}

void print_text(const AdoptReport& report) {
  for (const std::string& error : report.errors) std::cout << "    " << error << '\n';
  std::cout << "took in " << count_of(report.segments, "segment", "segments") << " with "
            << count_of(report.lines, "line that is", "lines that are") << " in the bin";
  if (report.waiting > 0) {
    std::cout << "; "
              << count_of(report.waiting, "more waits until its store can be asked",
                          "more wait until their stores can be asked");
  }
  std::cout << '\n';
  for (const std::string& job : report.withdrawn) {
    std::cout << "    " << job << " is approved no longer: what took that back may be among what was lost\n";
  }
}

}  // namespace

int trash_adopt(const Invocation& invocation, const std::vector<std::string>& words, Session& session) {
  if (words.size() > 1) throw configuration_failure("", "trash adopt takes one store, or none");
  const std::string reason = printable(invocation.text("reason"));
  if (reason.empty())
    throw configuration_failure("--reason", "is needed: the ledger keeps why", "say why in a few words");
  const AdoptReport report =
      words.empty() ? adopt_bin(session.world(), reason) : adopt_store(session.world(), words.front(), reason);
  if (invocation.globals.json) {
    print_json(report);
  } else {
    print_text(report);
  }
  return report.errors.empty() ? kDone : kFailed;
}

}  // namespace winnow
