#include "core/apply/own_dependants.h"

#include "core/plan/hanging.h"

namespace winnow {

void OwnDependants::judge(const Setup& setup, World& world, std::span<const winnow_item> rows,
                          const std::vector<bool>& fine, std::map<std::size_t, std::string>& kept) {
  if (items_.empty()) return;
  Hanging hanging;
  std::set<std::string, std::less<>> judged;
  // Those that are in the batch themselves have been judged.
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::string_view key = view(rows[row].key);
    if (!items_.contains(key)) continue;
    judged.emplace(key);
    if (fine[row]) {
      hanging.goes(key);
    } else if (const auto why = kept.find(row); why != kept.end() && why->second == kHeldWords) {
      hanging.held(key);
    }
  }
  std::vector<std::string> others;
  for (const auto& [key, items] : items_) {
    for (const std::size_t item : items) hanging.hangs(key, view(rows[item].key));
    if (!judged.contains(key)) others.push_back(key);
  }
  HangingRows(setup, world).follow(std::move(others), Judge::Look::again, std::move(judged), hanging);
  hanging.look();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!fine[row]) continue;
    if (const auto why = hanging.stays(view(rows[row].key)))
      kept.emplace(row, world.host.words(decision_of(*why, world.host).reason));
  }
}

}  // namespace winnow
