/// What changed between two forms of a job, key by key: what a person accepts who approves the newer one.
#pragma once

#include <string>
#include <vector>

namespace winnow {

struct FormChange {
  std::string key;       ///< with dots where it lies deeper: "options.keep_last"
  std::string from, to;  ///< as JSON, shortened; "(none)" where one has no such key
};

/// `before` and `after`: the JSON of forms (core/safety/approvals.h). Long texts, such as a policy's, are told by
/// their length and digest. Thread rule: pure.
std::vector<FormChange> changes_between(const std::string& before, const std::string& after);

}  // namespace winnow
