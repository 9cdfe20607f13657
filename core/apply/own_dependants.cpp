#include "core/apply/own_dependants.h"

#include "core/plan/second_look.h"

namespace winnow {
namespace {

constexpr std::size_t kAtOnce = 500;
constexpr const char* kStays = "what hangs on it stays";

using Kept = std::map<std::size_t, std::string>;

void keep_all(const std::set<std::size_t>& items, const std::string& why, Kept& kept) {
  for (const std::size_t item : items) kept.emplace(item, why);
}

/// What the judge says of rows as they are now: of each that may not go, why.
std::map<std::string, std::string, std::less<>> reasons_to_stay(const Setup& setup, World& world,
                                                                std::span<const std::string_view> keys) {
  std::map<std::string, std::string, std::less<>> out;
  // One that is not shown any more stays for all anybody knows.
  for (const std::string_view key : keys) out.emplace(key, kStays);
  const FetchedNow now(setup, keys);
  const std::vector<Decision> decisions = second_look(setup, world, now.items());
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const std::string_view key = view(now.items()[i].key);
    const bool held = decisions[i].step == Step::held || decisions[i].step == Step::hold_if;
    if (held) out.find(key)->second = world.host.words(decisions[i].reason);
    // Which of a group go was decided on the whole group, and only of those in the batch it is known.
    if (decisions[i].answer == Answer::nominate && setup.selection->group_by.empty()) out.erase(out.find(key));
  }
  return out;
}

}  // namespace

void OwnDependants::judge(const Setup& setup, World& world, std::span<const winnow_item> rows,
                          const std::vector<bool>& fine, Kept& kept) {
  if (items_.empty()) return;
  // Those that are in the batch themselves have been judged.
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto known = items_.find(view(rows[row].key));
    if (known == items_.end()) continue;
    const auto why = kept.find(row);
    if (why != kept.end()) {
      keep_all(known->second, std::string(why->second), kept);
    } else if (!fine[row]) {
      keep_all(known->second, kStays, kept);
    }
    items_.erase(known);
  }
  std::vector<std::string_view> keys;
  const auto ask = [&] {
    if (keys.empty()) return;
    for (const auto& [key, why] : reasons_to_stay(setup, world, keys))
      keep_all(items_.find(key)->second, why, kept);
    keys.clear();
  };
  for (const auto& [key, items] : items_) {
    keys.push_back(key);
    if (keys.size() == kAtOnce) ask();
  }
  ask();
}

}  // namespace winnow
