/// The data set of `init --demo`: what a small CRM leaves behind after some years, odd times and stray files
/// included. The same for every run, but for the dates, which are relative to `now`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/cli/demo/random.h"
#include "winnow/value.hpp"

namespace winnow::demo {

/// A file that hangs on a row of contacts.
struct Attachment {
  std::string key;  ///< relative to uploads/
  Time at;          ///< when it was uploaded
};

/// Rows in each table.
struct RowCounts {
  std::int64_t contacts = 0, audit_logs = 0, webhook_deliveries = 0, idempotency_keys = 0;
};

/// Writes a new SQLite database; answers the attachments that its contacts name. Throws Failure.
std::vector<Attachment> write_database(const std::filesystem::path& file, Time now, Random& random);
RowCounts count_rows(const std::filesystem::path& file);

/// Writes the attachments, and some files that no row names. Answers how many there are. Throws Failure.
std::size_t write_uploads(const std::filesystem::path& folder, const std::vector<Attachment>& attachments, Time now,
                          Random& random);

/// Writes the folders daily/, nightly/, weekly/ and dumps/. Answers how many files there are. Throws Failure.
std::size_t write_backups(const std::filesystem::path& folder, Time now, Random& random);

}  // namespace winnow::demo
