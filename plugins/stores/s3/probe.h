/// Whether this server deletes on a condition, tried on an object made for that.
#pragma once

#include "deleting.h"

namespace winnow::s3 {

/// Writes an object into the bin's place `place`, asks for its deletion under a condition that it does not meet,
/// and deletes it. Answers Condition::etag where the server refused the first and did the second. Throws
/// Error(WINNOW_BAD_CONFIG) where this account may not write to the bin, or not delete there: better now than after
/// a thousand copies.
Condition probe(const Bucket& bucket, const winnow_permit& permit, Host& host, std::string_view place);

constexpr std::string_view kProbeName = ".probe";  ///< of that object, in the place

}  // namespace winnow::s3
