#include "core/report/attention.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/report/run_report.h"

namespace winnow {
namespace {

constexpr std::uint64_t kHandful = 20;  // one in so many of the target may be odd without anybody's attention
constexpr std::uint64_t kFewItems =
    10;  // a smaller target shrinks by half, and as many series begin, on an ordinary day

/// "future_time 3, null_time 2"
std::string words_of(const Reasons& reasons) {
  std::string out;
  for (const auto& [reason, count] : reasons) out += (out.empty() ? "" : ", ") + reason + " " + with_commas(count);
  return out;
}

}  // namespace

std::vector<Attention> attention_of(const JobReport& report, const std::optional<Before>& before) {
  std::vector<Attention> out;
  const Tally& tally = report.tally;
  const std::uint64_t refused = sum_of(tally.refused);
  const bool idle = tally.nominated == 0 && tally.scanned > 0;
  if (idle && refused == tally.scanned && (!tally.total || refused * kHandful >= *tally.total)) {
    out.push_back({"all_refused", (refused == 1 ? "the only item in scope was"
                                                : "all " + with_commas(refused) + " items in scope were") +
                                      " refused: " + words_of(tally.refused) + "; `winnow explain` tells of one"});
  }
  if (before && tally.total) {
    const std::uint64_t left = before->total - std::min(before->total, before->removed);
    if (left >= kFewItems && *tally.total < left / 2) {
      out.push_back({"target_shrank", "the target has " + count_of(*tally.total, "item", "items") +
                                          "; the last apply left " + with_commas(left) +
                                          ": is it the right one, and whole?"});
    }
  }
  if (idle && tally.groups >= kFewItems && tally.groups == tally.singletons) {
    out.push_back({"only_single_groups",
                   "each of " + with_commas(tally.groups) +
                       " groups has one member only, so none can ever go; kept: " + words_of(tally.kept)});
  }
  if (idle && tally.long_overdue > 0 && (out.empty() || out.front().name != "all_refused")) {
    out.push_back({"nothing_goes", "nothing goes, although " +
                                       count_of(tally.long_overdue, "item is", "items are") +
                                       " older than twice the keep time" +
                                       (tally.kept.empty() ? "" : "; kept: " + words_of(tally.kept)) +
                                       (refused == 0 ? "" : "; refused: " + words_of(tally.refused))});
  }
  return out;
}

}  // namespace winnow
