/// Access lists of single objects, which no copy inside a server takes over.
#pragma once

#include <atomic>

#include "bucket.h"

namespace winnow::s3 {

/// Thread rule: check() from any thread.
class Acls {
 public:
  /// Asks whether the bucket has switched them off (BucketOwnerEnforced), as new ones on AWS have.
  explicit Acls(const Bucket& bucket);

  /// Throws Setback(REFUSED) where anybody but its owner has a right on the object, or where that may not be read.
  /// Its reason is own_acl or unreadable_acl. A server that knows no access lists is asked once.
  void check(std::string_view key);

 private:
  const Bucket& bucket_;
  std::atomic<bool> there_ = true;
};

}  // namespace winnow::s3
