/// winnow/job.hpp - a job: it nominates items and holds no store.
///
/// Plugins derive from Job; in the host, loaded plugins and Lua policies stand behind the same class.
/// Thread rule: one call at a time on an instance, not always from the same thread.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "winnow/selection.hpp"

namespace winnow {

/// What the host offers to a plugin's instance, for as long as the instance lives. Safe from any thread.
class Host {
 public:
  virtual ~Host() = default;
  virtual void log(int level, std::string_view message) = 0;  ///< level: WINNOW_DEBUG to WINNOW_ERROR
  virtual Time now() const = 0;                               ///< frozen for a run
  virtual bool stopping() const = 0;                          ///< the operator wants the run to end soon
  /// An ISO 8601 text as a TIME, or WINNOW_TIME_UNREADABLE; local times are read in the configured zone.
  virtual std::int64_t read_time(std::string_view iso) const = 0;
  virtual std::uint32_t reason(std::string_view words) = 0;  ///< a number for verdicts, never 0
  /// A figure of a check, in place of an earlier one of that name; one that is not fine fails the job.
  virtual void finding(std::string_view name, double value, bool fine, std::string_view words) = 0;
  /// Absolute paths of the host's own files and folders, which are no items; some may not exist.
  virtual std::vector<std::string> own_paths() const { return {}; }
};

class Job {
 public:
  virtual ~Job() = default;

  /// The items to look at, made from `base`; nullopt nominates nothing. `base.match` is added to the answer's by
  /// the host, so a job narrows and never widens. Throws Error.
  virtual std::optional<Selection> plan(const Selection& base, std::span<const Fact> facts) = 0;

  /// Whether review() is to be asked at all. A plugin need not say so: of it, review() is asked where it has one.
  virtual bool reviews() const { return false; }

  /// A second look at items in scope; verdicts (one an item) arrives zeroed, which keeps. Throws Error.
  virtual void review(const Selection& selection, std::span<const winnow_item> items,
                      std::span<winnow_verdict> verdicts);
};

inline void Job::review(const Selection&, std::span<const winnow_item>, std::span<winnow_verdict>) {}

}  // namespace winnow
