#include "core/plan/waiting.h"

#include <algorithm>

#include "winnow/page.hpp"

namespace winnow {
namespace {

constexpr std::size_t kAtOnce = 1000;

}  // namespace

Waiting::Waiting(const Setup& setup, const Selection& selection, World& world, HangingRows& rows)
    : selection_(selection), world_(world), rows_(rows), items_(setup.world->config.state.parent_path()) {}

void Waiting::take(std::span<const winnow_item> items, std::span<const Decision> decisions) {
  std::vector<std::string_view> keys;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (decisions[i].answer != Answer::nominate) {
      hanging_.decided(view(items[i].key), decisions[i]);
      continue;
    }
    hanging_.goes(view(items[i].key), items_.add(planned_item(selection_, items[i], decisions[i])));
    keys.push_back(view(items[i].key));
  }
  if (!keys.empty() && trouble_.empty()) ask(keys);
}

void Waiting::ask(std::span<const std::string_view> keys) {
  try {
    if (!rows_.on(keys, hanging_)) trouble_ = "the store does not tell it";
  } catch (const Error& error) {
    // Why it cannot be told a removal says again, before anything goes.
    if (error.code() == WINNOW_STOPPED || error.code() == WINNOW_UNAVAILABLE) throw;
    trouble_ = error.what();
  }
}

void Waiting::each(const std::function<void(std::span<const winnow_item>, std::span<const Decision>)>& visit) {
  hanging_.look();
  items_.rewind();
  std::vector<std::size_t> groups;
  for (const std::string& field : selection_.group_by) {
    const auto at = std::find(selection_.fields.begin(), selection_.fields.end(), field);
    groups.push_back(static_cast<std::size_t>(at - selection_.fields.begin()));
  }
  Page page(selection_.fields.size());
  std::vector<Decision> decisions;
  std::vector<winnow_value> fields(selection_.fields.size());
  const auto show = [&] {
    if (!decisions.empty()) visit(page.items(), decisions);
    page.clear();
    decisions.clear();
  };
  const auto add = [&](PlannedItem& waited) {
    winnow_item item{};
    item.key = borrow(std::string_view{waited.key});
    item.version = borrow(std::string_view{waited.version});
    item.time = waited.time;
    item.bytes = waited.bytes;
    for (std::size_t i = 0; i < groups.size(); ++i) fields[groups[i]] = borrow(waited.group[i]);
    item.fields = fields.data();
    page.add(item);
    Decision& decision = decisions.emplace_back();
    if (const auto why = hanging_.stays(waited.key)) {
      decision = decision_of(*why, world_.host);
    } else {
      decision.answer = Answer::nominate;
      decision.step = Step::passed;
      decision.reason = waited.reason;
      decision.files = std::move(waited.files);
    }
    if (decisions.size() == kAtOnce) show();
  };
  // A group goes as a whole, which its order must not tear apart.
  const bool in_order = groups.empty();
  for (PlannedItem waited; items_.next(waited);) {
    if (!in_order || !hanging_.has_others(waited.key)) add(waited);
  }
  if (in_order) {
    hanging_.each_with_others([&](std::int64_t place) {
      PlannedItem waited = items_.at(place);
      add(waited);
    });
  }
  show();
}

}  // namespace winnow
