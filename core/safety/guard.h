/// The guard: whether an item may be nominated at all, whatever the rule says.
///
/// It looks at the item's key (where items are files or objects), at what the store says against it, and at its
/// time. A refused item stays and is counted under a stable reason. Thread rule: const after construction.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/times.h"
#include "core/items/matcher.h"
#include "core/safety/key_rules.h"

namespace winnow {

/// What is ordinary about the times of a job's items.
struct TimeRules {
  bool used = true;            ///< the rule has a time field at all
  bool null_fine = false;      ///< no time: not deleted, never expires
  bool future_fine = false;    ///< a time ahead: an expiry
  Time earliest = kFirstTime;  ///< times before it mean "never"; time zero itself always does
};

class Guard {
 public:
  /// `keys`: nullopt where keys are not names (rows, documents). `now`: times after it lie in the future, but for
  /// the ends of a day or month of `zone` that has begun: so count dates and months.
  Guard(std::optional<KeyRules> keys, const TimeRules& times, Time now, Zone zone)
      : keys_(std::move(keys)), times_(times), now_(micros_of(now)), zone_(zone) {}

  /// The reason to refuse `item`, or nullopt.
  std::optional<std::string_view> refuse(const winnow_item& item) const;
  std::optional<std::string_view> refuse_time(std::int64_t time) const;

 private:
  bool has_begun(std::int64_t time) const;

  std::optional<KeyRules> keys_;
  TimeRules times_;
  std::int64_t now_;
  Zone zone_;
};

}  // namespace winnow
