/// winnow/page.hpp - items under construction: texts and fields lie in blocks, so that a row costs no allocation.
///
///   Pages pages(selection, out);
///   for (const Row& row : rows) {
///     const Page::Place at = pages.add();
///     at.item.key = pages.keep(row.id);
///     at.item.time = row.created;
///     at.fields[0] = scalar(WINNOW_INT, row.attempts);
///     at.fields[1] = scalar(WINNOW_TEXT, pages.keep(row.status));
///   }
///   pages.finish();
///
/// Thread rule: an object belongs to one thread.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "winnow/selection.hpp"
#include "winnow/text.hpp"

namespace winnow {

/// Borrowed values without an owner, for fields. scalar(type, …) takes what the type says: a number or a text.
inline winnow_value null_value() {
  return {WINNOW_NULL, 0, {}};
}
inline winnow_value scalar(winnow_type type, std::int64_t number) {
  winnow_value out{type, 0, {}};
  out.as.i = number;
  return out;
}
inline winnow_value scalar(winnow_type type, winnow_text text) {
  winnow_value out{type, 0, {}};
  out.as.text = text;
  return out;
}
inline winnow_value real_value(double number) {
  winnow_value out{WINNOW_REAL, 0, {}};
  out.as.r = number;
  return out;
}
/// NULL for a time that is missing or unreadable.
inline winnow_value time_value(std::int64_t time) {
  return time == WINNOW_TIME_NONE || time == WINNOW_TIME_UNREADABLE ? null_value() : scalar(WINNOW_TIME, time);
}
/// A key, path or name: TEXT, or BYTES where it is not UTF-8, which no text comparison should meet.
inline winnow_value name_value(winnow_text name) {
  return scalar(is_utf8(view(name)) ? WINNOW_TEXT : WINNOW_BYTES, name);
}

/// Any number of items with their texts and fields. What it gives out stays where it is until clear(); the memory
/// is used again afterwards.
class Page {
 public:
  /// `width`: how many fields each item has.
  explicit Page(std::size_t width) : width_(width) {}
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  /// The item last added, and its fields, to be filled in before the next one is. All is empty and NULL at first.
  struct Place {
    winnow_item& item;
    std::span<winnow_value> fields;
  };
  Place add() {
    auto* const fields = reinterpret_cast<winnow_value*>(room(width_ * sizeof(winnow_value)));
    std::uninitialized_fill_n(fields, width_, null_value());
    winnow_item& item = items_.emplace_back();
    item.time = WINNOW_TIME_NONE;
    item.fields = fields;
    return {item, {fields, width_}};
  }

  /// A copy of an item and all that it shows.
  void add(const winnow_item& from) {
    const Place at = add();
    at.item.key = keep(view(from.key));
    at.item.version = keep(view(from.version));
    at.item.obstacle = keep(view(from.obstacle));
    at.item.time = from.time;
    at.item.bytes = from.bytes;
    for (std::size_t i = 0; i < width_; ++i) at.fields[i] = keep(from.fields[i]);
  }

  /// A copy of a text, or of a scalar, which lives as long as the items do.
  winnow_text keep(std::string_view text) {
    if (text.empty()) return {nullptr, 0};
    char* const at = room(text.size());
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
  }
  winnow_value keep(const winnow_value& value) {
    winnow_value out = value;
    if (is_words(value.type)) out.as.text = keep(view(value.as.text));
    return out;
  }

  std::span<const winnow_item> items() const { return items_; }
  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  void clear() {
    items_.clear();
    block_ = used_ = 0;
  }

 private:
  struct Block {
    std::unique_ptr<char[]> data;
    std::size_t size;
  };

  /// Memory aligned for values; never nothing, so that fields is never null.
  char* room(std::size_t size) {
    constexpr std::size_t kFirstBlock = 4 * 1024;
    constexpr std::size_t kLargestBlock = 256 * 1024;
    used_ = (used_ + alignof(winnow_value) - 1) / alignof(winnow_value) * alignof(winnow_value);
    while (block_ < blocks_.size() && (used_ > blocks_[block_].size || blocks_[block_].size - used_ < size)) {
      ++block_;
      used_ = 0;
    }
    if (block_ == blocks_.size()) {
      const std::size_t usual = blocks_.empty() ? kFirstBlock : std::min(kLargestBlock, 4 * blocks_.back().size);
      const std::size_t whole = std::max({usual, size, sizeof(winnow_value)});
      blocks_.push_back({std::make_unique_for_overwrite<char[]>(whole), whole});
    }
    char* const at = blocks_[block_].data.get() + used_;
    used_ += size;
    return at;
  }

  std::size_t width_;
  std::vector<winnow_item> items_;
  std::vector<Block> blocks_;
  std::size_t block_ = 0;  ///< the one in use
  std::size_t used_ = 0;   ///< of it
};

/// How many items a page of this selection holds.
inline std::size_t page_size(const Selection& selection) {
  return std::clamp<std::size_t>(selection.page, 1, 10'000);
}

/// Items on their way to a sink, a page at a time.
class Pages {
 public:
  Pages(const Selection& selection, const ItemSink& out)
      : page_(selection.fields.size()), most_(page_size(selection)), out_(out) {}

  /// Throws Error(WINNOW_STOPPED) when the sink wants no more; so does finish(), which shows what is left.
  Page::Place add() {
    if (page_.size() >= most_) finish();
    return page_.add();
  }
  winnow_text keep(std::string_view text) { return page_.keep(text); }
  winnow_value keep(const winnow_value& value) { return page_.keep(value); }
  void finish() {
    if (page_.empty()) return;
    const Next next = out_(page_.items());
    page_.clear();
    if (next == Next::stop) throw Error(WINNOW_STOPPED, "the host wants no more items");
  }

 private:
  Page page_;
  std::size_t most_;
  const ItemSink& out_;
};

}  // namespace winnow
