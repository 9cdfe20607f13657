/// The text that names a row, and the values behind it.
///
///   INTEGER PRIMARY KEY 42      "42"
///   TEXT PRIMARY KEY 'abc'      "abc"
///   anything else               "[7,\"a\"]", the key's values as in content.h: composite keys, BLOBs, REALs, and
///                               texts that begin with '[' (so that no two keys have one text) or are not UTF-8
///   a NULL in it, '', or a view  "" - the row has no usable key, and the host leaves it alone
///
/// Thread rule: plain functions.
#pragma once

#include <optional>
#include <span>

#include "catalog.h"
#include "content.h"

namespace winnow::sqlite {

/// Appends the key of a row to `out`; `columns`: the table's stored ones.
void append_key(std::string& out, const Table& table, std::span<const Cell> columns);

/// nullopt: no row of this table can have that key.
std::optional<std::vector<Stored>> parse_key(const Table& table, std::string_view key);

/// "k1 = ?1 AND k2 = ?2", for the values of parse_key(), each in the collation of the primary key's own index,
/// which may be another than the column's. `first`: the number of the first parameter; `of`: "alias." before each
/// column.
std::string key_condition(const Table& table, int first, std::string_view of = {});
/// "k1, k2" in the same collations: the order in which the primary key's index runs.
std::string key_order(const Table& table);
int bind_key(Statement& statement, int first, const std::vector<Stored>& key);

}  // namespace winnow::sqlite
