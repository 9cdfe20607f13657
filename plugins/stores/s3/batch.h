/// What removing, restoring, purging and settling have in common: one object's trouble is that object's outcome,
/// and nothing is taken away after the permit's end.
#pragma once

#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bucket.h"
#include "winnow/job.hpp"
#include "winnow/store.hpp"

namespace winnow::s3 {

/// Why one object is not worked on any further.
class Setback : public std::runtime_error {
 public:
  /// `reason`: a word under which many objects are counted; empty: none.
  Setback(winnow_outcome outcome, const std::string& why, std::string reason = {})
      : std::runtime_error(why), outcome_(outcome), reason_(std::move(reason)) {}
  winnow_outcome outcome() const { return outcome_; }
  const std::string& reason() const { return reason_; }

 private:
  winnow_outcome outcome_;
  std::string reason_;
};

/// Runs `step` for one object. A Setback becomes its outcome, a refusal of the server FAILED, an answer that did
/// not come or made no sense `otherwise`. Unless it is only gone or changed, a warning tells the key and why.
/// Answers the Setback's reason. Other errors pass. Thread rule: any thread, for different outcomes.
std::string attempt(Host& host, std::string_view key, winnow_outcome& outcome, winnow_outcome otherwise,
                    const std::function<void()>& step);

/// Throws Setback(REFUSED) for a key that is never touched; see trouble_with().
void check_key(std::string_view key);

}  // namespace winnow::s3
