#include "acls.h"

#include "batch.h"

namespace winnow::s3 {

Acls::Acls(const Bucket& bucket) : bucket_(bucket) {
  try {
    const std::optional<std::string> found = bucket.configuration("ownershipControls");
    there_ = !found || read_element(*found, "ObjectOwnership") != "BucketOwnerEnforced";
  } catch (const Refusal&) {
    there_ = true;
  }
}

void Acls::check(std::string_view key) {
  if (!there_) return;
  std::optional<std::string> found;
  try {
    found = bucket_.configuration("acl", key);
  } catch (const Refusal& refused) {
    throw Setback(WINNOW_REFUSED, refused.what(), "unreadable_acl");
  }
  if (!found) {
    there_ = false;
  } else if (!is_owners_alone(*found)) {
    throw Setback(WINNOW_REFUSED, "others have rights on it, which its copy would not have", "own_acl");
  }
}

}  // namespace winnow::s3
