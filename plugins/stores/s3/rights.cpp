#include "rights.h"

#include <array>

#include "deleting.h"
#include "parking/bin.h"
#include "parking/text.h"
#include "target.h"

namespace winnow::s3 {

namespace {

constexpr std::size_t kHandful = 16;
constexpr long kForbidden = 403;

std::string_view first_folder(std::string_view key) {
  return key.substr(0, key.find('/') + 1);  // without a slash: none
}

/// A key that nobody has: the place of a batch is of one moment, and of this state alone. It begins as a key of the
/// target does, however much of that the rights name.
std::string nobodys_key(std::string_view key, std::string_view place) {
  const std::string end = ".winnow-probe-" + std::string(place.substr(parking::kBinFolder.size() + 1));
  const bool fits = key.size() + end.size() <= kLongestKey;
  return std::string(fits ? key : key.substr(0, key.rfind('/') + 1)) + end;
}

/// Why not; empty: nothing is said against it.
std::string ask(const Bucket& bucket, const winnow_permit& permit, Host& host, const std::string& key) {
  require_in_time(permit);
  const Answer answer = bucket.ask(bucket.request("DELETE", key), Repeat::yes);
  if (answer.status == kForbidden) return refusal(answer, "delete objects").what();
  const auto marker = answer.headers.find("x-amz-delete-marker");
  const auto version = answer.headers.find("x-amz-version-id");
  if (marker == answer.headers.end() || version == answer.headers.end() || marker->second != "true") return {};
  for (const Deletion& one : delete_exactly(bucket, permit, host, std::array{Exact{key, version->second}})) {
    if (one.why.empty()) continue;
    host.log(WINNOW_WARN, "a delete marker is left at " + parking::shown(key) +
                              ", where it was tried whether this account may delete: " + one.why);
  }
  return {};
}

}  // namespace

void Rights::prove(const Bucket& bucket, const winnow_permit& permit, Host& host,
                   std::span<const winnow_item> items) {
  for (const winnow_item& item : items) {
    const std::string_view key = view(item.key);
    const std::string_view folder = first_folder(key);
    if (tried_.contains(folder) || !trouble_with(key).empty()) continue;
    if (!refused_ && tried_.size() >= kHandful) return;
    const std::string why = ask(bucket, permit, host, nobodys_key(key, view(permit.place)));
    refused_ = refused_ || !why.empty();
    tried_.emplace(folder, why);
  }
}

std::string_view Rights::refusal_of(std::string_view key) const {
  const auto at = tried_.find(first_folder(key));
  return at == tried_.end() ? std::string_view{} : std::string_view{at->second};
}

}  // namespace winnow::s3
