/// Rows that live in the place of others: they have by now what foreign keys referred to of a copy that is not
/// back.
///
/// A dependant belongs to one very row. Where another has that row's key, a foreign key is content all the same:
/// one person's notes would stand in another person's account.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "sql/rows.h"
#include "winnow/store.hpp"

namespace winnow::sql {

/// The copies of one table in a call that puts rows back.
struct Kin {
  const Table& table;
  std::vector<std::size_t> places;             ///< of them in the call
  std::vector<const winnow_piece*> displaced;  ///< those of rows that do not live as they were copied
  /// A copy's texts of these columns; nullopt: it has not all of them.
  std::function<std::optional<std::vector<Param>>(std::string_view content, std::span<const std::string> names)>
      values;
};

/// The pieces among `written`, whose rows stand there now, that refer to a stranger: a row with the values to which
/// foreign keys lead of a displaced one. A reference is asked by its own columns alone. Throws Error.
std::set<std::size_t> hanging_on_strangers(const Dialect& dialect, Driver& driver, std::span<const Kin> tables,
                                           std::span<const winnow_piece> pieces,
                                           const std::set<std::size_t>& written);

}  // namespace winnow::sql
