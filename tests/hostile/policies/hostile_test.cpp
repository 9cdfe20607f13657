#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <ctime>

#include "core/policy/policy_job.h"
#include "core/policy/quiet_host.h"
#include "tests/hostile/policies/hostile_script.h"

using namespace winnow;

namespace {

constexpr PolicyLimits kLimits;
constexpr long kMostMegabytes = 200;  ///< that one script may add to the peak of this process

/// Processor time, so that a busy machine fails no test. A script cannot wait for anything.
Span used_time() {
  return Span{static_cast<std::int64_t>(std::clock()) * 1'000'000 / CLOCKS_PER_SEC};
}

long peak_megabytes() {
  struct rusage usage {};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

const Time kNow = *parse_time("2026-11-21T00:00:00Z", Zone{});

/// What came of a script that was given three items.
struct Ending {
  std::string message;  ///< empty: it did not fail
  bool nominated = false;
  Span load{0};  ///< processor time of each phase
  Span review{0};
};

/// Three items in one group: status "closed", amount 1 to 3, all else NULL.
class Items {
 public:
  explicit Items(const Selection& selection) {
    for (std::int64_t n = 1; n <= 3; ++n) {
      std::vector<winnow_value>& fields = values_.emplace_back();
      for (const std::string& name : selection.fields) fields.push_back(borrow(value_of(name, n)));
    }
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const Time time = kNow - std::chrono::hours(24 * 400) - std::chrono::hours(i);
      items_.push_back({borrow(kKeys[i]), {}, {}, micros_of(time), 0, values_[i].data()});
    }
  }
  std::span<const winnow_item> get() const { return items_; }

 private:
  const Value& value_of(const std::string& name, std::int64_t n) const {
    if (name == "status") return status_;
    if (name == "amount") return amounts_[static_cast<std::size_t>(n - 1)];
    return name == "closed_at" ? closed_at_ : null_;
  }

  static constexpr std::array<std::string_view, 3> kKeys = {"1", "2", "3"};
  Value status_ = Value::of_text("closed");
  Value closed_at_ = Value::time(kNow - std::chrono::hours(24 * 400));
  Value null_;
  std::array<Value, 3> amounts_ = {Value::integer(1), Value::integer(2), Value::integer(3)};
  std::vector<std::vector<winnow_value>> values_;
  std::vector<winnow_item> items_;
};

Ending end_of(const std::string& text) {
  Ending out;
  const SystemClock clock;
  QuietHost host(kNow, Zone{});
  const Span start = used_time();
  Span loaded = start;
  std::vector<winnow_verdict> verdicts(3, winnow_verdict{});
  try {
    PolicyJob job({"hostile.lua", text}, {}, {}, {}, host, clock);
    Selection base;
    base.target = "tickets";
    const Selection selection = *job.plan(base, {});
    const Items items(selection);
    loaded = used_time();
    job.review(selection, items.get(), verdicts);
  } catch (const std::exception& error) {
    out.message = error.what();
  }
  const Span end = used_time();
  out.load = (loaded == start ? end : loaded) - start;
  out.review = loaded == start ? Span{0} : end - loaded;
  for (const winnow_verdict& verdict : verdicts) out.nominated = out.nominated || verdict.nominate != 0;
  return out;
}

/// A policy that does what it should, so that a script which harmed its host or its neighbours shows.
void check_neighbour() {
  const Ending good = end_of(
      "return { about = 'x', fields = { 'status', 'amount', 'closed_at' }, decide = function(item, p, ctx)\n"
      "  local words = { item.status:upper(), ('x'):rep(2), string.format('%d', item.amount) }\n"
      "  return ctx.age(item.closed_at, 'd') == 400 and table.concat(words) == 'CLOSEDxx' .. item.amount\nend }");
  CHECK(good.message == "");
  CHECK(good.nominated);
}

}  // namespace

TEST_CASE("hostile scripts are contained") {
  const std::string kind =
      GENERATE("answers", "c_calls", "escapes", "hidden", "loops", "memory", "names", "source", "state");
  const std::vector<HostileScript> scripts = hostile_scripts(kind);
  REQUIRE(scripts.size() >= 14);
  for (const HostileScript& script : scripts) {
    DYNAMIC_SECTION(script.name) {
      const long peak = peak_megabytes();
      const Ending ending = end_of(script.text);
      const bool group = script.text.find("decide_group = ") != std::string::npos;
      CAPTURE(ending.message, ending.load.count(), ending.review.count());
      CHECK_FALSE(ending.nominated);
      CHECK(ending.message.empty() == script.keeps);
      INFO("must say " << script.message);
      // On a slow machine the time may be up before the memory is, or the work.
      const bool late = kind == "c_calls" || kind == "memory";
      CHECK((script.expects(ending.message) ||
             (late && ending.message.find("took longer than") != std::string::npos)));
      CHECK(ending.message.size() < 1000);
      CHECK(ending.load <= 2 * kLimits.load);
      CHECK(ending.review <= 2 * (group ? kLimits.group : kLimits.item));
#ifndef __SANITIZE_ADDRESS__  // which keeps what was freed
      CHECK(peak_megabytes() - peak <= kMostMegabytes);
#endif
      check_neighbour();
    }
  }
}
