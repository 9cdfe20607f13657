/// Plan files: what `plan -o` writes, `approve PLAN` accepts and `run --apply --plan` follows (docs/plan-files.md).
///
/// JSON Lines: a header, then one line an item. Each job writes a part (its entry of the header, then its lines);
/// the supervisor puts the parts together. The header holds the digest of the lines below it; a person approves the
/// digest of the whole file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/judge/setup.h"
#include "core/plan/tally.h"
#include "core/state/sqlite.h"

namespace winnow {

/// What the header says of one job.
struct PlanEntry {
  std::string job;
  Form form;
  std::string inputs;  ///< digest of all that the plan hangs on, see inputs_of()
  std::optional<Time> cutoff;
  /// What the lines add up to: nominated, bytes, files, reasons, refused, kept (of `--all`), oldest and newest; and
  /// the target's total as the plan counted it. Nothing else is known.
  Tally tally;
  std::uint64_t along = 0;  ///< rows that hang on the nominated
  Judgement judgement;      ///< of the plan that was written
};

/// What one job adds to a plan file: its part, and what was known only when that was whole.
struct PlanPart {
  std::filesystem::path path;
  std::optional<std::uint64_t> total;
  Judgement judgement;
};

/// The fingerprint, the limits, the versions of winnow, rule and store, and the target's columns, in one digest.
std::string inputs_of(const Setup& setup);

/// The first line of a part.
std::string plan_part_header(const Setup& setup);

/// Throws Failure where write_plan_file() would for what lies at `file`; before anything is planned.
void check_plan_output(const std::filesystem::path& file);

/// Puts parts together to `file`, which is replaced as a whole. Throws Failure. Thread rule: any.
void write_plan_file(const std::filesystem::path& file, const std::string& run, Time as_of,
                     const std::vector<PlanPart>& parts);

/// A plan file that was read as a whole and found consistent.
struct PlanFile {
  std::filesystem::path path;
  std::string run;
  Time as_of;
  std::string digest;  ///< "sha256:" of the whole file
  std::vector<PlanEntry> jobs;

  /// Throws Failure when there is no entry for the job.
  const PlanEntry& entry(const std::string& job) const;
};

/// What the file nominates for one job, on disk, by key. Thread rule: one thread.
class PlanList {
 public:
  PlanList();
  void add(std::string_view key, std::string_view version);
  /// Whether exactly this version of the item is nominated.
  bool has(const winnow_item& item);

 private:
  Database db_;
  Transaction filling_;
  Statement insert_, find_;
};

/// Reads and checks the file; with `list` also what it nominates for `job`. Throws Failure with file and line.
PlanFile read_plan_file(const std::filesystem::path& file, const std::string& job = {}, PlanList* list = nullptr);

}  // namespace winnow
