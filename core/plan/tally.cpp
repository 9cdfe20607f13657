#include "core/plan/tally.h"

#include <algorithm>
#include <array>

namespace winnow {
namespace {

struct Row {
  JobStatus status;
  std::string_view word;
};
constexpr std::array kWords = {Row{JobStatus::planned, "planned"},
                               Row{JobStatus::applied, "applied"},
                               Row{JobStatus::partial, "partial"},
                               Row{JobStatus::failed, "failed"},
                               Row{JobStatus::tripped, "tripped"},
                               Row{JobStatus::locked, "locked"},
                               Row{JobStatus::needs_approval, "needs_approval"},
                               Row{JobStatus::gated, "gated"},
                               Row{JobStatus::paused, "paused"},
                               Row{JobStatus::running, "running"},
                               Row{JobStatus::interrupted, "interrupted"}};

}  // namespace

std::string_view word_of(JobStatus status) {
  return std::find_if(kWords.begin(), kWords.end(), [&](const Row& row) { return row.status == status; })->word;
}

JobStatus job_status(std::string_view word) {
  const auto at = std::find_if(kWords.begin(), kWords.end(), [&](const Row& row) { return row.word == word; });
  return at == kWords.end() ? JobStatus::failed : at->status;
}

}  // namespace winnow
