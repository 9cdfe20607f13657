/// The form of a job, which a person approves (core/state/approvals.h).
///
/// It is everything that decides which items go: plugin and its options, the stores that it works on, links
/// to and refers to with their options, target, column, retention, where, files, hold_if, cascade, time zone,
/// policy text and params. Limits, gates, notifications, credentials and versions are not in it; decided_keys()
/// says of each key of the TOML which it is. The fingerprint is its digest. Thread rule: pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/state/approvals.h"

namespace winnow {

/// A store as the form sees it.
struct FormStore {
  const StoreConfig* config;
  std::string identity;
  std::string options;  ///< canonical_options() of its plugin; empty: none
  bool has_names;       ///< its items are files or objects, of which `allow` decides one by one
};

/// `options`: canonical_options() of a plugin, or the policy's text and params as JSON; `own`: the store that the
/// job works on; `others`: those that it links to or refers to; `column`: as it is used, defaulted; `zone`: the
/// name; `protected_by`: where other jobs name its items, which is not in the fingerprint.
Form form_of(const JobConfig& job, const std::string& options, const FormStore& own,
             const std::vector<FormStore>& others, const std::string& column, const std::string& zone,
             const std::vector<Reference>& protected_by);

/// Whether who accepted the one has accepted the other: the same items are decided on in the same way, and all that
/// protected them does so still. What protects more needs nobody's word. Pure.
bool accepts(const Form& approved, const Form& now);

/// What differs between two forms, key by key.
struct FormChange {
  std::string key;            ///< "retention", "where.status.eq", "stores.uploads.identity"
  std::string before, after;  ///< as JSON; empty: not there. A policy's text is told by its digest
};
/// Pure. In the order of the keys.
std::vector<FormChange> compare_forms(const std::string& before_json, const std::string& after_json);
/// "retention \"365d\" -> \"180d\"". Pure.
std::string words_of(const FormChange& change);

/// What the form lets go, for people who have the ledger and not the TOML: "audit-prune on audit_logs of sqlite:/…:
/// older than 365d by created_at, where {…}". A policy's text is told by its digest. Pure.
std::string words_of_form(const std::string& form_json);

/// Whether a key of the TOML is part of the form, and why not.
struct DecidedKey {
  std::string_view table;  ///< "job", "store", "winnow", "trash", "limits"
  std::string_view key;
  bool in_form;
  std::string_view why_not{};
};
/// Every key that the host owns; a test fails when one is missing. Of the options of plugins each row says itself
/// (WINNOW_SECRET, WINNOW_PATH and WINNOW_OUTSIDE_FORM are not in it, all else is).
std::span<const DecidedKey> decided_keys();

/// The fingerprint of a form's JSON: of all but what protects its items from elsewhere.
std::string fingerprint_of(const std::string& form_json);

}  // namespace winnow
