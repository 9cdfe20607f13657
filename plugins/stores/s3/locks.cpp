#include "locks.h"

#include "batch.h"
#include "times.h"

namespace winnow::s3 {

Locks::Locks(const Bucket& bucket, Versioning versioning) : bucket_(bucket) {
  if (versioning != Versioning::enabled) {
    there_ = false;
    return;
  }
  try {
    const std::optional<std::string> found = bucket.configuration("object-lock");
    there_ = found && read_element(*found, "ObjectLockEnabled") == "Enabled";
  } catch (const Refusal&) {
    there_ = true;
  }
}

std::optional<std::string> Locks::read(const char* name, std::string_view key, std::string_view version) const {
  try {
    return bucket_.configuration(name, key, version);
  } catch (const Refusal& refused) {
    const bool none = refused.reason() == "InvalidRequest" &&
                      std::string_view(refused.what()).find("missing Object Lock") != std::string_view::npos;
    if (none) return std::nullopt;
    throw Setback(WINNOW_REFUSED, refused.what(), "unreadable_lock");
  }
}

void Locks::check(std::string_view key, std::string_view version, const Host& host) const {
  if (!there_) return;
  const std::optional<std::string> hold = read("legal-hold", key, version);
  if (hold && read_element(*hold, "Status") != "OFF") {
    throw Setback(WINNOW_REFUSED, "a legal hold of the bucket lies on it", "legal_hold");
  }
  const std::optional<std::string> retention = read("retention", key, version);
  if (!retention) return;
  const std::string until = read_element(*retention, "RetainUntilDate");
  const std::int64_t end = time_of_listing(until);
  if (end == WINNOW_TIME_UNREADABLE) {
    throw Setback(WINNOW_REFUSED, "until when it is locked cannot be read", "unreadable_lock");
  }
  if (end >= micros_of(host.now())) throw Setback(WINNOW_REFUSED, "it is locked until " + until, "object_lock");
}

}  // namespace winnow::s3
