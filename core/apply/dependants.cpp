#include "core/apply/dependants.h"

#include "core/plan/hanging.h"

namespace winnow {

namespace {

std::string name_of(std::string_view target, std::string_view key) {
  return std::string(target) + '\0' + std::string(key);
}

}  // namespace

void Dependants::add(std::size_t row, std::string_view target, std::string_view key, std::int64_t line,
                     Kept& kept) {
  of_[row].push_back({line, name_of(target, key)});
  // One of the job's own target is an item, and judged like one; of others only the key is known.
  if (target == setup_.job->target) {
    of_own_[std::string(key)].insert(row);
  } else if (holds_on(target).held_in_bin(key)) {
    kept[row] = kHeldWords;
  }
}

const Holds& Dependants::holds_on(std::string_view target) {
  const auto known = holds_.find(target);
  if (known != holds_.end()) return known->second;
  const HeldPlace place{setup_.store->config->name, setup_.store->identity, std::string(target)};
  return holds_.emplace(target, Holds::load(world_.state, place, world_.as_of, world_.config.zone)).first->second;
}

std::vector<std::int64_t> Dependants::lines_of(std::size_t row) const {
  std::vector<std::int64_t> lines;
  for (const Dependant& dependant : of_[row]) {
    if (dependant.line != 0) lines.push_back(dependant.line);
  }
  return lines;
}

std::int64_t Dependants::along(std::span<const winnow_item> rows, const std::vector<bool>& goes) const {
  std::set<std::string> names;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!goes[row]) continue;
    for (const Dependant& dependant : of_[row]) names.insert(dependant.name);
  }
  for (std::size_t row = 0; row < rows.size() && !names.empty(); ++row) {
    if (goes[row]) names.erase(name_of(setup_.job->target, view(rows[row].key)));
  }
  return static_cast<std::int64_t>(names.size());
}

void Dependants::judge(std::span<const winnow_item> rows, const std::vector<bool>& fine, Kept& kept) {
  if (of_own_.empty()) return;
  Hanging hanging;
  std::set<std::string, std::less<>> judged;
  // Those that are in the batch themselves have been judged.
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::string_view key = view(rows[row].key);
    if (!of_own_.contains(key)) continue;
    judged.emplace(key);
    if (fine[row]) {
      hanging.goes(key);
    } else if (const auto why = kept.find(row); why != kept.end() && why->second == kHeldWords) {
      hanging.held(key);
    }
  }
  std::vector<std::string> others;
  for (const auto& [key, along_with] : of_own_) {
    for (const std::size_t row : along_with) hanging.hangs(key, view(rows[row].key));
    if (!judged.contains(key)) others.push_back(key);
  }
  HangingRows(setup_, world_).follow(std::move(others), Judge::Look::again, std::move(judged), hanging);
  hanging.look();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!fine[row]) continue;
    if (const auto why = hanging.stays(view(rows[row].key)))
      kept.emplace(row, world_.host.words(decision_of(*why, world_.host).reason));
  }
}

}  // namespace winnow
