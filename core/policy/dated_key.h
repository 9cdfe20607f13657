/// The date that the key of a backup bears, and the key without it: what a rotation needs to know which backups
/// stand for one another.
///
///   read_dated_key("daily/2026-11-20/db01.dump.sha256", modified, zone)
///       → date 2026-11-20, series "daily/*/db01.dump.sha256", folder "daily/*", unit "daily/*/db01.dump"
///
/// Only the date's own characters are cut out: any other digit may be a host, a shard or a customer, and two of
/// those must never displace one another. So digits count as a date where they are written like nothing else
/// (2026-11-20, 2026/11/20, 2026_11_20T03-00-00, 20261120T030000Z, 2026-W47), and else (20261120, 20-11-2026,
/// 2026-11, seconds since 1970, a time such as _0300 after the date) only where the item's own time bears them out.
/// A key that bears two dates has the one that its time agrees with; where that does not tell, it has none. Thread
/// rule: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/times.h"

namespace winnow {

struct DatedKey {
  std::optional<Time> date;  ///< the beginning of that time, in the zone; nullopt: none can be told for sure
  std::string series;        ///< the key with "*" where the date stood; without a date the whole key
  std::string folder;        ///< of `series`, without a slash at its end
  std::string unit;          ///< `series` without what names a part: .001, .part2, .sha256, .asc
};

/// `modified`: when the item was written, as its store says; nullopt: nobody knows.
DatedKey read_dated_key(std::string_view key, const std::optional<Time>& modified, const Zone& zone);

}  // namespace winnow
