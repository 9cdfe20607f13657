/// Whether this account may delete where the objects lie, which the bin's own folder tells nothing of: rights are
/// given by the beginnings of keys. It is tried before anything is copied, since by the time that an object goes
/// the row that names it has gone.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "bucket.h"
#include "winnow/job.hpp"
#include "winnow/store.hpp"

namespace winnow::s3 {

/// What was tried in one run. Thread rule: prove() by one thread, the rest from any.
class Rights {
 public:
  /// Asks, for each first folder of `keys` that was not tried yet, for the deletion of an object that is not there,
  /// named as one of the keys with something added. Where the bucket keeps versions the marker that this makes is
  /// taken away again. Beyond a handful of folders that may all be deleted from no more are tried. Throws Error
  /// where no answer came, or the permit is over.
  void prove(const Bucket& bucket, const winnow_permit& permit, Host& host, std::span<const winnow_item> items);

  /// Why the server refuses to delete what lies beside `key`; empty: it does not, or that was not tried.
  std::string_view refusal_of(std::string_view key) const;

 private:
  std::map<std::string, std::string, std::less<>> tried_;  ///< first folder, and why not; empty: it may
  bool refused_ = false;                                   ///< anywhere
};

}  // namespace winnow::s3
