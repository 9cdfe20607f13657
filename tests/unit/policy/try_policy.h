/// Helpers of the tests of policies: a host that notes what it hears, and a policy tried on items made by hand.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/policy/policy_job.h"

namespace winnow {

inline Time at(const char* iso_text) {
  return *parse_time(iso_text, Zone{});
}

/// A host with a frozen time, whose reasons can be read again.
class NotingHost final : public Host {
 public:
  explicit NotingHost(Time frozen = at("2026-11-21T00:00:00Z")) : now_(frozen) {}
  void log(int, std::string_view message) override { lines.emplace_back(message); }
  Time now() const override { return now_; }
  bool stopping() const override { return false; }
  std::int64_t read_time(std::string_view text) const override {
    const auto time = parse_item_time(text, Zone{});
    return time ? micros_of(*time) : WINNOW_TIME_UNREADABLE;
  }
  std::uint32_t reason(std::string_view words) override {
    reasons.emplace_back(words);
    return static_cast<std::uint32_t>(reasons.size());
  }
  void finding(std::string_view, double, bool, std::string_view) override {}

  std::vector<std::string> reasons;
  std::vector<std::string> lines;

 private:
  Time now_;
};

/// An item of values in the order of a selection's fields.
struct TestItem {
  std::string key;
  std::vector<Value> values;
  std::int64_t time = WINNOW_TIME_NONE;
};

struct Verdict {
  bool nominate;
  std::string reason;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

/// A policy under test.
class TriedPolicy {
 public:
  explicit TriedPolicy(const std::string& text, const char* params = "", PolicyLimits limits = {},
                       const Zone& zone = {}, Time now = at("2026-11-21T00:00:00Z"))
      : host(now),
        job(PolicySource{"policies/tried.lua", text}, toml::parse(params), Place{"winnow.toml", 0, 0}, zone, host,
            clock, limits) {
    Selection base;
    base.target = "tickets";
    selection = *job.plan(base, {});
  }

  std::vector<Verdict> review(const std::vector<TestItem>& items) {
    std::vector<std::vector<winnow_value>> values;
    std::vector<winnow_item> views;
    for (const TestItem& item : items) {
      std::vector<winnow_value>& lent = values.emplace_back();
      for (const Value& value : item.values) lent.push_back(borrow(value));
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
      views.push_back({borrow(std::string_view{items[i].key}), {}, {}, items[i].time, 0, values[i].data()});
    }
    std::vector<winnow_verdict> verdicts(items.size(), winnow_verdict{});
    job.review(selection, views, verdicts);
    std::vector<Verdict> out;
    for (const winnow_verdict& verdict : verdicts) {
      out.push_back({verdict.nominate == 1, verdict.reason == 0 ? "" : host.reasons.at(verdict.reason - 1)});
    }
    return out;
  }

  /// What one item's review throws, or "" where it throws nothing.
  std::string failure_of(const TestItem& item) {
    try {
      review({item});
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  SystemClock clock;
  NotingHost host;
  PolicyJob job;
  Selection selection;
};

/// What loading the text throws, or "".
inline std::string load_failure_of(const std::string& text, const char* params = "") {
  try {
    TriedPolicy{text, params};
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

/// A policy with that body of decide(item, p, ctx) over the fields status, closed_at, amount.
inline std::string deciding(const std::string& body) {
  return "return { about = 'a test', fields = { 'status', 'closed_at', 'amount' },\ndecide = function(item, p, "
         "ctx)\n" +
         body + "\nend }";
}

}  // namespace winnow
