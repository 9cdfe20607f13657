/// Rows that live in the place of others: they have by now what foreign keys referred to of a copy that is not
/// back.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "sql/put_back.h"

namespace winnow::sql {

/// The pieces among `written`, whose rows stand there now, that refer to a stranger: a row with the values to which
/// foreign keys lead of a piece that does not live as it was copied, or of a witness that does not. A reference is
/// asked by its own columns alone. `results`: of the pieces, so far. Throws ServerError.
std::set<std::size_t> hanging_on_strangers(const Dialect& dialect, Driver& driver, std::span<const Share> shares,
                                           std::span<const winnow_piece> pieces,
                                           std::span<const winnow_outcome> results,
                                           const std::set<std::size_t>& written);

/// Whether rows of `child` refer to those of `parent`.
bool may_hang(const Table& child, const Table& parent);

}  // namespace winnow::sql
