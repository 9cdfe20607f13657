#include "core/apply/whole_backups.h"

#include <algorithm>
#include <set>

#include "core/judge/host_fields.h"
#include "core/policy/dated_key.h"

namespace winnow {
namespace {

/// What all parts of a backup have in common; empty: the key bears no date. A folder that bears it holds one
/// backup.
std::string backup_of(const PlannedItem& row, const Zone& zone) {
  const bool has_time = row.time != WINNOW_TIME_NONE && row.time != WINNOW_TIME_UNREADABLE;
  const DatedKey read = read_dated_key(row.key, has_time ? std::optional(time_of(row.time)) : std::nullopt, zone);
  if (!read.date) return {};
  const bool by_folder = read.folder.find('*') != std::string::npos;
  return (by_folder ? read.folder + "/" : read.unit) + '\n' + std::to_string(micros_of(*read.date));
}

}  // namespace

void keep_whole_backups(const Setup& setup, std::span<const PlannedItem> rows,
                        std::span<const winnow_outcome> outcomes, std::vector<bool>& fine,
                        std::map<std::size_t, std::string>& kept) {
  if (std::ranges::find(setup.host_fields, kStaysField) == setup.host_fields.end()) return;
  const Zone& zone = setup.world->config.zone;
  std::set<std::string> staying;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!fine[row] && outcomes[row] != WINNOW_GONE) staying.insert(backup_of(rows[row], zone));
  }
  staying.erase("");
  for (std::size_t row = 0; row < rows.size() && !staying.empty(); ++row) {
    if (!fine[row] || !staying.contains(backup_of(rows[row], zone))) continue;
    fine[row] = false;
    kept[row] = "another part of it stays";
  }
}

}  // namespace winnow
