#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/trash_commands.h"
#include "core/report/bin_figures.h"
#include "core/report/status.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Heap& heap, const char* what) {
  const auto time = [](const std::optional<Time>& at) { return at ? Json(iso(*at)) : Json(); };
  Json out = Json::object();
  if (*what != '\0') out[what] = heap.name;
  out.update({{"items", heap.items},
              {"bytes", heap.bytes},
              {"frees_from", time(heap.frees_from)},
              {"frees_until", time(heap.frees_until)}});
  return out;
}

Json to_json(const std::vector<Heap>& heaps, const char* what) {
  Json out = Json::array();
  for (const Heap& heap : heaps) out.push_back(to_json(heap, what));
  return out;
}

Json figures_of(const Heap& heap) {
  return {{"items", heap.items}, {"bytes", heap.bytes}};
}

void print(const std::vector<Heap>& heaps) {
  for (const Heap& heap : heaps) {
    std::string left = heap.name;
    left.resize(std::max<std::size_t>(left.size() + 2, 20), ' ');
    std::cout << "    " << left << count_of(heap.items, "item", "items") << ", about " << human_bytes(heap.bytes);
    if (heap.frees_from) {
      std::cout << "; may be purged from " << iso_minutes(*heap.frees_from) << " UTC on";
      const std::string last = iso_minutes(*heap.frees_until);
      if (last != iso_minutes(*heap.frees_from)) std::cout << ", the last from " << last;
    }
    std::cout << '\n';
  }
}

}  // namespace

int trash_stats(const Invocation& invocation, const std::vector<std::string>& words, Session& session) {
  if (!words.empty())
    throw configuration_failure("winnow trash stats", "it takes no arguments", "winnow trash stats");
  World& world = session.world();
  const BinFiguresByHeap figures = bin_figures_of(world.config, world.state, world.as_of);
  if (invocation.globals.json) {
    std::cout << Json{{"bin", to_json(figures.all, "")},
                      {"jobs", to_json(figures.jobs, "job")},
                      {"ages", to_json(figures.ages, "age")},
                      {"for_a_person", figures_of(figures.for_a_person)},
                      {"unsettled", figures_of(figures.unsettled)},
                      {"restored", figures_of(figures.restored)}}
                     .dump(2)
              << '\n';
    return kDone;
  }
  std::cout << "by job\n";
  print(figures.jobs);
  std::cout << "by age\n";
  print(figures.ages);
  std::cout << count_of(figures.all.items, "item", "items") << " in the bin, about "
            << human_bytes(figures.all.bytes)
            << (figures.ever_due ? "" : "; [trash] has no retention, so nothing is ever due") << '\n';
  if (figures.for_a_person.items > 0) {
    std::cout << "of them " << count_of(figures.for_a_person.items, "item", "items")
              << " in conflict or in doubt: a person decides (`winnow trash list` shows which)\n";
  }
  if (figures.unsettled.items > 0) {
    std::cout << "beside them " << count_of(figures.unsettled.items, "item", "items")
              << " of batches that are not settled: the next apply or undo there finds out whether they went\n";
  }
  if (figures.restored.items > 0) {
    std::cout << "beside them " << count_of(figures.restored.items, "copy", "copies")
              << " of what came back, about " << human_bytes(figures.restored.bytes)
              << ": a purge takes them with the others of their runs\n";
  }
  return kDone;
}

}  // namespace winnow
