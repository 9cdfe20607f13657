#include <algorithm>
#include <array>

#include "history.h"
#include "looking.h"
#include "parked.h"
#include "parking/bin.h"
#include "parking/parallel.h"
#include "uncovered.h"

namespace winnow::s3 {

namespace {

/// One purge() call: first every object is looked at, then all that may go goes, 1,000 at once.
class Purging {
 public:
  Purging(const Work& work, const winnow_permit& permit, std::span<winnow_outcome> outcomes)
      : work_(work), permit_(permit), outcomes_(outcomes), locks_(work.bucket, work.versioning) {}

  void run(const std::vector<Removed>& all) {
    found_.resize(all.size());
    look(all);
    in_parallel(all.size(), work_.bucket.server().connections(), [&](std::size_t i) {
      if (is_over(permit_) || work_.bucket.server().is_silent()) return;
      attempt(work_.host, all[i].receipt.object.key, outcomes_[all[i].piece], WINNOW_FAILED, [&] {
        found_[i] = all[i].receipt.parked.empty() ? find_version(i, all[i].receipt) : find_copy(i, all[i].receipt);
      });
    });
    if (work_.bucket.server().is_silent()) throw Error(WINNOW_UNAVAILABLE, "the server does not answer any more");
    destroy(all);
    if (std::ranges::find(outcomes_, WINNOW_NOT_TRIED) != outcomes_.end()) require_in_time(permit_);
  }

 private:
  /// What goes of one piece. A meta file goes before its copy, and where it stays so does the copy: the item is
  /// tried again then, and nothing is left that names what was destroyed. A marker goes behind its version, or what
  /// is older would live meanwhile.
  struct Found {
    std::vector<Exact> before, itself, behind;
  };

  /// What listings tell. Of a copy they do not tell the version, so that none is asked where there may be some.
  void look(const std::vector<Removed>& all) {
    const std::size_t connections = work_.bucket.server().connections();
    copies_.resize(2 * all.size());
    versions_.resize(all.size());
    if (work_.versioning != Versioning::never) {
      versions_ = versions_at(work_.bucket, work_.host, keys_of_versions(all), connections);
      return;
    }
    std::vector<std::string> keys;
    for (const auto& [_, receipt] : all) {
      keys.push_back(receipt.parked);
      keys.push_back(receipt.parked.empty() ? "" : meta_key(receipt.parked));
    }
    copies_ = objects_at(work_.bucket, work_.host, keys, connections);
  }

  Found find_copy(std::size_t i, const Receipt& receipt) const {
    const std::string meta = meta_key(receipt.parked);
    const std::optional<ObjectFacts>& listed = copies_[2 * i];
    const bool as_put = listed && listed->etag == receipt.copy_etag && listed->size == receipt.object.size;
    if (as_put && copies_[2 * i + 1]) return {{{meta, {}}}, {{receipt.parked, {}}}, {}};
    const std::optional<Head> copy = work_.bucket.head(receipt.parked);
    const std::optional<Head> explained = work_.bucket.head(meta);
    if (!copy) {
      if (!work_.bucket.is_surely_gone(receipt.parked)) {
        throw Setback(WINNOW_IN_DOUBT, "the bucket lists the copy in the bin, and does not show it");
      }
      if (explained)
        delete_exactly(work_.bucket, permit_, work_.host, std::array{exactly(*explained, work_.versioning)});
      throw Setback(WINNOW_GONE, "is not in the bin any more");
    }
    if (copy->facts.etag != receipt.copy_etag || copy->facts.size != receipt.object.size) {
      throw Setback(WINNOW_CHANGED, "the copy in the bin is not as it was put there");
    }
    check_lock(receipt.parked, copy->version);
    Found out;
    out.itself.push_back(exactly(*copy, work_.versioning));
    if (explained) out.before.push_back(exactly(*explained, work_.versioning));
    return out;
  }

  /// A lock that may not be read is no rule of the bucket that keeps the copy: somebody has to give the right.
  void check_lock(std::string_view key, std::string_view version) const {
    try {
      locks_.check(key, version, work_.host);
    } catch (const Setback& setback) {
      if (setback.reason() != "unreadable_lock") throw;
      throw Setback(WINNOW_FAILED, setback.what());
    }
  }

  Found find_version(std::size_t i, const Receipt& receipt) {
    const std::string& key = receipt.object.key;
    std::vector<Version>& versions = versions_[i];
    if (versions.empty()) versions = work_.bucket.versions_of(key);
    const auto ours = std::ranges::find(versions, receipt.version, &Version::id);
    if (ours == versions.end()) throw Setback(WINNOW_GONE, "its version is not there any more");
    if (ours->latest) throw Setback(WINNOW_FAILED, "it lives: its version is the current one");
    if (ours->object.etag != receipt.object.etag || ours->object.size != receipt.object.size) {
      throw Setback(WINNOW_CHANGED, "its version is not what was removed");
    }
    check_lock(key, receipt.version);
    Found out;
    out.itself.push_back({key, receipt.version});
    // A marker that hides an older version must stay, or that would live again.
    const bool alone = std::ranges::count(versions, false, &Version::marker) == 1;
    for (const Version& version : versions) {
      if (alone && version.marker) out.behind.push_back({key, version.id});
    }
    if (above(versions, receipt.version) == Above::marker) return out;
    if (const auto note = note_of(work_.bucket, permit_, receipt)) {
      out.behind.push_back(exactly(*note, work_.versioning));
    }
    return out;
  }

  void destroy(const std::vector<Removed>& all) {
    destroy(all, &Found::before, [&](std::size_t i, const Deletion& deletion) {
      if (deletion.outcome == WINNOW_DONE) return;
      found_[i] = {};
      conclude(all[i], deletion.outcome == WINNOW_NOT_TRIED ? WINNOW_NOT_TRIED : WINNOW_FAILED,
               "its meta file stays: " + deletion.why);
    });
    destroy(all, &Found::itself, [&](std::size_t i, const Deletion& deletion) {
      if (deletion.outcome != WINNOW_DONE) found_[i].behind.clear();
      conclude(all[i], deletion.outcome, deletion.why);
    });
    destroy(all, &Found::behind, [&](std::size_t, const Deletion& deletion) {
      if (!deletion.why.empty())
        work_.host.log(WINNOW_WARN, "what belonged to a purged copy is left: " + deletion.why);
    });
  }

  /// One part of all; `tell` gets what became of each, with the place of its object.
  template <class Tell>
  void destroy(const std::vector<Removed>& all, std::vector<Exact> Found::*part, const Tell& tell) {
    std::vector<Exact> some;
    std::vector<std::size_t> owners;
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (const Exact& one : found_[i].*part) {
        some.push_back(one);
        owners.push_back(i);
      }
    }
    const std::vector<Deletion> deletions = delete_exactly(work_.bucket, permit_, work_.host, some);
    for (std::size_t at = 0; at < some.size(); ++at) tell(owners[at], deletions[at]);
  }

  void conclude(const Removed& removed, winnow_outcome outcome, const std::string& why) {
    attempt(work_.host, removed.receipt.object.key, outcomes_[removed.piece], WINNOW_FAILED, [&] {
      if (outcome != WINNOW_DONE && outcome != WINNOW_NOT_TRIED) throw Setback(outcome, why);
      outcomes_[removed.piece] = outcome;
    });
  }

  const Work& work_;
  const winnow_permit& permit_;
  std::span<winnow_outcome> outcomes_;
  Locks locks_;
  std::vector<Found> found_;                        ///< one a removed object
  std::vector<std::optional<ObjectFacts>> copies_;  ///< what is told of its copy, then of the meta file
  std::vector<std::vector<Version>> versions_;      ///< what is told of its key
};

}  // namespace

void purge_objects(const Work& work, const winnow_permit& permit, std::span<const winnow_piece> pieces,
                   std::span<winnow_outcome> outcomes) {
  Purging(work, permit, outcomes).run(read_pieces(work, permit, WINNOW_PURGE, pieces, outcomes));
}

}  // namespace winnow::s3
