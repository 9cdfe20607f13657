/// What removing, restoring, purging and settling have in common: a batch is worked folder by folder, one file's
/// trouble is that file's outcome, and nothing is touched after the permit's end. No two threads work on one
/// folder.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beneath.h"
#include "own_things.h"
#include "parking/time_rule.h"
#include "winnow/job.hpp"
#include "winnow/store.hpp"

namespace winnow::files {

/// The store's own, lent to each batch.
struct FileTree {
  const Beneath& beneath;
  const parking::TimeRule& times;
  const OwnThings& own;
  const std::string& identity;
  Host& host;
};

/// Why one file is not worked on any further.
class Setback : public std::runtime_error {
 public:
  Setback(winnow_outcome outcome, const std::string& why) : std::runtime_error(why), outcome_(outcome) {}
  winnow_outcome outcome() const { return outcome_; }

 private:
  winnow_outcome outcome_;
};

/// What a failed system call means for a file: GONE where a name is missing, REFUSED where a link, a mount point or
/// the length of a name stands in the way, FAILED otherwise.
winnow_outcome outcome_of(const PathError& error);

/// Runs `step` for one file. A Setback or PathError becomes its outcome and, unless it is only gone or changed, a
/// warning with the file and the reason. Answers whether the step came to its end.
bool attempt(Host& host, std::string_view key, winnow_outcome& outcome, const std::function<void()>& step);

/// Throws Setback(REFUSED) for a key that no file of a target has: not walkable, in the bin, or a meta file's name.
void check_key(std::string_view key);

/// Whether a batch came to its end, or its permit ended first.
enum class Progress { whole, stopped };

/// Throws Error(WINNOW_DENIED) for a batch that was stopped.
void check_whole(Progress progress);

/// From which folder to which: batches are grouped by it, so that each folder is opened and synced once.
using Route = std::pair<std::string, std::string>;

/// So many folders are worked on side by side: each waits for the disk, and for the lock of its folder.
constexpr std::size_t kFoldersAtOnce = 4;

/// Moves `name` from folder to folder; never onto anything. Answers 0 or an errno.
int move_file(int from, int to, const std::string& name);

}  // namespace winnow::files
