/// Parts of one backup, as a rule of dated keys knows them: where the store or a look at the last moment keeps one,
/// the others stay too.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/judge/setup.h"
#include "core/plan/spool.h"

namespace winnow {

/// Keeps those rows of a batch that belong to one which stays, if the job's rule asks what else stays. `outcomes`:
/// as the store put them; one that is gone keeps nothing. `fine`: whether each row may go. `kept`: rows that are
/// kept, and the reason.
void keep_whole_backups(const Setup& setup, std::span<const PlannedItem> rows,
                        std::span<const winnow_outcome> outcomes, std::vector<bool>& fine,
                        std::map<std::size_t, std::string>& kept);

}  // namespace winnow
