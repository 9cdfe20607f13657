/// Object Lock and legal holds, read before anything is done to an object. Nothing here can take one away, and the
/// bypass of governance is never sent.
#pragma once

#include "bucket.h"
#include "winnow/job.hpp"

namespace winnow::s3 {

/// Thread rule: check() from any thread.
class Locks {
 public:
  /// Asks whether the bucket has Object Lock, which no bucket without versions has; where that may not be read,
  /// each object is asked.
  Locks(const Bucket& bucket, Versioning versioning);

  /// Throws Setback(REFUSED) where a hold or a retention that has not ended lies on the version, or where neither
  /// can be told for sure. Its reason is legal_hold, object_lock or unreadable_lock.
  void check(std::string_view key, std::string_view version, const Host& host) const;

 private:
  std::optional<std::string> read(const char* name, std::string_view key, std::string_view version) const;

  const Bucket& bucket_;
  bool there_ = true;
};

}  // namespace winnow::s3
