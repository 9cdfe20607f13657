/// Copies inside the server, into the bin.
///
/// The server copies content, metadata and tags; class, encryption and redirection are asked for as the source has
/// them. Beyond 5 GiB it copies in parts (upload.h), and everything about the object is sent again.
#pragma once

#include <map>
#include <string>

#include "bucket.h"

namespace winnow::s3 {

/// Seconds without a byte from a server that copies.
inline constexpr long kCopyPatience = 600;

struct CopySizes {
  std::uint64_t small = std::uint64_t{8} << 20;   ///< what comes back by way of this machine
  std::uint64_t whole = std::uint64_t{5} << 30;   ///< S3 copies no more at once
  std::uint64_t part = std::uint64_t{512} << 20;  ///< beyond that; at least 5 MiB, at most 10,000 of them
};

/// Copies `source`, as HEAD told it, to the key `to`, whatever is there, and proves the copy (proof.h); answers
/// what HEAD tells of that. Throws Setback (batch.h): GONE or CHANGED where the source is no longer as it was told,
/// REFUSED where the copy would not be as the source is, FAILED otherwise; and Error.
Head copy_object(const Bucket& bucket, const Head& source, const std::string& to, const CopySizes& sizes = {});

/// What says in a request what the server is to copy, and that it be as HEAD told it.
std::map<std::string, std::string> source_headers(const Bucket& bucket, const Head& source);

/// Throws the Setback that a refused request for a copy of `source` means.
[[noreturn]] void refuse_copy(const Bucket& bucket, const Head& source, const Answer& answer);

/// Tags that a copy in parts has not got yet; does nothing where there are none.
void write_tags(const Bucket& bucket, const std::map<std::string, std::string>& tags, const std::string& to);

}  // namespace winnow::s3
