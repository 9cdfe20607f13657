/// Taking into the index what lies in the bin without an index row, as after a lost state or one from a backup.
///
/// A segment says of itself where it came from and when, so that its ages, ids and leases stay what they were. What
/// became of its items since is asked of the stores, as after a crash: what lives as it was copied was never
/// removed or came back, what is absent is in the bin, what lives otherwise is in doubt. Nothing is destroyed.
///
/// The bin that another tool left inside a store of files is taken in the same way, after segments were written for
/// it (foreign_bin.h).
#pragma once

#include <string>
#include <vector>

#include "core/judge/rule.h"

namespace winnow {

struct AdoptReport {
  std::uint64_t segments = 0;  ///< taken in
  std::uint64_t lines = 0;     ///< of them in the bin now
  std::uint64_t waiting =
      0;  ///< taken in, but their store could not be asked yet: the next apply, undo or purge does
  std::vector<std::string> withdrawn{};  ///< jobs whose approval is of a time before what was not known
  std::vector<std::string> errors;       ///< segments and copies that could not be taken in
};

/// `reason`: for the ledger. Throws Failure only where the bin cannot be listed or the state not written.
AdoptReport adopt_bin(World& world, const std::string& reason);

/// What another tool left in the store's own bin. Throws Failure also where winnow's bin must be taken over first.
AdoptReport adopt_store(World& world, const std::string& store, const std::string& reason);

}  // namespace winnow
