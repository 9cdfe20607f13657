/// Which keys a new hold has, and what is to be said of those that were written. All throw Failure. Thread rule:
/// one thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/apply/hold_cover.h"
#include "core/bin/bin_selection.h"

namespace winnow {

/// What a run or a job has put into the bin, by key: holding it keeps it there, and keeps it when it is back.
std::vector<std::string> binned_keys(const BinSelection& written, const Hold& hold, World& world);

/// A store may write the key of one value as a list ("[17]" of an INT PRIMARY KEY in SQLite) where people write 17,
/// or spell a list otherwise: what lives is held under the key that its store has for it. Of what does not, a hold
/// that misses what was meant is worse than one with keys that nothing has, so both are held in doubt.
std::vector<std::string> keys_meant(const std::set<std::string, std::less<>>& written, const Hold& hold,
                                    World& world);

/// The keys among those written that nothing has which lives or lies in the bin. Rows to come may, so this is no
/// mistake, but 01 for a number is.
std::vector<std::string> keys_of_nothing(const BinSelection& written, const Hold& hold, const HoldCover& cover,
                                         World& world);

/// The keys of another table that may have been meant as well, of a hold on what a run put into the bin: where an
/// item has a key as it was written, that one alone is held.
std::vector<std::string> not_held_too(const BinSelection& written, const Hold& hold, World& world);

}  // namespace winnow
