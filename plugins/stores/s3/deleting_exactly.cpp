#include <algorithm>
#include <numeric>

#include "deleting.h"
#include "looking.h"
#include "parking/parallel.h"

namespace winnow::s3 {

namespace {

constexpr int kExactAttempts = 6;

/// Keys and versions that go by one request. Of those of which no answer tells it is looked whether they are gone,
/// before they are asked for again: versitygw refuses to destroy a version that is no more.
class ExactWave {
 public:
  /// `out`: one outcome each.
  ExactWave(const Bucket& bucket, const winnow_permit& permit, Host& host, std::span<const Exact> all,
            std::span<Deletion> out)
      : bucket_(bucket), permit_(permit), host_(host), all_(all), out_(out), pending_(all.size()) {
    std::iota(pending_.begin(), pending_.end(), std::size_t{0});
  }

  void run() {
    for (int attempt = 1; attempt <= kExactAttempts && !pending_.empty() && !is_over(permit_); ++attempt) {
      ask();
      if (pending_.empty() || bucket_.server().is_silent()) return;
      bucket_.server().pause(attempt);
      drop_what_is_gone();
    }
  }

 private:
  void ask() {
    std::vector<Exact> names;
    for (const std::size_t i : pending_) names.push_back(all_[i]);
    std::vector<Deletion> answers(names.size());
    try {
      delete_some(bucket_, names, Repeat::no, answers);
    } catch (const Error& error) {
      if (error.code() == WINNOW_STOPPED) throw;
      const winnow_outcome outcome = error.code() == WINNOW_UNAVAILABLE ? WINNOW_IN_DOUBT : WINNOW_FAILED;
      answers.assign(names.size(), {outcome, error.what(), {}});
    }
    const auto in_doubt = [](const Deletion& answer) { return answer.outcome == WINNOW_IN_DOUBT; };
    lost_ = lost_ || std::ranges::any_of(answers, in_doubt);
    std::vector<std::size_t> left;
    for (std::size_t at = 0; at < names.size(); ++at) {
      out_[pending_[at]] = answers[at];
      // After an answer that was lost a refusal may be of what is gone.
      if (lost_ && answers[at].outcome != WINNOW_DONE) left.push_back(pending_[at]);
    }
    pending_ = std::move(left);
  }

  void drop_what_is_gone() {
    std::vector<std::string> objects;
    std::vector<std::string> versioned;
    for (const std::size_t i : pending_) {
      objects.push_back(all_[i].version.empty() ? all_[i].key : "");
      versioned.push_back(all_[i].version.empty() ? "" : all_[i].key);
    }
    const auto live = objects_at(bucket_, host_, objects, 1);
    const auto versions = versions_at(bucket_, host_, versioned, 1);
    std::vector<std::size_t> left;
    for (std::size_t at = 0; at < pending_.size(); ++at) {
      if (live[at] || is_there(all_[pending_[at]], versions[at])) {
        left.push_back(pending_[at]);
      } else {
        out_[pending_[at]] = {WINNOW_DONE, {}, {}};
      }
    }
    pending_ = std::move(left);
  }

  /// `versions`: of its key; empty: not told. What cannot be looked at counts as there.
  bool is_there(const Exact& one, const std::vector<Version>& versions) const {
    try {
      if (one.version.empty()) return !bucket_.is_surely_gone(one.key);
      const auto has = [&one](const std::vector<Version>& all) {
        return std::ranges::find(all, one.version, &Version::id) != all.end();
      };
      return has(versions.empty() ? bucket_.versions_of(one.key) : versions);
    } catch (const Error& error) {
      if (error.code() == WINNOW_STOPPED) throw;
      return true;
    }
  }

  const Bucket& bucket_;
  const winnow_permit& permit_;
  Host& host_;
  std::span<const Exact> all_;
  std::span<Deletion> out_;
  std::vector<std::size_t> pending_;  ///< which of all may be there still
  bool lost_ = false;                 ///< an answer was, or did not tell of all
};

}  // namespace

std::vector<Deletion> delete_exactly(const Bucket& bucket, const winnow_permit& permit, Host& host,
                                     std::span<const Exact> all) {
  std::vector<Deletion> out(all.size());
  // A server takes the keys of a request one by one, so that several requests get through more of them.
  const std::size_t connections = bucket.server().connections();
  in_parts(all.size(), connections, kFewestKeys, kMostKeys, [&](std::size_t at, std::size_t n) {
    ExactWave(bucket, permit, host, all.subspan(at, n), std::span(out).subspan(at, n)).run();
  });
  return out;
}

}  // namespace winnow::s3
