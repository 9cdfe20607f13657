#include "core/judge/references.h"

namespace winnow {

std::span<const winnow_item> WithReferences::operator()(std::span<const winnow_item> items) {
  if (!setup_.shows_references || items.empty()) return items;
  std::vector<std::string_view> keys;
  for (const winnow_item& item : items) keys.push_back(view(item.key));
  const NamedBy named = setup_.names->named(keys);

  const std::size_t stored = setup_.selection->fields.size() - 1;
  items_.assign(items.begin(), items.end());
  fields_.clear();
  fields_.reserve(items.size() * (stored + 1));
  for (std::size_t i = 0; i < items.size(); ++i) {
    items_[i].fields = fields_.data() + fields_.size();
    fields_.insert(fields_.end(), items[i].fields, items[i].fields + stored);
    winnow_value referenced{WINNOW_BOOL, 0, {}};
    referenced.as.i = named.contains(keys[i]) ? 1 : 0;
    fields_.push_back(referenced);
  }
  return items_;
}

}  // namespace winnow
