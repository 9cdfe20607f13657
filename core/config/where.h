/// `where` tables: the one reading of comparisons as people write them, for TOML, SELECTION and policies.
///
///   { status = "delivered", attempts = { gte = 3 }, kind = ["a", "b"], closed_at = { older_than = "90d" } }
///
/// Names: eq ne lt lte gt gte in prefix null older_than newer_than; a bare value is eq, a bare array is in; several
/// fields, and several names on one field, are all required. Thread rule: pure.
#pragma once

#include <toml++/toml.h>

#include "core/config/config.h"

namespace winnow {

class Section;

/// `file` is for messages. Throws Failure (configuration) with place and remedy; an empty table is refused.
Where read_where(const toml::table& table, const std::string& file, Time now, const Zone& zone);

/// The same for a table that is being read with its place.
Where read_where(const Section& section, Time now, const Zone& zone);

/// The inside of a where table, as `--where` takes it: "customer_id = 42, status = 'done'".
Where parse_where(std::string_view inside, Time now, const Zone& zone);

}  // namespace winnow
