/// One soft-delete-sweep over a FlakyTable, with its own state and bin, run again and again as cron would.
#pragma once

#include <filesystem>
#include <string>

#include "core/apply/pipeline.h"
#include "core/apply/undo.h"
#include "core/bin/index.h"
#include "tests/unit/run/flaky_store.h"

namespace winnow {

class Sweep {
 public:
  /// A table of `rows` expired rows (keys row-00000 …) and one that was never deleted ("alive").
  explicit Sweep(std::size_t rows);
  ~Sweep();
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;

  /// Gives a row of the table an attachment, as a file in the tree.
  void attach(const std::string& key, const std::string& file);
  bool has_file(const std::string& file) const;

  /// Plans and approves, so that apply may remove.
  void approve();
  JobReport run(Mode mode);
  /// Brings back everything that any run removed. Runs that removed nothing are no failure.
  UndoReport undo_all();

  /// A time before the cutoff of every run.
  static std::int64_t long_ago();

  FlakyTable table;

  /// What the bin holds by its index, key to content: lines that are binned, or in doubt.
  FlakyRows binned();
  /// What all whole segments on disk hold, whatever the index says of their lines.
  FlakyRows copies();
  /// How many items all settled batches removed, by the index.
  std::int64_t removed_by_index();
  /// Throws unless the ledger's chain holds.
  void check_ledger();

 private:
  template <class Body>
  auto in_world(Body&& body);

  std::filesystem::path folder_;
  int runs_ = 0;
};

}  // namespace winnow
