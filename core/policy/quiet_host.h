/// A host for trying policies: a frozen time, reasons that can be read again, nothing logged.
#pragma once

#include <string>
#include <vector>

#include "core/base/times.h"
#include "winnow/job.hpp"

namespace winnow {

/// Thread rule: one thread.
class QuietHost final : public Host {
 public:
  QuietHost(Time now, const Zone& zone) : now_(now), zone_(zone) {}
  void log(int, std::string_view) override {}
  Time now() const override { return now_; }
  bool stopping() const override { return false; }
  std::int64_t read_time(std::string_view text) const override {
    const auto time = parse_item_time(text, zone_);
    return time ? micros_of(*time) : WINNOW_TIME_UNREADABLE;
  }
  std::uint32_t reason(std::string_view words) override {
    words_.emplace_back(words);
    return static_cast<std::uint32_t>(words_.size());
  }
  void finding(std::string_view, double, bool, std::string_view) override {}

  /// The words of a verdict's reason; 0 has none.
  std::string words(std::uint32_t reason) const { return reason == 0 ? std::string{} : words_.at(reason - 1); }

 private:
  Time now_;
  Zone zone_;
  std::vector<std::string> words_;
};

}  // namespace winnow
