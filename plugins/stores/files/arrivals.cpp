#include "arrivals.h"

#include <algorithm>

namespace winnow::files {

namespace {

constexpr std::int64_t kHour = 3'600;
constexpr std::int64_t kDay = 24 * kHour;

std::int64_t day_of(const FileFacts& file) {
  return file.changed.seconds / kDay;
}

}  // namespace

void Arrivals::add(const FileFacts& file) {
  ++files_;
  if (file.changed.seconds - file.identity.modified.seconds > kHour) ++older_content_[day_of(file)];
}

std::int64_t Arrivals::of(const FileFacts& file) const {
  // A copy that takes the night ends on another day than it began.
  std::uint64_t together = 0;
  const auto end = older_content_.upper_bound(day_of(file) + 1);
  for (auto at = older_content_.lower_bound(day_of(file) - 1); at != end; ++at) together += at->second;
  const std::int64_t modified = file.identity.modified.micros();
  return together * 2 > files_ ? modified : std::max(modified, file.changed.micros());
}

}  // namespace winnow::files
