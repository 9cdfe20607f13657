/// Copies inside the server, and the proof that a copy is what was copied.
///
/// The server copies content, metadata and tags; class, encryption and redirection are asked for as the source has
/// them. Beyond 5 GiB it copies in parts, and everything about the object is sent again. A copy is proved by its
/// size and, in this order, by an equal ETag, by an equal checksum over the whole, or by reading both and comparing
/// their SHA-256.
#pragma once

#include "bucket.h"

namespace winnow::s3 {

struct CopySizes {
  std::uint64_t whole = std::uint64_t{5} << 30;   ///< S3 copies no more at once
  std::uint64_t part = std::uint64_t{512} << 20;  ///< beyond that; at least 5 MiB, at most 10,000 of them
};

/// Whether the destination may be written where something is. Servers that do not know the condition ignore it.
enum class Onto { anything, nothing };

/// Copies `source`, as HEAD told it, to the key `to` and proves the copy; answers what HEAD tells of that. Throws
/// Setback (batch.h): GONE or CHANGED where the source is no longer as it was told, OCCUPIED where something is at
/// `to` and nothing may be, REFUSED where the copy would not be as the source is, FAILED otherwise; and Error.
Head copy_object(const Bucket& bucket, const Head& source, const std::string& to, Onto onto,
                 const CopySizes& sizes = {});

/// Whether both have the same headers of their own, storage class and tags: with the same content too, the one can
/// stand for the other. Throws Error, Refusal where the tags may not be read.
bool has_same_metadata(const Bucket& bucket, const Head& one, const Head& other);

}  // namespace winnow::s3
