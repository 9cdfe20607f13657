/// What is kept of a row that stays and loses its reference to one that goes (ON DELETE SET NULL): these of its
/// columns, each as copies hold it, and by what else it is known again.
///
///   {"reference":{"parent_id":"5"},"others":{"columns":["id","words"],"digest":"..."}}
///
/// Copies of winnow 1.0 have no "others". All throw Error(WINNOW_BROKEN) for what is none. Thread rule: plain
/// functions.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sql/dialect.h"

namespace winnow::sql {

/// Else it is the copy of a row.
inline bool is_reference(std::string_view content) {
  return content.starts_with('{');
}

std::string reference_content(const Dialect& dialect, const Table& table, std::span<const std::size_t> columns,
                              std::span<const std::size_t> others, std::span<const Cell> row);

/// The JSON object of the columns, and their names alone.
nlohmann::json reference_in(std::string_view content);
std::set<std::string> referring_columns(std::string_view content);

struct Others {
  std::vector<std::string> columns;
  std::string digest;  ///< of their values: Dialect::digest_of()
};
/// nullopt: the copy says nothing of them.
std::optional<Others> others_in(std::string_view content);

}  // namespace winnow::sql
