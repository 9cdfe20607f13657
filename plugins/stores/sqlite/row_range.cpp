#include "row_range.h"

#include <algorithm>
#include <charconv>

namespace winnow::sqlite {
namespace {

/// Numbers an item at the most: reading the rows between costs less than finding each item by itself.
constexpr std::uint64_t kSparsest = 4;

/// Rows for one DELETE: until it has ended SQLite keeps a copy of each page that it changes.
constexpr std::int64_t kLongestRun = 256;

std::optional<std::int64_t> number_of(std::string_view key) {
  std::int64_t number = 0;
  if (std::from_chars(key.data(), key.data() + key.size(), number).ec != std::errc{}) return std::nullopt;
  char text[24];
  const char* const end = std::to_chars(text, text + sizeof text, number).ptr;
  // "007" names no row.
  return key == std::string_view(text, end) ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<RowRange> RowRange::of(const Table& table, std::span<const std::string_view> keys) {
  if (!table.integer_key || keys.empty()) return std::nullopt;
  RowRange out;
  out.items_.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::optional<std::int64_t> number = number_of(keys[i]);
    if (!number) return std::nullopt;
    out.items_.push_back({*number, i});
  }
  const auto stands_before = [](const Row& a, const Row& b) { return a.number < b.number; };
  if (!std::ranges::is_sorted(out.items_, stands_before)) std::ranges::sort(out.items_, stands_before);
  const auto twice = std::adjacent_find(out.items_.begin(), out.items_.end(),
                                        [](const Row& a, const Row& b) { return a.number == b.number; });
  const auto width = static_cast<std::uint64_t>(out.last()) - static_cast<std::uint64_t>(out.first());
  if (twice != out.items_.end() || width / kSparsest >= keys.size()) return std::nullopt;
  return out;
}

std::optional<std::size_t> RowRange::meet(std::int64_t number) {
  while (next_ < items_.size() && items_[next_].number < number) ++next_;
  const bool is_item = next_ < items_.size() && items_[next_].number == number;
  met_.push_back({number, is_item ? items_[next_].item : kNone});
  return is_item ? std::optional(met_.back().item) : std::nullopt;
}

std::vector<RowRange::Run> RowRange::runs(const std::function<bool(std::size_t item)>& goes) const {
  std::vector<Run> out;
  bool is_open = false;
  for (const Row& row : met_) {
    const bool is_going = row.item != kNone && goes(row.item);
    if (is_going && is_open && out.back().rows < kLongestRun) {
      out.back().last = row.number;
      ++out.back().rows;
    } else if (is_going) {
      out.push_back({row.number, row.number, 1});
    }
    is_open = is_going;
  }
  return out;
}

}  // namespace winnow::sqlite
