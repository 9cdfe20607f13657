#include "core/cli/starter.h"

namespace winnow {

const char* const kStarterToml =
    R"toml(# winnow.toml: what may go, and when. docs/configuration.md explains every key.
#
#   winnow check          does all of this hold, and are the stores there?
#   winnow plan           what would go; removes nothing
#   winnow approve JOB    accept the form of that plan
#   winnow run --apply    remove what approved jobs list; it goes to the bin first
#   winnow undo latest    bring it back
#
# Every relative path is relative to this file. "${NAME}" in a store's texts is filled in from the environment.

[winnow]
# state    = ".winnow/state.db"     # approvals, limits, the index of the bin, the ledger
# timezone = "UTC"                  # for times that name none, and for calendar durations
# deadline = "4h"                   # a job that runs longer is stopped; it can be run again

[limits]                            # every job inherits these; over one of them nothing is removed
max_deletes = 10000                 # items a job and window
window      = "1d"
max_share   = "50%"                 # of a target, in one run

[trash]
retention = "14d"                   # what is older is destroyed, by a trash-purge job only
min_free  = "5%"                    # of the bin's disk; a run stops before it would leave less

# A store is where data lives. `allow` names all that may ever be touched in it.
#
# [stores.app]
# plugin = "sqlite"
# path   = "app.db"
# allow  = ["audit_logs", "contacts"]
#
# [stores.uploads]
# plugin = "files"
# root   = "uploads"
# allow  = ["private/"]             # "x/": what lies under it; "x-*": names that begin so; else that name

# A job is one rule over one target. Units: s m h d w, and mo y by the calendar.
#
# [jobs.audit]
# plugin    = "audit-prune"
# store     = "app"
# target    = "audit_logs"
# column    = "created_at"          # the default of this plugin; `winnow plugin show audit-prune`
# retention = "365d"
#
# [jobs.contacts]
# plugin    = "soft-delete-sweep"   # rows that were marked as deleted long ago
# store     = "app"
# target    = "contacts"
# retention = "30d"
# files     = [{ column = "attachment_key", store = "uploads" }]   # files that go with their row
)toml";

const char* const kDemoToml =
    R"toml(# The demo of winnow: a small CRM with its uploads and backups. Nothing here is precious, so try everything.

[limits]                            # over one of them nothing is removed until a person decides
max_deletes = 10000                 # items a job and window
window      = "1d"
max_share   = "50%"                 # of a target, in one run

[trash]
retention = "14d"

[stores.crm]
plugin = "sqlite"
path   = "crm.db"
allow  = ["contacts", "audit_logs", "webhook_deliveries", "idempotency_keys"]

[stores.uploads]
plugin = "files"
root   = "uploads"
allow  = ["private/"]

[stores.backups]
plugin = "files"
root   = "backups"
allow  = ["daily/", "nightly/", "weekly/", "dumps/"]

# Contacts that were deleted more than thirty days ago go, each with its attachment.
[jobs.contacts]
plugin    = "soft-delete-sweep"
store     = "crm"
target    = "contacts"
retention = "30d"
files     = [{ column = "attachment_key", store = "uploads" }]

# Audit rows are kept for a year.
[jobs.audit]
plugin    = "audit-prune"
store     = "crm"
target    = "audit_logs"
retention = "365d"
)toml";

}  // namespace winnow
