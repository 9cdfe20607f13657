#include <array>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/trash_commands.h"
#include "core/report/status.h"
#include "core/state/bin_index.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// What lies in the bin of one job, or of one age.
struct Heap {
  std::uint64_t items = 0, bytes = 0;
  std::optional<Time> frees_from, frees_until;

  void add(std::uint64_t more, std::uint64_t more_bytes, const std::optional<Time>& frees) {
    items += more;
    bytes += more_bytes;
    if (!frees) return;
    if (!frees_from || *frees < *frees_from) frees_from = frees;
    if (!frees_until || *frees > *frees_until) frees_until = frees;
  }
};

struct Age {
  const char* name;
  int days;  ///< younger than this; 0: no bound
};
constexpr std::array kAges = {Age{"under 1d", 1}, Age{"1d to 7d", 7}, Age{"7d to 30d", 30}, Age{"30d to 365d", 365},
                              Age{"over 365d", 0}};

const char* age_of(Span age) {
  for (const Age& one : kAges) {
    if (one.days == 0 || age < std::chrono::hours(24) * one.days) return one.name;
  }
  return kAges.back().name;
}

Json to_json(const Heap& heap) {
  const auto time = [](const std::optional<Time>& at) { return at ? Json(iso(*at)) : Json(); };
  return {{"items", heap.items},
          {"bytes", heap.bytes},
          {"frees_from", time(heap.frees_from)},
          {"frees_until", time(heap.frees_until)}};
}

void print(const std::string& name, const Heap& heap) {
  std::string left = name;
  left.resize(std::max<std::size_t>(left.size() + 2, 20), ' ');
  std::cout << "    " << left << with_commas(heap.items) << " items, about " << human_bytes(heap.bytes);
  if (heap.frees_from) {
    std::cout << "; may be purged from " << iso_minutes(*heap.frees_from) << " UTC on";
    if (*heap.frees_until != *heap.frees_from) std::cout << ", the last from " << iso_minutes(*heap.frees_until);
  }
  std::cout << '\n';
}

}  // namespace

int trash_stats(const Invocation& invocation, const std::vector<std::string>& words, Session& session) {
  if (!words.empty())
    throw configuration_failure("winnow trash stats", "it takes no arguments", "winnow trash stats");
  const World& world = session.world();
  const Config& config = session.config();
  BinIndex index(session.world().state);
  std::map<std::string, Heap> jobs, ages;
  Heap all;
  for (const SegmentRow& row : index.find(SegmentQuery{})) {
    std::uint64_t binned = 0;
    const auto states = index.lines(row);
    for (const auto& [line, state] : states) binned += state == LineState::binned ? 1 : 0;
    if (binned == 0) continue;
    const std::uint64_t bytes = row.bytes * binned / states.size();
    std::optional<Time> frees;
    if (config.trash_retention) frees = row.sealed_at + config.trash_retention->about();
    all.add(binned, bytes, frees);
    jobs[row.job].add(binned, bytes, frees);
    ages[age_of(world.as_of - row.sealed_at)].add(binned, bytes, frees);
  }
  if (invocation.globals.json) {
    Json by_job = Json::array(), by_age = Json::array();
    const auto row_of = [](const char* what, const std::string& name, const Heap& heap) {
      Json row = {{what, name}};
      row.update(to_json(heap));
      return row;
    };
    for (const auto& [job, heap] : jobs) by_job.push_back(row_of("job", job, heap));
    for (const Age& age : kAges) {
      if (ages.contains(age.name)) by_age.push_back(row_of("age", age.name, ages[age.name]));
    }
    std::cout << Json{{"bin", to_json(all)}, {"jobs", by_job}, {"ages", by_age}}.dump(2) << '\n';
    return kDone;
  }
  std::cout << "by job\n";
  for (const auto& [job, heap] : jobs) print(job, heap);
  std::cout << "by age\n";
  for (const Age& age : kAges) {
    if (ages.contains(age.name)) print(age.name, ages[age.name]);
  }
  std::cout << with_commas(all.items) << " items in the bin, about " << human_bytes(all.bytes)
            << (config.trash_retention ? "" : "; [trash] has no retention, so nothing is ever due") << '\n';
  return kDone;
}

}  // namespace winnow
