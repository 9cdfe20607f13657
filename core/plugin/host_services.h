/// What the host offers to the instances of one job: a frozen time, reasons by number, findings, the log.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/times.h"
#include "winnow/job.hpp"

namespace winnow {

/// A figure that a check reported.
struct Finding {
  std::string name;
  double value;
  bool fine;
  std::string words;
};

/// Thread rule: any.
class HostServices final : public Host {
 public:
  /// `stopping`, and `late` where a deadline may be the reason, are watched, not owned; they outlive the services.
  HostServices(Time now, const Zone& zone, const std::atomic<bool>& stopping,
               const std::atomic<bool>* late = nullptr)
      : now_(now), zone_(zone), stopping_(stopping), late_(late) {}

  void log(int level, std::string_view message) override;
  Time now() const override { return now_; }
  bool stopping() const override { return stopping_; }
  /// What asked for the end, in words.
  std::string_view why_stopping() const {
    return late_ != nullptr && *late_ ? "stopped at its deadline" : "stopped by a signal";
  }
  std::int64_t read_time(std::string_view iso) const override;
  std::uint32_t reason(std::string_view words) override;
  void finding(std::string_view name, double value, bool fine, std::string_view words) override;
  std::vector<std::string> own_paths() const override { return own_paths_; }

  /// Called once, before any instance is made.
  void set_own_paths(std::vector<std::string> paths) { own_paths_ = std::move(paths); }

  /// The words of a reason; 0 and unknown numbers have none.
  std::string words(std::uint32_t reason) const;
  std::vector<Finding> findings() const;

 private:
  Time now_;
  Zone zone_;
  const std::atomic<bool>& stopping_;
  const std::atomic<bool>* late_;
  mutable std::mutex mutex_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::deque<std::string> words_;  // words_[n - 1] belongs to number n
  std::vector<Finding> findings_;
  std::vector<std::string> own_paths_;
};

}  // namespace winnow
