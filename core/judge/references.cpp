#include "core/judge/references.h"

#include <charconv>

#include "core/items/matcher.h"

namespace winnow {
namespace {

/// A key as the values that a referring column may hold: text, bytes, or the number that it writes.
void add_forms(std::vector<Value>& out, const std::string& key) {
  out.push_back(Value::of_text(key));
  out.push_back(Value::bytes(key));
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
  if (error == std::errc{} && std::to_string(number) == key) out.push_back(Value::integer(number));
}

std::string key_of(const winnow_value& value) {
  return value.type == WINNOW_INT ? std::to_string(value.as.i) : std::string(view(value.as.text));
}

/// Adds those of `keys` that stand in a column.
void look(Store& store, const std::string& target, const std::string& column, const std::vector<std::string>& keys,
          std::set<std::string>& found) {
  if (keys.empty()) return;
  std::vector<Value> values;
  for (const std::string& key : keys) add_forms(values, key);
  Selection selection;
  selection.target = target;
  selection.fields = {column};
  selection.scope = selection.match = Filter::in(column, std::move(values));
  const Matcher names(selection.scope, selection);
  store.scan(selection, [&](std::span<const winnow_item> items) {
    for (const winnow_item& item : items) {
      if (names(item) == Truth::yes) found.insert(key_of(item.fields[0]));
    }
    return Next::more;
  });
}

void look_in_references(Stores& stores, const JobConfig& job, const std::vector<std::string>& keys,
                        std::set<std::string>& found) {
  for (const Reference& reference : job.references) {
    look(*stores.get(reference.store).store, reference.target, reference.column, keys, found);
  }
}

}  // namespace

std::set<std::string> still_named(Stores& stores, OpenStore& rows, const JobConfig& job, const std::string& column,
                                  const std::vector<std::string>& keys) {
  std::set<std::string> found;
  look(*rows.store, job.target, column, keys, found);
  look_in_references(stores, job, keys, found);
  return found;
}

std::span<const winnow_item> WithReferences::operator()(std::span<const winnow_item> items) {
  if (!setup_.shows_references || items.empty()) return items;
  std::vector<std::string> keys;
  for (const winnow_item& item : items) keys.emplace_back(view(item.key));
  std::set<std::string> found;
  look_in_references(world_.stores, *setup_.job, keys, found);

  const std::size_t stored = setup_.selection->fields.size() - 1;
  items_.assign(items.begin(), items.end());
  fields_.clear();
  fields_.reserve(items.size() * (stored + 1));
  for (std::size_t i = 0; i < items.size(); ++i) {
    items_[i].fields = fields_.data() + fields_.size();
    fields_.insert(fields_.end(), items[i].fields, items[i].fields + stored);
    winnow_value referenced{WINNOW_BOOL, 0, {}};
    referenced.as.i = found.contains(keys[i]) ? 1 : 0;
    fields_.push_back(referenced);
  }
  return items_;
}

}  // namespace winnow
