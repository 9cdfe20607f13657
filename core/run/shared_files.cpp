#include "core/run/shared_files.h"

#include "core/items/matcher.h"

namespace winnow {
namespace {

void look(Store& store, const std::string& target, const std::string& column, const std::vector<std::string>& keys,
          std::set<std::string>& found) {
  std::vector<Value> values;
  for (const std::string& key : keys) values.push_back(Value::of_text(key));
  Selection selection;
  selection.target = target;
  selection.fields = {column};
  selection.scope = selection.match = Filter::in(column, std::move(values));
  const Matcher names(selection.scope, selection);
  store.scan(selection, [&](std::span<const winnow_item> items) {
    for (const winnow_item& item : items) {
      if (names(item) == Truth::yes) found.emplace(view(item.fields[0].as.text));
    }
    return Next::more;
  });
}

}  // namespace

std::set<std::string> still_named(const Setup& setup, World& world, const LinkedStore& link,
                                  const std::vector<std::string>& keys) {
  std::set<std::string> found;
  look(*setup.store->store, setup.job->target, link.link->column, keys, found);
  for (const Reference& reference : setup.job->references) {
    look(*world.stores.get(reference.store).store, reference.target, reference.column, keys, found);
  }
  return found;
}

}  // namespace winnow
