/// What lies on a version of an object. Pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "answers.h"

namespace winnow::s3 {

enum class Above {
  nothing,  ///< it is the current one
  marker,   ///< it was removed, whatever was written since
  version,  ///< it was written over
  unknown   ///< there is no such version, or the listing does not tell
};

/// `versions`: all of one key as a server lists them. S3 lists versions and markers in one order, the newest first.
/// Some servers list all markers, then all versions; their times do not help, because the same servers set them
/// anew. So only what holds in every order that the listing may mean is told.
Above above(const std::vector<Version>& versions, std::string_view id);

}  // namespace winnow::s3
