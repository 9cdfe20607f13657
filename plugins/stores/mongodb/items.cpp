#include "items.h"

namespace winnow::mongodb {

void ItemPage::add(const bson_t& document) {
  winnow_item item{};
  item.key = borrow(std::string_view{words_.emplace_back(key_of(document))});
  item.version = borrow(std::string_view{words_.emplace_back(version_of(document))});
  item.time = selection_.time_field.empty()
                  ? WINNOW_TIME_NONE
                  : time_of_field(document, selection_.time_field, selection_.time_form, host_);
  item.bytes = document.len;
  std::vector<Value>& values = values_.emplace_back();
  for (const std::string& field : selection_.fields) values.push_back(field_of(document, field));
  std::vector<winnow_value>& fields = fields_.emplace_back();
  for (const Value& value : values) fields.push_back(borrow(value));
  item.fields = fields.data();
  items_.push_back(item);
}

void ItemPage::clear() {
  items_.clear();
  words_.clear();
  values_.clear();
  fields_.clear();
}

}  // namespace winnow::mongodb
