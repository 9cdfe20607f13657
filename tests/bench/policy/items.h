/// What the benchmark measures: one rule over items of eight fields, in Lua as a team would write it and in C++.
#pragma once

#include <array>
#include <random>
#include <string>
#include <vector>

#include "core/base/times.h"
#include "winnow/job.hpp"

namespace winnow::bench {

inline constexpr std::array<const char*, 8> kFields = {"status",   "invoice_state", "amount", "attempts",
                                                       "priority", "region",        "path",   "closed_at"};
inline constexpr std::int64_t kDay = 86'400'000'000;
inline const Time kNow = *parse_time("2026-11-21T00:00:00Z", Zone{});

/// Six comparisons, a prefix and an age, each of another field.
inline const std::string kRule =
    "function(item, p, ctx)\n"
    "  if item.status ~= 'closed' then return false, 'not closed' end\n"
    "  if item.invoice_state == 'open' then return false, 'open invoice' end\n"
    "  if item.amount > 100000 then return false, 'large' end\n"
    "  if item.attempts < 1 then return false, 'never tried' end\n"
    "  if item.priority >= 4 then return false, 'urgent' end\n"
    "  if item.region == 'us' then return false, 'other rules' end\n"
    "  if not ctx.starts_with(item.path, 'tmp/') then return false, 'not temporary' end\n"
    "  if ctx.age(item.closed_at, 'd') < p.days then return false, 'young' end\n"
    "  return true, 'old'\n"
    "end";

/// mixed: of ten items seven are closed, and every other term keeps some of those that come to it, so that two in
/// ten go. all_pass: every item meets every term.
enum class Mix { mixed, all_pass };

/// Items with their fields in the order of kFields; the same ones each time.
class Items {
 public:
  Items(std::size_t count, Mix mix) : values_(count * kFields.size()) {
    std::mt19937 random(20261121);  // NOLINT: the same items in every run are what is wanted
    const auto one_in = [&](std::uint32_t n) { return mix == Mix::mixed && random() % n == 0; };
    const auto below = [&](std::uint32_t n) { return static_cast<std::int64_t>(random() % n); };
    for (std::size_t i = 0; i < count; ++i) {
      winnow_value* const value = &values_[i * kFields.size()];
      value[0] = text(one_in(3) ? "open" : "closed");
      value[1] = text(one_in(8) ? "open" : "paid");
      value[2] = number(WINNOW_INT, one_in(20) ? 250'000 : below(100'000));
      value[3] = number(WINNOW_INT, one_in(16) ? 0 : below(9) + 1);
      value[4] = number(WINNOW_INT, one_in(5) ? 4 : below(4));
      value[5] = text(one_in(6) ? "us" : "de");
      value[6] = text(one_in(3) ? "archive/2026" : kPaths[static_cast<std::size_t>(below(kPaths.size()))]);
      value[7] = number(WINNOW_TIME, micros_of(kNow) - (one_in(4) ? below(90) : below(300) + 90) * kDay);
      items_.push_back({borrow(std::string_view{"17"}), {}, {}, value[7].as.i, 0, value});
    }
  }
  const std::vector<winnow_item>& get() const { return items_; }

 private:
  static constexpr std::array<std::string_view, 4> kPaths = {"tmp/reports/2026", "tmp/export", "tmp/7/scan.pdf",
                                                             "tmp/a"};

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
