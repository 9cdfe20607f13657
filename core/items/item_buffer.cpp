#include "core/items/item_buffer.h"

#include <algorithm>
#include <cstring>

namespace winnow {
namespace {

constexpr std::size_t kBlock = 64 * 1024;

bool has_text(winnow_type type) {
  return type == WINNOW_TEXT || type == WINNOW_BYTES || type == WINNOW_DECIMAL || type == WINNOW_OTHER;
}

}  // namespace

winnow_text ItemBuffer::keep(winnow_text text) {
  if (text.size == 0) return {nullptr, 0};
  if (size_ - used_ < text.size) {
    size_ = std::max(kBlock, text.size);
    used_ = 0;
    blocks_.push_back(std::make_unique<char[]>(size_));
  }
  char* const at = blocks_.back().get() + used_;
  std::memcpy(at, text.data, text.size);
  used_ += text.size;
  return {at, text.size};
}

void ItemBuffer::add(const winnow_item& item) {
  winnow_item copy = item;
  copy.key = keep(item.key);
  copy.version = keep(item.version);
  copy.obstacle = keep(item.obstacle);
  std::vector<winnow_value>& fields = fields_.emplace_back(item.fields, item.fields + nfields_);
  for (winnow_value& field : fields) {
    if (has_text(field.type)) field.as.text = keep(field.as.text);
  }
  copy.fields = fields.data();
  items_.push_back(copy);
}

void ItemBuffer::clear() {
  items_.clear();
  fields_.clear();
  blocks_.clear();
  used_ = size_ = 0;
}

}  // namespace winnow
