#include <algorithm>
#include <functional>
#include <numeric>

#include "deleting.h"
#include "history.h"
#include "looking.h"
#include "parking/parallel.h"

namespace winnow::s3 {

namespace {

constexpr int kAttempts = 4;

/// What became of an object, as a look at its key tells it.
enum class Seen {
  as_read,
  away,       ///< nothing lives there; of versions: a delete marker lies on ours
  destroyed,  ///< nothing lives there, and our version is no more
  another,    ///< something else was written there
  unknown
};

Seen seen_of(const ObjectFacts& now, const ObjectFacts& read) {
  const bool same = now.etag == read.etag && now.size == read.size && now.modified == read.modified;
  return same ? Seen::as_read : Seen::another;
}

Seen seen_of(const std::vector<Version>& versions, const std::string& read) {
  if (std::ranges::find(versions, read, &Version::id) == versions.end()) {
    const auto lives = [](const Version& version) { return version.latest && !version.marker; };
    return std::ranges::any_of(versions, lives) ? Seen::another : Seen::destroyed;
  }
  switch (above(versions, read)) {
    case Above::nothing: return Seen::as_read;
    case Above::marker: return Seen::away;
    case Above::version: return Seen::another;
    case Above::unknown: break;
  }
  return Seen::unknown;
}

/// Objects that go by one request: looked at, asked for, and asked for again where it is not known to have come.
class Wave {
 public:
  /// `some`: which of `all`, one outcome each.
  Wave(const Bucket& bucket, const winnow_permit& permit, Host& host, std::span<const Doomed> all,
       std::span<const std::size_t> some, std::span<Deletion> out)
      : bucket_(bucket),
        permit_(permit),
        host_(host),
        all_(all),
        out_(out),
        pending_(some.begin(), some.end()),
        keeps_versions_(!all[some.front()].version.empty()) {}

  void run() {
    for (int attempt = 1; !pending_.empty() && !is_over(permit_); ++attempt) {
      keep_those_as_read();
      if (attempt > kAttempts || pending_.empty() || is_over(permit_)) break;
      ask();
      if (!pending_.empty() && !wait_to_ask_again(bucket_, attempt)) break;
    }
    for (const std::size_t i : pending_) {
      if (!lost_.empty()) conclude(i, WINNOW_IN_DOUBT, lost_);
    }
  }

 private:
  void conclude(std::size_t i, winnow_outcome outcome, const std::string& why) { out_[i] = {outcome, why, {}}; }

  /// Looks at some. `tell` gets what was seen; of one that cannot be looked at, an error's words.
  void look(const std::vector<std::size_t>& some, const std::function<void(std::size_t, Seen)>& tell,
            const std::function<void(std::size_t, const char*)>& fail) const {
    std::vector<std::string> keys;
    for (const std::size_t i : some) keys.push_back(all_[i].key);
    std::vector<std::optional<ObjectFacts>> objects;
    std::vector<std::vector<Version>> versions;
    if (keeps_versions_) {
      versions = versions_at(bucket_, host_, keys, 1);
    } else {
      objects = objects_at(bucket_, host_, keys, 1);
    }
    for (std::size_t at = 0; at < some.size(); ++at) {
      const Doomed& doomed = all_[some[at]];
      try {
        if (keeps_versions_) {
          if (versions[at].empty()) versions[at] = bucket_.versions_of(doomed.key);
          tell(some[at], seen_of(versions[at], doomed.version));
          continue;
        }
        if (!objects[at]) {
          if (const std::optional<Head> head = bucket_.head(doomed.key)) objects[at] = head->facts;
        }
        tell(some[at], objects[at] ? seen_of(*objects[at], doomed.facts) : Seen::away);
      } catch (const Error& error) {
        fail(some[at], error.what());
      }
    }
  }

  void doubt_of_another(std::size_t i) {
    conclude(i, WINNOW_IN_DOUBT,
             keeps_versions_ ? "has changed, and the answer was lost: a delete marker may lie on what was written"
                             : "has changed, and the answer was lost");
  }

  /// Concludes those that are no longer as they were read. Where an earlier request may have come, nobody can tell
  /// any more whose doing it is that another object is there.
  void keep_those_as_read() {
    const bool asked = !lost_.empty();
    std::vector<std::size_t> left;
    const auto tell = [&](std::size_t i, Seen seen) {
      switch (seen) {
        case Seen::as_read: return left.push_back(i);
        case Seen::away: return conclude(i, asked ? WINNOW_DONE : WINNOW_GONE, "");
        case Seen::destroyed: return conclude(i, asked ? WINNOW_IN_DOUBT : WINNOW_GONE, "is not there any more");
        case Seen::another: return asked ? doubt_of_another(i) : conclude(i, WINNOW_CHANGED, "has changed");
        case Seen::unknown:
          return conclude(i, asked ? WINNOW_IN_DOUBT : WINNOW_FAILED, "what lives at its key cannot be told");
      }
    };
    look(pending_, tell,
         [&](std::size_t i, const char* why) { conclude(i, asked ? WINNOW_IN_DOUBT : WINNOW_FAILED, why); });
    pending_ = std::move(left);
  }

  /// Asks for all that are pending. Those of which the answer tells for certain are pending no more.
  void ask() {
    std::vector<Exact> names;
    for (const std::size_t i : pending_) names.push_back({all_[i].key, {}});
    std::vector<Deletion> answers(names.size());
    try {
      delete_some(bucket_, names, Repeat::no, answers);
    } catch (const Refusal& refused) {
      answers.assign(names.size(), {WINNOW_FAILED, refused.what(), {}});
    } catch (const Error& error) {
      answers.assign(names.size(), {WINNOW_IN_DOUBT, error.what(), {}});
    }
    const bool asked_before = !lost_.empty();
    std::vector<std::size_t> gone;
    std::vector<std::size_t> left;
    for (std::size_t at = 0; at < names.size(); ++at) {
      const std::size_t i = pending_[at];
      out_[i] = answers[at];
      if (out_[i].outcome == WINNOW_DONE) gone.push_back(i);
      // An earlier request may still be under way.
      if (out_[i].outcome == WINNOW_FAILED && asked_before) out_[i].outcome = WINNOW_IN_DOUBT;
      if (answers[at].outcome != WINNOW_IN_DOUBT) continue;
      lost_ = out_[i].why;
      out_[i].outcome = WINNOW_NOT_TRIED;
      left.push_back(i);
    }
    pending_ = std::move(left);
    if (keeps_versions_) check_markers(gone);
  }

  /// Whether each marker lies on the version that was read, and not on one that was written at the last moment.
  /// Until that is known, an object is in doubt.
  void check_markers(const std::vector<std::size_t>& gone) {
    std::vector<Exact> wrong;
    std::vector<std::size_t> owners;
    const auto tell = [&](std::size_t i, Seen seen) {
      const std::string marker = out_[i].marker;
      if (seen == Seen::away) return;
      if (seen == Seen::as_read)
        return conclude(i, WINNOW_FAILED, "the server says that it deleted it, and it lives");
      conclude(i, WINNOW_IN_DOUBT, "what its delete marker lies on cannot be told");
      if (seen != Seen::another || marker.empty()) return;
      wrong.push_back({all_[i].key, marker});
      owners.push_back(i);
    };
    look(gone, tell, [&](std::size_t i, const char* why) { conclude(i, WINNOW_IN_DOUBT, why); });
    std::vector<Deletion> undone(wrong.size());
    try {
      undone = delete_exactly(bucket_, permit_, host_, wrong);
    } catch (const Error& error) {
      for (Deletion& one : undone) one.why = error.what();
    }
    for (std::size_t at = 0; at < wrong.size(); ++at) {
      if (undone[at].outcome == WINNOW_DONE) {
        conclude(owners[at], WINNOW_CHANGED, "changed at the last moment; the delete marker was taken away again");
      } else {
        conclude(owners[at], WINNOW_IN_DOUBT,
                 "changed at the last moment, and the marker on it is left: " + undone[at].why);
      }
    }
  }

  const Bucket& bucket_;
  const winnow_permit& permit_;
  Host& host_;
  std::span<const Doomed> all_;
  std::span<Deletion> out_;
  std::vector<std::size_t> pending_;  ///< which of all are still to go
  bool keeps_versions_;
  std::string lost_;  ///< why it is not known of those pending that they were not asked for; empty: they were not
};

}  // namespace

std::vector<Deletion> delete_objects(const Bucket& bucket, const winnow_permit& permit, Host& host,
                                     std::span<const Doomed> all) {
  std::vector<Deletion> out(all.size());
  std::vector<std::size_t> order(all.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [all](std::size_t i) -> const std::string& { return all[i].key; });  // looked at so
  const std::size_t connections = bucket.server().connections();
  in_parts(all.size(), connections, kFewestKeys, kMostKeys, [&](std::size_t begin, std::size_t n) {
    Wave(bucket, permit, host, all, std::span(order).subspan(begin, n), out).run();
  });
  return out;
}

}  // namespace winnow::s3
