/// Looks at many keys by listings: a page tells of a thousand objects as much as a thousand requests would.
///
/// Only what a page shows is believed. Of a key that it does not show, or perhaps not whole, nothing is told, and
/// who needs to know looks at it by itself; so it is with keys that do not stand close together. An error of the
/// server is no other case.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bucket.h"
#include "winnow/job.hpp"

namespace winnow::s3 {

/// The object at each key; nullopt: nothing is told. Over up to `connections` requests side by side. Thread rule:
/// any.
std::vector<std::optional<ObjectFacts>> objects_at(const Bucket& bucket, Host& host,
                                                   std::span<const std::string> keys, std::size_t connections);

/// All versions and markers of each key, as Bucket::versions_of; empty: nothing is told. The rest as above.
std::vector<std::vector<Version>> versions_at(const Bucket& bucket, Host& host, std::span<const std::string> keys,
                                              std::size_t connections);

}  // namespace winnow::s3
