/// What must hold of a table, its files and the bin, whatever happened: the model against which histories are
/// judged.
///
/// It knows each row as the application last wrote it, and takes from what changed since what winnow did: what went
/// is owed, until it is back or was purged in its time. Thread rule: one thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/simulate/history.h"
#include "tests/unit/run/sweep.h"

namespace winnow {

/// A promise that does not hold.
struct Broken {
  std::string words;
};
[[noreturn]] void broken(const std::string& promise, const std::string& what);

enum class Doing { nothing, removing, restoring, purging };

class Promises {
 public:
  static constexpr Span kKeep = std::chrono::hours(24 * 30);
  static constexpr Span kBinKeep = std::chrono::hours(24 * 14);
  static constexpr std::uint64_t kMaxDeletes = 12;

  Promises(Sweep& sweep, Happened& happened) : sweep_(sweep), happened_(happened) {}

  /// What the table holds now is what the application wants.
  void application_wrote() { live_ = sweep_.table.rows; }
  /// The application no longer cares for that file.
  void dropped(const std::string& file) { dropped_.insert(file); }
  void hold(const std::string& key) { held_.insert(key); }
  void release(const std::string& key) { held_.erase(held_.find(key)); }

  /// winnow begins a run; what changes until the next is its doing.
  void begin(Doing doing);
  /// The run ended without a word. What it brought back, or sealed and did not take, the application may delete now
  /// as if winnow had taken it: no store could tell, so undo brings it back once more.
  void broke_off();
  /// Takes notice of what it did until now. Throws Broken, as all below.
  void notice();
  /// notice(), and asks all else that must hold at every moment.
  void ask();
  /// Instead, after a run in which the store lied: whatever it says, what it put and took away has a copy. Only one
  /// that takes away without asking is beyond help.
  void ask_after(Lie lie);
  /// After undo, where nothing failed: nothing is owed but what has another row at its key.
  void ask_all_back() const;
  /// What went is in the bin by its index.
  void ask_index();

 private:
  void nothing_lost();
  void files_stand();

  /// One row at one time of its life; each version has a note of its own, so that two are never alike.
  using Version = std::pair<std::string, FlakyRow>;
  struct Less {
    bool operator()(const Version& a, const Version& b) const {
      return std::tie(a.first, a.second.note) < std::tie(b.first, b.second.note);
    }
  };

  Sweep& sweep_;
  Happened& happened_;
  Doing doing_ = Doing::nothing;
  Time began_{};
  FlakyRows live_;                            ///< as the application, and winnow as far as was noticed, left it
  std::map<Version, Time, Less> owed_;        ///< with the beginning of the run that took it
  std::set<Version, Less> back_, half_back_;  ///< brought back in this run; and see broke_off()
  std::multiset<std::string> held_;
  std::set<std::string> dropped_;
  std::vector<Time> removals_;  ///< of the last day, one for each row: when their runs began
};

}  // namespace winnow
