#include "core/report/bin_figures.h"

#include <algorithm>
#include <array>
#include <map>

namespace winnow {
namespace {

struct Age {
  const char* name;
  int days;  ///< younger than this; 0: no bound
};
constexpr std::array kAges = {Age{"under 1d", 1}, Age{"1d to 7d", 7}, Age{"7d to 30d", 30}, Age{"30d to 365d", 365},
                              Age{"over 365d", 0}};

std::size_t age_of(Span age) {
  for (std::size_t i = 0; i < kAges.size(); ++i) {
    if (kAges[i].days == 0 || age < std::chrono::hours(24) * kAges[i].days) return i;
  }
  return kAges.size() - 1;
}

void add(Heap& heap, std::uint64_t items, std::uint64_t bytes, const std::optional<Time>& frees) {
  heap.items += items;
  heap.bytes += bytes;
  if (!frees) return;
  if (!heap.frees_from || *frees < *heap.frees_from) heap.frees_from = frees;
  if (!heap.frees_until || *frees > *heap.frees_until) heap.frees_until = frees;
}

}  // namespace

std::uint64_t binned_bytes(const SegmentRow& row, std::uint64_t binned, std::size_t lines) {
  return binned == 0 ? 0 : row.bytes * binned / lines;
}

BinFiguresByHeap bin_figures_of(const Config& config, State& state, Time now) {
  BinFiguresByHeap out;
  out.ever_due = config.trash_retention.has_value();
  std::map<std::string, Heap> jobs;
  std::array<Heap, kAges.size()> ages;
  BinIndex index(state);
  for (const SegmentRow& row : index.find(SegmentQuery{})) {
    const auto states = index.lines(row);
    const auto count = [&states](const auto& is_meant) {
      return static_cast<std::uint64_t>(
          std::count_if(states.begin(), states.end(), [&](const auto& line) { return is_meant(line.second); }));
    };
    const auto put = [&](Heap& heap, std::uint64_t items) {
      add(heap, items, binned_bytes(row, items, states.size()), {});
    };
    put(out.restored, count([](LineState one) { return one == LineState::restored; }));
    const std::uint64_t binned = count([](LineState one) { return is_needed(one); });
    if (binned == 0) continue;
    if (!row.at_rest()) {
      put(out.unsettled, binned);
      continue;
    }
    put(out.for_a_person, binned - count([](LineState one) { return one == LineState::binned; }));
    const std::uint64_t bytes = binned_bytes(row, binned, states.size());
    std::optional<Time> frees;
    if (config.trash_retention) frees = row.kept_since + config.trash_retention->about();
    add(out.all, binned, bytes, frees);
    add(jobs[row.job], binned, bytes, frees);
    add(ages[age_of(now - row.sealed_at)], binned, bytes, frees);
  }
  for (auto& [name, heap] : jobs) {
    heap.name = name;
    out.jobs.push_back(std::move(heap));
  }
  for (std::size_t i = 0; i < kAges.size(); ++i) {
    ages[i].name = kAges[i].name;
    if (ages[i].items > 0) out.ages.push_back(std::move(ages[i]));
  }
  return out;
}

}  // namespace winnow
