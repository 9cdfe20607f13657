/// Why one item would go or stay: what the judge says of it, as in a plan, with all that it looked at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/judge/setup.h"

namespace winnow {

/// One comparison of the filters.
struct ExplainedTerm {
  std::string words;  ///< status = "done"
  std::string value;  ///< what the item has there
  Truth truth = Truth::unknown;
};

struct Explanation {
  std::string key;
  std::optional<Time> time;
  std::uint64_t bytes = 0;
  std::vector<ExplainedTerm> terms;
  bool matches = false;            ///< what all terms come to
  std::string refused;             ///< by the guard, a stable reason; empty: no
  bool reviewed = false;           ///< whether the rule looks at each item itself
  bool nominated = false;          ///< by that look
  std::string rule_words;          ///< what the rule said
  std::vector<std::string> holds;  ///< ids of holds, "hold_if", "hold-1 on its file NAME"
  bool goes = false;               ///< the outcome, before approval, gates and limits
  std::string reason;              ///< in the words that a plan counts it under
  std::string why;                 ///< the same with what it was about: the term, the hold, the file
};

/// Looks at the item as it is now; nothing is written anywhere. nullopt: the store has no such item. Throws
/// Failure. Thread rule: one thread.
std::optional<Explanation> explain(const Setup& setup, World& world, const std::string& key);

}  // namespace winnow
