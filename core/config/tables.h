/// The tables of the TOML, one function each; load.cpp calls them in the order in which they need each other.
/// All throw Failure (configuration). Thread rule: pure.
#pragma once

#include <optional>

#include "core/config/config.h"
#include "core/config/entry.h"

namespace winnow {

/// [winnow]: everything but the deadline into `config`. Answers the deadline, which each job inherits.
std::optional<Duration> read_winnow_table(const Section& section, Config& config);

/// What holds where [limits] says nothing.
Limits default_limits();
/// [limits], or a job's `limits`: `inherited` with the keys of the table on top.
Limits read_limits(const Section& section, Limits inherited);

/// [trash] into `config`.
void read_trash_table(const Section& section, Config& config);

/// [stores.NAME], without `named_by`; `config` has its zone and time already.
StoreConfig read_store_table(const Entry& entry, const Config& config);
/// `named_by` of that table, once all stores are known.
std::vector<Reference> read_named_by(const Entry& entry, const Config& config);

/// A column that names something, with the rows that count.
Reference read_reference(const Section& row, const Config& config);
/// A list of them: `references`, `named_by`.
std::vector<Reference> read_references(const Entry& entry, const Config& config);
/// `cut` and `form`.
Spelling read_spelling(const Section& section);
UnknownValues read_unknown_values(const Entry& entry);

/// What each job takes over from the tables above it.
struct JobDefaults {
  Limits limits;
  std::optional<Duration> deadline;
};
/// [jobs.NAME]; `config` has its stores, zone and time already.
JobConfig read_job_table(const Entry& entry, const Config& config, const JobDefaults& defaults);

/// One [[notify]] row.
NotifyConfig read_notify_row(const Section& section);

/// Names of stores and jobs become names of folders: letters, digits, dot, underscore, dash, not beginning with a
/// dot or a dash.
void check_name(const Entry& entry);

/// A date, or a date and time, that has passed.
Time read_earliest(const Entry& entry, const Config& config);

/// 64 hex digits, in lower case.
std::string read_sha256(const Entry& entry);

/// The name of a store that is there.
std::string read_store_name(const Entry& entry, const Config& config);

}  // namespace winnow
