#include "core/cli/undo_report.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/cli/progress_line.h"
#include "core/report/status.h"

namespace winnow {
namespace {

void print_json(const UndoReport& report, const std::string& run) {
  nlohmann::ordered_json out = nlohmann::ordered_json::object();
  if (!run.empty()) out["run"] = run;
  out["restored"] = report.counts.restored;
  out["restored_files"] = report.counts.files;
  out["conflicts"] = report.counts.conflicts;
  out["failed"] = report.counts.failed;
  out["errors"] = report.errors;
  out["notes"] = report.notes;
  out["withdrawn"] = report.withdrawn;
  out["holds"] = report.holds;
  std::cout << out.dump(2) << '\n';
}

void print_text(const UndoReport& report) {
  for (const std::string& error : report.errors) std::cout << "    " << error << '\n';
  for (const std::string& note : report.notes) std::cout << "note: " << note << '\n';
  for (const std::string& job : report.withdrawn) {
    std::cout << "the approval of " << job << " is withdrawn, or its next run would remove all of it again\n";
  }
  for (const std::string& hold : report.holds) {
    std::cout << "held until a person releases it: winnow hold release " << hold << " --reason \"...\"\n";
  }
  const UndoReport::Counts& counts = report.counts;
  if (counts.restored == 0 && counts.files > 0)
    std::cout << count_of(counts.files, "file", "files") << " came back; the rows to which they belong live\n";
  std::cout << "restored " << with_commas(counts.restored) << ", conflicts " << with_commas(counts.conflicts)
            << ", failed " << with_commas(counts.failed) << '\n';
}

}  // namespace

UndoReport undo_visibly(World& world, UndoTask task, const Globals& globals) {
  ProgressOf progress(globals, "done");
  task.advance = progress.advance();
  return undo(world, task);
}

int print_undo(const UndoReport& report, const std::string& run, const Globals& globals, Met met) {
  if (globals.json) {
    print_json(report, run);
  } else {
    print_text(report);
  }
  const UndoReport::Counts& counts = report.counts;
  if (counts.restored + counts.files + counts.conflicts + counts.failed == 0) {
    if (met == Met::must_meet) {
      std::cerr << "winnow: nothing in the bin meets that; `winnow trash list` shows what lies there\n";
      return kFailed;
    }
    std::cerr << "winnow: nothing of this run is left in the bin: it was brought back before, or purged\n";
  }
  return report.whole() ? kDone : kPartial;
}

}  // namespace winnow
