#include <algorithm>
#include <array>
#include <mutex>

#include "bringing_back.h"
#include "parked.h"
#include "parking/bin.h"
#include "parking/parallel.h"
#include "parking/text.h"
#include "proof.h"
#include "uncovered.h"

namespace winnow::s3 {

namespace {

/// One restore() call.
class Restoring {
 public:
  Restoring(const Work& work, const winnow_permit& permit, std::span<winnow_outcome> outcomes)
      : work_(work), permit_(permit), outcomes_(outcomes) {}

  void run(const std::vector<Removed>& all) {
    in_parallel(all.size(), work_.bucket.server().connections(), [&](std::size_t i) {
      if (is_over(permit_) || work_.bucket.server().is_silent()) return;
      winnow_outcome& outcome = outcomes_[all[i].piece];
      attempt(work_.host, all[i].receipt.object.key, outcome, WINNOW_IN_DOUBT, [&] {
        if (all[i].receipt.parked.empty()) {
          uncover(all[i].receipt);
        } else {
          copy_back(all[i].receipt);
        }
        outcome = WINNOW_DONE;
      });
    });
    if (work_.bucket.server().is_silent()) throw Error(WINNOW_UNAVAILABLE, "the server does not answer any more");
    take_away_copies();
    if (std::ranges::find(outcomes_, WINNOW_NOT_TRIED) != outcomes_.end()) require_in_time(permit_);
  }

 private:
  void copy_back(const Receipt& receipt) {
    const std::string& key = receipt.object.key;
    const std::optional<Head> parked = work_.bucket.head(receipt.parked);
    const bool is_intact =
        parked && parked->facts.etag == receipt.copy_etag && parked->facts.size == receipt.object.size;
    if (const std::optional<Head> home = work_.bucket.head(key)) {
      if (!is_back(*home, parked, receipt)) throw Setback(WINNOW_OCCUPIED, "something else lives there now");
      if (is_intact) tidy(*parked);
      return;
    }
    if (!parked) throw Setback(WINNOW_GONE, "is not in the bin any more");
    if (!is_intact) {
      throw Setback(WINNOW_CHANGED, "what lies in the bin is not what was put there");
    }
    require_in_time(permit_);
    try {
      bring_back(work_.bucket, *parked, key, work_.sizes);
    } catch (const Setback& setback) {
      // After an answer that was lost the second look at the key finds what the first request has made.
      const std::optional<Head> home = work_.bucket.head(key);
      if (setback.outcome() != WINNOW_OCCUPIED || !home || !is_back(*home, parked, receipt)) throw;
    }
    tidy(*parked);
  }

  /// Whether what lives at the key is the object again: one with its content alone was written by somebody else,
  /// and the copy holds the only headers and tags. Its ETag may differ from all that were known: then both are
  /// read.
  bool is_back(const Head& home, const std::optional<Head>& parked, const Receipt& receipt) const {
    const bool same_etag = is_same_content(home.facts, receipt);
    if (!parked) return same_etag;
    const bool comparable = parked->facts.etag == receipt.copy_etag && home.facts.size == receipt.object.size;
    if (!same_etag && !comparable) return false;
    return has_same_metadata(work_.bucket, home, *parked) &&
           (same_etag || has_same_content(work_.bucket, home, *parked));
  }

  /// What is back needs no copy.
  void tidy(const Head& parked) {
    const std::string meta = meta_key(parked.facts.key);
    Exact explained{meta, ""};
    if (work_.versioning != Versioning::never) {
      const std::optional<Head> there = work_.bucket.head(meta);
      explained.version = there ? exactly(*there, work_.versioning).version : "null";
    }
    const std::lock_guard lock(guard_);
    left_.push_back(exactly(parked, work_.versioning));
    left_.push_back(explained);
  }

  /// A copy that stays is untidy, no more: the object is back all the same.
  void take_away_copies() {
    for (const Deletion& one : delete_exactly(work_.bucket, permit_, work_.host, left_)) {
      if (!one.why.empty())
        work_.host.log(WINNOW_WARN, "a copy of what was brought back is left in the bin: " + one.why);
    }
  }

  /// Takes away the marker that hides the version, and then any that hides it still, as long as there is nothing
  /// else.
  void uncover(const Receipt& receipt) {
    constexpr int kMostMarkers = 100;
    const std::string& key = receipt.object.key;
    for (int marker = 0; marker <= kMostMarkers; ++marker) {
      const std::vector<Version> versions = work_.bucket.versions_of(key);
      const auto ours = std::ranges::find(versions, receipt.version, &Version::id);
      if (ours == versions.end()) throw Setback(WINNOW_GONE, "its version is not there any more");
      if (ours->object.etag != receipt.object.etag || ours->object.size != receipt.object.size) {
        throw Setback(WINNOW_CHANGED, "its version is not what was removed");
      }
      if (ours->latest) return;
      const auto latest = std::ranges::find(versions, true, &Version::latest);
      const auto newest = std::ranges::find(versions, false, &Version::marker);
      if (latest == versions.end() || !latest->marker || newest != ours) {
        if (marker > 0) tell_that_it_is_there(receipt);
        throw Setback(WINNOW_OCCUPIED, "something else lives there now, or was written there since");
      }
      require_in_time(permit_);
      const Deletion gone =
          delete_exactly(work_.bucket, permit_, work_.host, std::array{Exact{key, latest->id}})[0];
      if (gone.outcome != WINNOW_DONE) throw Setback(gone.outcome, "its delete marker stays: " + gone.why);
    }
    throw Setback(WINNOW_FAILED, "more delete markers lie on it than are taken away at once");
  }

  /// The marker that told of it is gone. Without the note the version is kept all the same, and merely not found.
  void tell_that_it_is_there(const Receipt& receipt) const {
    try {
      note_uncovered(work_.bucket, permit_, receipt);
    } catch (const Error& error) {
      if (error.code() == WINNOW_STOPPED) throw;
      work_.host.log(WINNOW_WARN, parking::shown(receipt.object.key) + ": version " + receipt.version +
                                      " lies below what was written there: " + error.what());
    }
  }

  const Work& work_;
  const winnow_permit& permit_;
  std::span<winnow_outcome> outcomes_;
  std::mutex guard_;
  std::vector<Exact> left_;  ///< copies of what is back, with their meta files
};

}  // namespace

std::vector<Removed> read_pieces(const Work& work, const winnow_permit& permit, winnow_action action,
                                 std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, action, keys_of(pieces));
  std::vector<Removed> out;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const std::string_view key = view(pieces[i].key);
    attempt(work.host, key, outcomes[i], WINNOW_FAILED, [&] {
      check_key(key);
      out.push_back({i, read_receipt(view(pieces[i].content), key)});
    });
    // Of a purge REFUSED is what the bucket keeps locked.
    if (action == WINNOW_PURGE && outcomes[i] == WINNOW_REFUSED) outcomes[i] = WINNOW_FAILED;
  }
  return out;
}

std::vector<std::string> keys_of_versions(const std::vector<Removed>& all) {
  std::vector<std::string> out;
  for (const Removed& one : all) out.push_back(one.receipt.parked.empty() ? one.receipt.object.key : "");
  return out;
}

void restore_objects(const Work& work, const winnow_permit& permit, std::span<const winnow_piece> pieces,
                     std::span<winnow_outcome> outcomes) {
  Restoring(work, permit, outcomes).run(read_pieces(work, permit, WINNOW_RESTORE, pieces, outcomes));
}

}  // namespace winnow::s3
