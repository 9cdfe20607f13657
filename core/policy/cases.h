/// A policy's cases: NAME.cases.toml beside NAME.lua.
///
///   now = "2026-11-21T00:00:00Z"
///   timezone = "Europe/Berlin"                  # optional
///   [[case]]
///   name = "an open invoice stays"
///   params = { days = 90 }
///   item = { status = "closed", closed_at = "2026-01-01T00:00:00Z", invoice_state = "open" }
///   expect = "keep"                             # or "remove"
///   reason = "open invoice"                     # optional
///
/// `retention` and `column`, here or at the top, are those of the job. For groups: items = [{...}, {...}], expect =
/// ["keep", "remove"], reason = ["last", ...]. A case may have a `now` of its own. A text in the form of an ISO
/// time is a time; a field that is not given is NULL; `key` names the item.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "winnow/job.hpp"

namespace winnow {

struct CaseItem {
  std::string key;
  std::vector<std::pair<std::string, Value>> fields;
  bool removed = false;               ///< expected
  std::optional<std::string> reason;  ///< expected; nullopt: any
};

struct PolicyCase {
  std::string name;
  Place place;
  Time now{};
  std::optional<Duration> retention;  ///< what the job's TOML would say
  std::string column;
  toml::table params;
  std::vector<CaseItem> items;
  bool one_item = false;  ///< written as `item`
};

struct PolicyCases {
  std::string file;
  Zone zone;
  std::vector<PolicyCase> cases;
};

/// "policies/x.cases.toml" for "policies/x.lua".
std::string cases_file_of(const std::string& policy_file);

/// Reads the file; nullopt where there is none. Throws Failure (configuration) with place and remedy.
std::optional<PolicyCases> read_cases(const std::string& file);

/// What cases take for a boolean and the store does not, or the other way round: what passes there would go wrong
/// here. A sentence for each field, with its place; `where` says of which target `facts` tell.
std::vector<std::string> other_booleans(const PolicyCases& cases, std::span<const Fact> facts,
                                        const std::string& where);

}  // namespace winnow
