#include "core/plan/second_look.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/plan/planner.h"

namespace winnow {
namespace {

Filter is_value(const std::string& field, const Value& value) {
  return value.type == WINNOW_NULL ? Filter::is_null(field) : Filter::eq(field, value);
}

/// The groups to which the items belong.
Filter groups_of(const std::vector<std::string>& group_by, std::span<const PlannedItem> items) {
  std::vector<Filter> groups;
  const std::vector<Value>* last = nullptr;
  for (const PlannedItem& item : items) {
    // A group's items follow one another.
    if (last != nullptr && *last == item.group) continue;
    last = &item.group;
    std::vector<Filter> terms;
    for (std::size_t i = 0; i < group_by.size(); ++i) terms.push_back(is_value(group_by[i], item.group[i]));
    groups.push_back(Filter::all_of(std::move(terms)));
  }
  return Filter::any_of(std::move(groups));
}

}  // namespace

FetchedNow::FetchedNow(const Setup& setup, std::span<const std::string_view> keys)
    : page_(stored_selection(setup, *setup.selection).fields.size()) {
  setup.store->store->fetch(stored_selection(setup, *setup.selection), keys,
                            [this](std::span<const winnow_item> items) {
                              for (const winnow_item& item : items) page_.add(item);
                              return Next::more;
                            });
}

std::vector<Decision> second_look(const Setup& setup, World& world, std::span<const winnow_item> stored,
                                  Judge::Look look) {
  Judge judge(setup, world.host, *setup.selection, look);
  std::vector<Decision> out(stored.size());
  std::vector<winnow_item> candidates;
  std::vector<std::size_t> at;
  const std::span<const winnow_item> items = judge.show(stored);
  candidates.reserve(items.size());
  at.reserve(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (auto early = judge.admit(items[i])) {
      out[i] = std::move(*early);
    } else {
      candidates.push_back(items[i]);
      at.push_back(i);
    }
  }
  const std::span<const Decision> decisions = judge.decide(candidates);
  for (std::size_t i = 0; i < decisions.size(); ++i) out[at[i]] = decisions[i];
  return out;
}

std::vector<PlannedItem> still_nominated(const Setup& setup, World& world, std::vector<PlannedItem> items) {
  if (setup.selection->group_by.empty() || items.empty()) return items;
  Selection selection = *setup.selection;
  selection.scope = Filter::all_of({selection.scope, groups_of(selection.group_by, items)});
  std::map<std::string, std::string> versions;
  PlanSinks sinks;
  sinks.covers = PlanSinks::Covers::some_groups;
  sinks.nominated = [&versions](const PlannedItem& item) { versions[item.key] = item.version; };
  Tally unused;
  weigh(setup, selection, world, unused, sinks);
  std::erase_if(items, [&versions](const PlannedItem& item) {
    const auto now = versions.find(item.key);
    return now == versions.end() || now->second != item.version;
  });
  return items;
}

std::map<std::string, Decision, std::less<>> judged_now(const Setup& setup, World& world,
                                                        std::span<const std::string_view> keys, Judge::Look look) {
  const bool grouped = !setup.selection->group_by.empty();
  const FetchedNow now(setup, keys);
  std::vector<Decision> decisions = second_look(setup, world, now.items(), grouped ? Judge::Look::again : look);
  std::map<std::string, Decision, std::less<>> out;
  if (grouped) {
    Judge judge(setup, world.host, *setup.selection);
    const std::span<const winnow_item> items = judge.show(now.items());
    std::vector<PlannedItem> going;
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      if (decisions[i].answer == Answer::nominate)
        going.push_back(planned_item(*setup.selection, items[i], decisions[i]));
    }
    std::set<std::string> nominated;
    for (const PlannedItem& item : still_nominated(setup, world, std::move(going))) nominated.insert(item.key);
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      if (!nominated.contains(std::string(view(now.items()[i].key))) && decisions[i].answer == Answer::nominate)
        decisions[i] = {};
    }
  }
  for (std::size_t i = 0; i < decisions.size(); ++i) out.emplace(view(now.items()[i].key), std::move(decisions[i]));
  return out;
}

}  // namespace winnow
