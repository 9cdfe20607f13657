#include <algorithm>

#include "history.h"
#include "looking.h"
#include "parked.h"
#include "parking/parallel.h"
#include "parking/text.h"
#include "proof.h"
#include "uncovered.h"

namespace winnow::s3 {

namespace {

winnow_outcome settle_copy(const Work& work, const Receipt& receipt) {
  const std::optional<Head> home = work.bucket.head(receipt.object.key);
  const std::optional<Head> parked = work.bucket.head(receipt.parked);
  const bool has_content = home && is_same_content(home->facts, receipt);
  // One with its content and other headers or tags was written since: what the copy has is nowhere else.
  if (has_content && (!parked || has_same_metadata(work.bucket, *home, *parked))) return WINNOW_SAME;
  const bool copied =
      parked && parked->facts.etag == receipt.copy_etag && parked->facts.size == receipt.object.size;
  if (copied) return home ? WINNOW_IN_DOUBT : WINNOW_DONE;
  if (parked) return WINNOW_IN_DOUBT;
  if (home) return WINNOW_CHANGED;
  const bool gone = work.bucket.is_surely_gone(receipt.object.key) && work.bucket.is_surely_gone(receipt.parked);
  return gone ? WINNOW_GONE : WINNOW_IN_DOUBT;
}

/// `versions`: all of its key.
winnow_outcome settle_version(const Work& work, const winnow_permit& permit, const std::vector<Version>& versions,
                              const Receipt& receipt) {
  const auto ours = std::ranges::find(versions, receipt.version, &Version::id);
  const auto latest = std::ranges::find(versions, true, &Version::latest);
  const bool lives = latest != versions.end() && !latest->marker;
  if (ours == versions.end()) return lives ? WINNOW_CHANGED : WINNOW_GONE;
  if (ours->object.etag != receipt.object.etag || ours->object.size != receipt.object.size) return WINNOW_IN_DOUBT;
  const Above seen = above(versions, receipt.version);
  if (seen == Above::nothing) return WINNOW_SAME;
  // The second: an undo has taken its marker away, and it is still where it was put.
  if (seen == Above::marker || note_of(work.bucket, permit, receipt)) return WINNOW_DONE;
  return seen == Above::version ? WINNOW_CHANGED : WINNOW_IN_DOUBT;
}

}  // namespace

void settle_objects(const Work& work, const winnow_permit& permit, std::span<const winnow_piece> pieces,
                    std::span<winnow_outcome> outcomes) {
  const std::vector<Removed> all = read_pieces(work, permit, WINNOW_SETTLE, pieces, outcomes);
  // Whose receipt could not be read.
  std::ranges::replace_if(
      outcomes, [](winnow_outcome outcome) { return outcome != WINNOW_NOT_TRIED; }, WINNOW_IN_DOUBT);
  const std::size_t connections = work.bucket.server().connections();
  std::vector<std::vector<Version>> versions =
      versions_at(work.bucket, work.host, keys_of_versions(all), connections);
  in_parallel(all.size(), connections, [&](std::size_t i) {
    const Receipt& receipt = all[i].receipt;
    winnow_outcome& outcome = outcomes[all[i].piece];
    try {
      if (!receipt.parked.empty()) {
        outcome = settle_copy(work, receipt);
        return;
      }
      if (versions[i].empty()) versions[i] = work.bucket.versions_of(receipt.object.key);
      outcome = settle_version(work, permit, versions[i], receipt);
    } catch (const Refusal& refused) {
      // Where the server refuses all, nothing is settled: what is only not seen now must not stay in doubt for
      // ever. Where it is this object that nobody may look at, it must not keep the others waiting for ever.
      work.bucket.list(receipt.object.key, "", 1);
      work.host.log(WINNOW_WARN, parking::shown(receipt.object.key) + ": " + refused.what());
      outcome = WINNOW_IN_DOUBT;
    }
  });
}

}  // namespace winnow::s3
