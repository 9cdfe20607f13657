#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>

#include "core/policy/policy_job.h"
#include "core/policy/quiet_host.h"
#include "tests/bench/policy/items.h"
#include "tests/bench/policy/table_per_item.h"

using namespace winnow;
using namespace winnow::bench;

namespace {

constexpr std::size_t kItems = 1000;  ///< a page
constexpr int kPages = 100;           ///< in one measurement
constexpr int kRounds = 30;           ///< of which the best counts: other work on the machine only ever slows

/// The same as kRule.
bool decide_in_cpp(const winnow_item& item) {
  const winnow_value* const field = item.fields;
  if (view(field[0].as.text) != "closed") return false;
  if (view(field[1].as.text) == "open") return false;
  if (field[2].as.i > 100'000 || field[3].as.i < 1 || field[4].as.i >= 4) return false;
  if (!view(field[6].as.text).starts_with("tmp/")) return false;
  return (micros_of(kNow) - field[7].as.i) / kDay >= 90;
}

/// Nominated items of one page.
using Review = std::function<std::size_t(std::span<const winnow_item>)>;

/// Items a second of processor time, in the best round.
double items_a_second(const Review& review, const Items& items, std::size_t expected) {
  double best = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::clock_t start = std::clock();
    std::size_t nominated = 0;
    for (int page = 0; page < kPages; ++page) nominated += review(items.get());
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    if (nominated != expected * kPages) throw std::runtime_error("the designs do not agree");
    best = std::max(best, static_cast<double>(kItems) * kPages / std::max(seconds, 1e-6));
  }
  return best;
}

void print(const char* name, double speed, double of_policy) {
  std::printf("%-34s %8.2f M items/s  %6.2f x\n", name, speed / 1e6, speed / of_policy);
}

}  // namespace

int main() {
  const Items items(kItems);
  const auto expected =
      static_cast<std::size_t>(std::count_if(items.get().begin(), items.get().end(), &decide_in_cpp));

  const SystemClock clock;
  QuietHost host(kNow, Zone{});
  std::string fields;
  for (const char* field : kFields) fields += "'" + std::string(field) + "', ";
  PolicyJob job(
      {"bench.lua", "return { about = 'bench', fields = { " + fields +
                        "}, params = { days = { type = 'integer', default = 90 } }, decide = " + kRule + " }"},
      {}, {}, Zone{}, host, clock);
  Selection base;
  base.target = "tickets";
  const Selection selection = *job.plan(base, {});
  std::vector<winnow_verdict> verdicts(kItems);

  const double policy = items_a_second(
      [&](std::span<const winnow_item> page) {
        std::fill(verdicts.begin(), verdicts.end(), winnow_verdict{});
        job.review(selection, page, verdicts);
        return static_cast<std::size_t>(std::count_if(verdicts.begin(), verdicts.end(),
                                                      [](const winnow_verdict& v) { return v.nominate == 1; }));
      },
      items, expected);
  TablePerItem tables;
  const double per_table =
      items_a_second([&](std::span<const winnow_item> page) { return tables.review(page); }, items, expected);
  const double cpp = items_a_second(
      [](std::span<const winnow_item> page) {
        return static_cast<std::size_t>(std::count_if(page.begin(), page.end(), &decide_in_cpp));
      },
      items, expected);

  print("policy, all limits on", policy, policy);
  print("a Lua table per item, no limits", per_table, policy);
  print("C++", cpp, policy);
}
