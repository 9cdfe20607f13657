#include <algorithm>

#include "history.h"
#include "parked.h"
#include "parking/parallel.h"

namespace winnow::s3 {

namespace {

winnow_outcome settle_copy(const Work& work, const Receipt& receipt) {
  const std::optional<Head> home = work.bucket.head(receipt.object.key);
  if (home && is_same_content(home->facts, receipt)) return WINNOW_SAME;
  const std::optional<Head> parked = work.bucket.head(receipt.parked);
  const bool copied =
      parked && parked->facts.etag == receipt.copy_etag && parked->facts.size == receipt.object.size;
  if (copied) return home ? WINNOW_IN_DOUBT : WINNOW_DONE;
  if (parked) return WINNOW_IN_DOUBT;
  return home ? WINNOW_CHANGED : WINNOW_GONE;
}

winnow_outcome settle_version(const Work& work, const Receipt& receipt) {
  const std::vector<Version> versions = work.bucket.versions_of(receipt.object.key);
  const auto ours = std::ranges::find(versions, receipt.version, &Version::id);
  const auto latest = std::ranges::find(versions, true, &Version::latest);
  const bool lives = latest != versions.end() && !latest->marker;
  if (ours == versions.end()) return lives ? WINNOW_CHANGED : WINNOW_GONE;
  if (ours->object.etag != receipt.object.etag || ours->object.size != receipt.object.size) return WINNOW_IN_DOUBT;
  switch (above(versions, receipt.version)) {
    case Above::nothing: return WINNOW_SAME;
    case Above::marker: return WINNOW_DONE;
    case Above::version: return WINNOW_CHANGED;
    default: return WINNOW_IN_DOUBT;
  }
}

}  // namespace

void settle_objects(const Work& work, const winnow_permit& permit, std::span<const winnow_piece> pieces,
                    std::span<winnow_outcome> outcomes) {
  const std::vector<Removed> all = read_pieces(work, permit, WINNOW_SETTLE, pieces, outcomes);
  // Whose receipt could not be read.
  std::ranges::replace_if(
      outcomes, [](winnow_outcome outcome) { return outcome != WINNOW_NOT_TRIED; }, WINNOW_IN_DOUBT);
  in_parallel(all.size(), work.bucket.server().connections(), [&](std::size_t i) {
    winnow_outcome& outcome = outcomes[all[i].piece];
    attempt(work.host, all[i].receipt.object.key, outcome, WINNOW_IN_DOUBT, [&] {
      outcome =
          all[i].receipt.parked.empty() ? settle_version(work, all[i].receipt) : settle_copy(work, all[i].receipt);
    });
    if (outcome == WINNOW_FAILED) outcome = WINNOW_IN_DOUBT;  // the server would not let us look
  });
}

}  // namespace winnow::s3
