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
  if (view(field[5].as.text) == "us") return false;
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
  std::printf("  %-34s %8.2f M items/s  %6.2f x\n", name, speed / 1e6, speed / of_policy);
}

/// The policy as a job runs it, ready to review pages.
class Policy {
 public:
  Policy() : host_(kNow, Zone{}), job_(source(), {}, {}, Zone{}, host_, clock_), verdicts_(kItems) {
    Selection base;
    base.target = "tickets";
    selection_ = *job_.plan(base, {});
  }

  std::size_t review(std::span<const winnow_item> page) {
    std::fill(verdicts_.begin(), verdicts_.end(), winnow_verdict{});
    job_.review(selection_, page, verdicts_);
    return static_cast<std::size_t>(
        std::count_if(verdicts_.begin(), verdicts_.end(), [](const winnow_verdict& v) { return v.nominate == 1; }));
  }

 private:
  static PolicySource source() {
    std::string fields;
    for (const char* field : kFields) fields += "'" + std::string(field) + "', ";
    return {"bench.lua", "return { about = 'bench', fields = { " + fields +
                             "}, params = { days = { type = 'integer', default = 90 } }, decide = " + kRule + " }"};
  }

  SystemClock clock_;
  QuietHost host_;
  PolicyJob job_;
  Selection selection_;
  std::vector<winnow_verdict> verdicts_;
};

void compare(const char* title, Mix mix) {
  const Items items(kItems, mix);
  const auto expected =
      static_cast<std::size_t>(std::count_if(items.get().begin(), items.get().end(), &decide_in_cpp));
  Policy policy;
  TablePerItem tables;
  const double of_policy = items_a_second([&](auto page) { return policy.review(page); }, items, expected);
  const double of_tables = items_a_second([&](auto page) { return tables.review(page); }, items, expected);
  const double of_cpp = items_a_second(
      [](auto page) { return static_cast<std::size_t>(std::count_if(page.begin(), page.end(), &decide_in_cpp)); },
      items, expected);
  std::printf("%s: %zu of %zu go\n", title, expected, kItems);
  print("policy, all limits on", of_policy, of_policy);
  print("a Lua table per item, no limits", of_tables, of_policy);
  print("C++", of_cpp, of_policy);
}

}  // namespace

int main() {
  compare("mixed items", Mix::mixed);
  compare("items that meet every term", Mix::all_pass);
}
