/// The tables of which rows go along with those of another, or lose their reference to them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sql/dialect.h"

namespace winnow::sql {

/// Why rows of a table could not go along (or lose a reference) and come back.
std::optional<std::string> obstacle_to(const Table& child, Rule rule);

/// Why no row goes to which such a reference leads.
std::string refused_default(const Reference& reference);

/// Throws Error(WINNOW_DENIED) for one that is hidden from this account.
Table describe_child(const Dialect& dialect, Driver& driver, const Reference& reference);

/// The table with no other columns than those of its key.
Table keys_alone(const Table& table);

/// For inspect(): by which foreign keys rows hang on those of `table`, and what stands in their way.
std::vector<Fact> facts_of_dependants(const Dialect& dialect, Driver& driver, const Table& table);

}  // namespace winnow::sql
