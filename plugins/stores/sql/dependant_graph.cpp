#include "sql/dependant_graph.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

namespace winnow::sql {

std::size_t DependantGraph::add() {
  rows_.emplace_back();
  return rows_.size() - 1;
}

void DependantGraph::hang(std::size_t row, std::size_t parent) {
  rows_[parent].hanging.push_back(row);
  rows_[row].parents.push_back(parent);
}

DependantGraph::Rows DependantGraph::below(std::size_t row) const {
  std::size_t levels = 0;
  return below(row, levels);
}

std::size_t DependantGraph::levels_below(std::size_t row) const {
  std::size_t levels = 0;
  below(row, levels);
  return levels;
}

DependantGraph::Rows DependantGraph::below(std::size_t row, std::size_t& levels) const {
  struct Step {
    std::size_t row;
    std::size_t next = 0;  ///< of those that hang on it
  };
  Rows out;
  std::unordered_set<std::size_t> seen{row};
  std::vector<Step> path{{row}};
  while (!path.empty()) {
    levels = std::max(levels, path.size() - 1);
    Step& here = path.back();
    const Rows& hanging = rows_[here.row].hanging;
    if (here.next < hanging.size()) {
      const std::size_t child = hanging[here.next++];
      if (seen.insert(child).second) path.push_back({child});
      continue;
    }
    if (path.size() > 1) out.push_back(here.row);
    path.pop_back();
  }
  return out;
}

DependantGraph::Rows DependantGraph::items_above(std::size_t row) const {
  Rows out;
  Rows todo{row};
  std::unordered_set<std::size_t> seen{row};
  while (!todo.empty()) {
    const std::size_t here = todo.back();
    todo.pop_back();
    if (is_item(here)) out.push_back(here);
    for (const std::size_t parent : rows_[here].parents) {
      if (seen.insert(parent).second) todo.push_back(parent);
    }
  }
  std::ranges::sort(out);
  return out;
}

DependantGraph::Order DependantGraph::order(std::span<const std::size_t> items) const {
  std::vector<bool> goes(rows_.size(), false);
  Rows all(items.begin(), items.end());
  for (const std::size_t item : items) goes[item] = true;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const std::size_t row : rows_[all[i]].hanging) {
      if (!goes[row]) all.push_back(row);
      goes[row] = true;
    }
  }
  std::vector<std::size_t> waits_for(rows_.size(), 0);  // rows that have to go before
  std::vector<Rows> waiting(rows_.size());
  for (const std::size_t row : all) {
    for (const Rows* first : {&rows_[row].hanging, &rows_[row].before}) {
      for (const std::size_t other : *first) {
        if (!goes[other]) continue;
        ++waits_for[row];
        waiting[other].push_back(row);
      }
    }
  }
  Order out;
  Rows step;
  std::ranges::copy_if(all, std::back_inserter(step), [&](std::size_t row) { return waits_for[row] == 0; });
  while (!step.empty()) {
    Rows next;
    for (const std::size_t row : step) {
      goes[row] = false;
      for (const std::size_t other : waiting[row]) {
        if (--waits_for[other] == 0) next.push_back(other);
      }
    }
    out.steps.push_back(std::exchange(step, std::move(next)));
  }
  std::ranges::copy_if(all, std::back_inserter(out.circle), [&](std::size_t row) { return goes[row]; });
  return out;
}

}  // namespace winnow::sql
