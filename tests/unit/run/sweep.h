/// One soft-delete-sweep over a FlakyTable, with its own state and bin, run again and again as cron would.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/apply/pipeline.h"
#include "core/apply/purge.h"
#include "core/apply/undo.h"
#include "core/state/bin_index.h"
#include "tests/unit/run/flaky_store.h"

namespace winnow {

class Sweep {
 public:
  /// Whether the store of its files is behind a door that may fail.
  enum class Files { at_hand, behind_a_door };
  /// How a TOML begins: where things lie, limits that stop nothing, and the store "app".
  static const std::string kHead;
  /// A table of `rows` expired rows (keys row-00000 …) and one that was never deleted ("alive").
  explicit Sweep(std::size_t rows, Files files = Files::at_hand);
  /// An empty table with this TOML, in which the store "app" is the table's, and behind a door that may fail the
  /// store "uploads" is a tree of files.
  explicit Sweep(std::string toml);
  ~Sweep();
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;

  /// Gives a row of the table an attachment, as a file in the tree.
  void attach(const std::string& key, const std::string& file);
  bool has_file(const std::string& file) const;

  /// Plans and approves, so that apply may remove.
  void approve(const std::string& job = "contacts");
  JobReport run(Mode mode, const std::string& job = "contacts");
  /// Brings back everything that any run removed. Runs that removed nothing are no failure.
  UndoReport undo_all();
  /// Destroys what was looked for and found to be free before, as `trash purge` does once it has looked.
  PurgeResult purge_all(Doubtful doubtful = Doubtful::keep);

  /// Lets time pass, also in the middle of a run. Each run takes an hour besides.
  void pass(Span time);
  Time now() const;
  /// A hold on one row, and its end. Answers its id.
  std::string hold(const std::string& key);
  void release(const std::string& hold);

  /// A time before the cutoff of every run.
  static std::int64_t long_ago();

  FlakyTable table;

  /// What the bin holds by its index, key to content: lines that are binned, in doubt or in conflict.
  FlakyRows binned();
  /// What all whole segments on disk hold, whatever the index says of their lines.
  FlakyRows copies();
  /// The same, of a key that was removed more than once all of its copies.
  std::multimap<std::string, FlakyRow> all_copies() const;
  std::filesystem::path uploads() const { return folder_ / "uploads"; }
  /// How many items all settled batches removed, by the index.
  std::int64_t removed_by_index();
  /// How many batches have something begun and not ended.
  std::size_t unsettled();
  /// Throws unless the ledger's chain holds.
  void check_ledger();

 private:
  template <class Body>
  auto in_world(Body&& body);

  std::filesystem::path folder_;
  std::string toml_;
  bool door_ = false;
  int runs_ = 0;
  Span passed_{0};
  FrozenClock* clock_ = nullptr;  ///< of the run in hand
};

}  // namespace winnow
