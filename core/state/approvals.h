/// Approvals: a person's acceptance of the form of a job, the last plan that they looked at, and accepted plan
/// files.
///
/// Writers are called inside a Transaction. Thread rule: one thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/state/state.h"

namespace winnow {

/// What decides which items go (core/safety/form.h): as canonical JSON, and "sha256:" with its digest.
struct Form {
  std::string json;
  std::string fingerprint;
  std::string definition;  ///< the job's table, with which the form can be planned again
};

struct LastPlan {
  std::string run;
  Time at;
  Form form;
  std::uint64_t nominated = 0;
  std::uint64_t along = 0;  ///< rows that go, or lose their reference, with the nominated
  std::optional<Time> cutoff;
  std::string over;  ///< the limit that it is over, in words; empty: none
};

struct Approval {
  Form form;
  Time at;
  std::string who;
  std::string run;  ///< of the plan that was accepted
};

/// What an undo of `run` brought back and a job would take again.
struct Undone {
  std::string run;
  std::int64_t items = 0;
};

class Approvals {
 public:
  explicit Approvals(State& state) : state_(state), db_(state.db()) {}

  void remember_plan(const std::string& job, const LastPlan& plan);
  std::optional<LastPlan> last_plan(const std::string& job);
  /// Of a plan that was shown to nobody: its job ended without a report.
  void forget_plan(const std::string& run, const std::string& job);

  /// Forgets what came back by undo: the person has been told. What was let through beyond the limits is only kept
  /// for the form of which it was said.
  void approve(const std::string& job, const Approval& approval);
  std::optional<Approval> of(const std::string& job);
  /// What protects its items by now is missed from now on, if it goes. `form`: accepted by the approval's.
  void keep_protections(const std::string& job, const Form& form);
  /// The jobs that are approved, those that the TOML no longer has among them.
  std::vector<std::string> jobs();
  /// With what was let through beyond the limits. Answers whether there was an approval.
  bool withdraw(const std::string& job);

  /// The columns for naming items of the job that had values at its last apply ("app/cases.contact"), each with how
  /// many items rows of its target kept then; a new approval forgets them.
  using Answering = std::map<std::string, std::uint64_t>;
  void remember_answering(const std::string& job, const Answering& columns);
  Answering answering(const std::string& job);

  /// Adds to what came back by undo of `run` and `job` would take again.
  void note_undone(const std::string& job, const std::string& run, std::int64_t items, Time at);
  /// All of it since the job was approved last.
  std::vector<Undone> undone(const std::string& job);

  void approve_file(const std::string& digest, Time at, const std::string& who);
  bool is_file_approved(const std::string& digest);

 private:
  State& state_;
  Database& db_;
};

}  // namespace winnow
