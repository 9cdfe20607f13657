/// A failure that ends a job or a command: where, what, and what to do about it.
///
/// Failures are exceptions, caught at the border of a job and in main only. What happens to one item is never a
/// failure but a value (winnow_outcome, a verdict). Thread rule: plain data.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace winnow {

/// What a failure means for the exit status (docs/reference/exit-statuses.md).
enum class FailureKind {
  job,            ///< 1: this job, or this command, failed
  configuration,  ///< 2: usage or TOML; nothing was tried
  locked,         ///< 5: another run works on the target
  damage,  ///< 4 of an apply, else 1: the state cannot be read, so that nobody knows what the limits have used
};

class Failure : public std::exception {
 public:
  /// `where` is a place (file:line:column, job, store) or empty; `hint` says the remedy or is empty.
  Failure(std::string_view where, std::string_view what, std::string_view hint = {},
          FailureKind kind = FailureKind::job);

  /// "where: what; hint"
  const char* what() const noexcept override { return whole_.c_str(); }
  FailureKind kind() const { return kind_; }
  const std::string& place() const { return place_; }
  const std::string& message() const { return message_; }
  const std::string& remedy() const { return remedy_; }

 private:
  std::string whole_, place_, message_, remedy_;
  FailureKind kind_;
};

/// A Failure of kind configuration.
Failure configuration_failure(std::string_view where, std::string_view what, std::string_view hint = {});

/// "what: <message of errno>", as a Failure of kind job.
Failure system_failure(std::string_view where, std::string_view what, int error_number);

}  // namespace winnow
