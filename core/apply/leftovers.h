/// Copies that a removal left which was killed before it took anything away: the object lives, as its copy says,
/// and no segment needs the copy. They are found in stores of objects alone; files are renamed, and never there
/// twice. Meta files whose copies are gone: of a purge or an undo that could not destroy them too. They name what
/// was destroyed. And files of winnow's own bin that are here again after a purge (core/bin/returned.h).
#pragma once

#include <string>
#include <vector>

#include "core/judge/rule.h"

namespace winnow {

struct Leftover {
  std::string place, key;
  std::string content;  ///< the receipt, as the store tells it
  enum class Kind { copy, meta_file } kind = Kind::copy;
};

/// Looks, and changes nothing. What a batch that is at work just now has copied is among them. Throws Failure.
std::vector<Leftover> leftovers_in(World& world, OpenStore& store);

struct LeftoversPurged {
  std::uint64_t found = 0, purged = 0;
  std::vector<std::string> errors;
};

/// Destroys them, once no run is at work that may still need one: throws Failure of kind locked where one is, and
/// Failure where the state or a store cannot be asked. `reason`: for the ledger.
LeftoversPurged purge_leftovers(World& world, const std::string& reason);

}  // namespace winnow
