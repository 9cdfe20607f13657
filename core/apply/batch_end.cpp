#include "core/apply/batch_end.h"

#include "core/base/text.h"

namespace winnow {
namespace {

void fail(Tally& tally, const std::string& key, const std::string& why) {
  ++tally.failed;
  if (tally.errors.size() < kMostErrors) tally.errors.push_back(printable(key) + ": " + why);
}

/// Why an item that was put stayed after all.
void count_refused(const BatchEnd& end, std::size_t row, Tally& tally) {
  const auto file = end.without_files.find(row);
  const auto kept = end.kept.find(row);
  const auto refusal = end.refusals.find(row);
  if (refusal != end.refusals.end()) {
    // Where the plan could know it, it says the same, and counts such rows as kept.
    const std::string reason = printable(refusal->second);
    count(reason.starts_with("referenced by") ? tally.kept : tally.refused, reason);
  } else if (kept != end.kept.end()) {
    count(tally.kept, kept->second);
  } else if (file == end.without_files.end()) {
    ++tally.changed;
  } else {
    fail(tally, end.planned[row].key,
         "its file " + printable(file->second) + " could not be moved, so it stays too");
  }
}

/// Whether the file lives, and its row went.
bool must_go_yet(const LinkedFiles& files, std::size_t i) {
  const winnow_outcome outcome = files.outcomes[i];
  return files.owed[i] && outcome != WINNOW_DONE && outcome != WINNOW_GONE && outcome != WINNOW_CHANGED &&
         outcome != WINNOW_IN_DOUBT;
}

}  // namespace

bool is_answer(winnow_outcome outcome) {
  return outcome == WINNOW_DONE || outcome == WINNOW_GONE || outcome == WINNOW_CHANGED ||
         outcome == WINNOW_REFUSED || outcome == WINNOW_FAILED || outcome == WINNOW_IN_DOUBT;
}

void count_removed(const BatchEnd& end, Tally& tally) {
  for (std::size_t row = 0; row < end.planned.size(); ++row) {
    if (end.outcomes[row] != WINNOW_DONE || !end.may_go[row]) continue;
    ++tally.removed;
    tally.removed_bytes += end.planned[row].bytes;
  }
  for (const LinkedFiles& files : end.files) {
    for (std::size_t i = 0; i < files.items.size(); ++i) {
      if (!files.put(i) || files.outcomes[i] != WINNOW_DONE) continue;
      ++tally.removed_files;
      tally.removed_bytes += files.items[i].bytes;
    }
  }
}

bool count_others(const BatchEnd& end, Tally& tally) {
  bool doubt = false;
  const auto judge = [&](winnow_outcome outcome, const std::string& key, const char* failed) {
    if (outcome == WINNOW_FAILED) fail(tally, key, failed);
    if (outcome != WINNOW_IN_DOUBT) return;
    doubt = true;
    fail(tally, key, "it is not known whether it went");
  };
  for (std::size_t row = 0; row < end.planned.size(); ++row) {
    switch (end.outcomes[row]) {
      case WINNOW_DONE: break;
      case WINNOW_GONE: ++tally.gone; break;
      case WINNOW_CHANGED: ++tally.changed; break;
      case WINNOW_REFUSED: count_refused(end, row, tally); break;
      case WINNOW_IN_DOUBT: judge(WINNOW_IN_DOUBT, end.planned[row].key, ""); break;
      default: fail(tally, end.planned[row].key, "the store could not remove it");
    }
  }
  for (const LinkedFiles& files : end.files) {
    for (std::size_t i = 0; i < files.items.size(); ++i) {
      if (!files.put(i)) continue;
      judge(must_go_yet(files, i) ? WINNOW_FAILED : files.outcomes[i], files.keys[i], kLeftFile);
      if (files.owed[i] && files.outcomes[i] == WINNOW_CHANGED) {
        tally.notes.push_back("the file " + printable(files.keys[i]) +
                              " was written again while its row went, and stays");
      }
    }
  }
  return doubt;
}

void add_files_that_stayed(std::span<const LinkedFiles> all, std::map<std::int64_t, LineState>& others) {
  for (const LinkedFiles& files : all) {
    for (std::size_t i = 0; i < files.items.size(); ++i) {
      if (!files.put(i) || files.outcomes[i] == WINNOW_DONE) continue;
      others[files.lines[i]] = must_go_yet(files, i) ? LineState::in_doubt : LineState::unsure;
    }
  }
}

}  // namespace winnow
