/// What belongs to an object beside its content, and the proof that one object is the copy of another.
///
/// A copy is proved by its size and, in this order, by its ETag, by an equal checksum over the whole, or by reading
/// both and comparing their SHA-256.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "bucket.h"

namespace winnow::s3 {

/// What the server does not take over by itself when it copies: class, encryption and redirection.
std::map<std::string, std::string> asked_for(const Head& source);

/// All headers that belong to an object, for who writes it anew.
std::map<std::string, std::string> own_headers(const Head& source);

/// Name and value of a checksum over the whole content, if the server tells one.
std::optional<std::pair<std::string, std::string>> checksum_of(const Head& head);

/// Whether both have the same headers of their own, storage class and tags: with the same content too, the one can
/// stand for the other. Throws Error, Refusal where the tags may not be read.
bool has_same_metadata(const Bucket& bucket, const Head& one, const Head& other);

/// Whether `copy` has the content of `source`. Throws Setback(FAILED) (batch.h) where it had to read both and could
/// not; Error.
bool has_same_content(const Bucket& bucket, const Head& copy, const Head& source);

/// Proves that what is at `to` now is a copy of `source`, tags aside of which the server tells the number; answers
/// what HEAD tells of it. Throws Setback: REFUSED where the copy lacks what belongs to the source, else FAILED; and
/// Error.
Head prove_copy(const Bucket& bucket, const Head& source, const std::string& to);

}  // namespace winnow::s3
