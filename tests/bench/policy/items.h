/// What the benchmark measures: one rule over items of eight fields, in Lua as a team would write it and in C++.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/base/times.h"
#include "winnow/job.hpp"

namespace winnow::bench {

inline constexpr std::array<const char*, 8> kFields = {"status",   "invoice_state", "amount", "attempts",
                                                       "priority", "region",        "path",   "closed_at"};
inline constexpr std::int64_t kDay = 86'400'000'000;
inline const Time kNow = *parse_time("2026-11-21T00:00:00Z", Zone{});

/// Six comparisons, one of them of an age, and a prefix; of the items below nearly all pass every one.
inline const std::string kRule =
    "function(item, p, ctx)\n"
    "  if item.status ~= 'closed' then return false, 'not closed' end\n"
    "  if item.invoice_state == 'open' then return false, 'open invoice' end\n"
    "  if item.amount > 100000 then return false, 'large' end\n"
    "  if item.attempts < 1 then return false, 'never tried' end\n"
    "  if item.priority >= 4 then return false, 'urgent' end\n"
    "  if not ctx.starts_with(item.path, 'tmp/') then return false, 'not temporary' end\n"
    "  if ctx.age(item.closed_at, 'd') < p.days then return false, 'young' end\n"
    "  return true, 'old'\n"
    "end";

/// Items with their fields in the order of kFields.
class Items {
 public:
  explicit Items(std::size_t count) : values_(count * kFields.size()) {
    for (std::size_t i = 0; i < count; ++i) {
      winnow_value* const value = &values_[i * kFields.size()];
      value[0] = text(i % 16 == 0 ? "open" : "closed");
      value[1] = text("paid");
      for (std::size_t k = 2; k < 5; ++k) value[k] = number(WINNOW_INT, static_cast<std::int64_t>(i % 3 + 1));
      value[5] = text("de");
      value[6] = text("tmp/reports/2026");
      value[7] = number(WINNOW_TIME, micros_of(kNow) - static_cast<std::int64_t>(i % 400 + 1) * kDay);
      items_.push_back({borrow(std::string_view{"17"}), {}, {}, value[7].as.i, 0, value});
    }
  }
  const std::vector<winnow_item>& get() const { return items_; }

 private:
  static winnow_value text(std::string_view words) {
    winnow_value out{WINNOW_TEXT, 0, {}};
    out.as.text = borrow(words);
    return out;
  }
  static winnow_value number(winnow_type type, std::int64_t value) {
    winnow_value out{type, 0, {}};
    out.as.i = value;
    return out;
  }

  std::vector<winnow_value> values_;
  std::vector<winnow_item> items_;
};

}  // namespace winnow::bench
