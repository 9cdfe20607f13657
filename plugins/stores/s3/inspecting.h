/// What stands against removing from a target, found out without writing or deleting anything.
#pragma once

#include "removing.h"

namespace winnow::s3 {

/// Throws Error where the target cannot be listed. Blockers: unknown_versioning, not_readable, not_writable. Rules
/// of the bucket's lifecycle that take away what lies in the bin are told as warnings: an operator may want them.
std::vector<Fact> inspect_target(const Bucket& bucket, Host& host, std::string_view target);

/// In words, the rules that would take away copies in the bin or, with versions, removed versions of a target whose
/// keys begin with `prefix`. Pure.
std::vector<std::string> rules_against(const std::vector<LifecycleRule>& rules, std::string_view prefix,
                                       Versioning versioning);

}  // namespace winnow::s3
