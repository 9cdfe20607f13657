/// What ETags tell of contents. Pure functions.
#pragma once

#include <string>

namespace winnow::s3 {

/// An ETag as a header wants it.
std::string quoted(const std::string& etag);

/// Whether an object with the ETag `live` has the content of one with the ETag `recorded`: both are the same, or
/// `live` is that of an upload in one part of what has the MD5 `recorded`. False where they do not tell. Source of
/// the form: what S3 answers, which is the MD5 over the MD5s of the parts and their number.
bool is_same_etag(const std::string& live, const std::string& recorded);

}  // namespace winnow::s3
