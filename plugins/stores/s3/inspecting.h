/// What stands against removing from a target, found out without writing or deleting anything.
#pragma once

#include "removing.h"

namespace winnow::s3 {

/// Throws Error where the target cannot be listed. Blockers: unknown_versioning, not_readable, not_writable. Rules
/// of the bucket's lifecycle that take away what lies in the bin are told as warnings: an operator may want them.
std::vector<Fact> inspect_target(const Bucket& bucket, Host& host, std::string_view target);

/// What a bucket's lifecycle must leave alone.
struct Kept {
  std::string_view prefix;  ///< the target's: with versions, removed ones are the bin
  Versioning versioning = Versioning::never;
  bool has_own_files = false;  ///< below .winnow/: the bin of another store
};
/// In words, the rules that would take some of it away. Pure.
std::vector<std::string> rules_against(const std::vector<LifecycleRule>& rules, const Kept& kept);

}  // namespace winnow::s3
