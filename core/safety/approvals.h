/// Approvals: a person's acceptance of the form of a job, and the last plan that they looked at.
///
/// The form is everything that decides which items go: plugin and its options, store identity, target, column,
/// retention, where, files, hold_if, cascade, policy text and params. Limits, gates, notifications, credentials and
/// versions are not in it. The fingerprint is its digest. Writers are called inside a Transaction.
/// Thread rule: one thread.
#pragma once

#include <optional>
#include <string>

#include "core/config/config.h"
#include "core/state/state.h"

namespace winnow {

/// A form as canonical JSON, and "sha256:" with its digest.
struct Form {
  std::string json;
  std::string fingerprint;
  std::string definition;  ///< the job's table, with which the form can be planned again
};

/// `options`: canonical_options() of a plugin, or the policy's text and params as JSON; `identity`: of the store;
/// `column`: as it is used, defaulted.
Form form_of(const JobConfig& job, const std::string& options, const std::string& identity,
             const std::string& column);

/// The fingerprint of a form's JSON.
std::string fingerprint_of(const std::string& form_json);

struct LastPlan {
  std::string run;
  Time at;
  Form form;
  std::uint64_t nominated = 0;
  std::uint64_t along = 0;  ///< rows that go, or lose their reference, with the nominated
  std::optional<Time> cutoff;
  std::string over;  ///< the limit that it is over, in words; empty: none
};

void remember_plan(Database& db, const std::string& job, const LastPlan& plan);
std::optional<LastPlan> last_plan(Database& db, const std::string& job);

struct Approval {
  Form form;
  Time at;
  std::string who;
  std::string run;  ///< of the plan that was accepted
};

void approve_form(Database& db, const std::string& job, const Approval& approval);
std::optional<Approval> approval_of(Database& db, const std::string& job);
/// Answers whether there was one.
bool withdraw_approval(Database& db, const std::string& job);

void approve_plan_file(Database& db, const std::string& digest, Time at, const std::string& who);
bool is_plan_file_approved(Database& db, const std::string& digest);

}  // namespace winnow
