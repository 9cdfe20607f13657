#include "history.h"

#include <algorithm>

namespace winnow::s3 {

Above above(const std::vector<Version>& versions, std::string_view id) {
  const auto ours = std::ranges::find(versions, id, &Version::id);
  if (ours == versions.end() || ours->marker) return Above::unknown;
  if (ours->latest) return Above::nothing;
  const auto latest = std::ranges::find(versions, true, &Version::latest);
  if (latest == versions.end()) return Above::unknown;
  const auto newest = std::ranges::find(versions, false, &Version::marker);
  // Nothing but markers was written after the newest version, whatever their order.
  if (ours == newest) return latest->marker ? Above::marker : Above::unknown;
  const auto is_older_marker = [](const Version& version) { return version.marker && !version.latest; };
  if (std::ranges::none_of(versions, is_older_marker)) return Above::version;
  // A marker between two versions shows that they are listed in one order.
  const auto marker = std::find_if(newest, versions.end(), [](const Version& version) { return version.marker; });
  const bool one_order =
      std::any_of(marker, versions.end(), [](const Version& version) { return !version.marker; });
  if (!one_order || !versions.front().latest) return Above::unknown;
  return std::prev(ours)->marker ? Above::marker : Above::version;
}

}  // namespace winnow::s3
