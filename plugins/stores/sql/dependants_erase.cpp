#include <algorithm>
#include <set>

#include "sql/dependants.h"

namespace winnow::sql {

void Dependants::erase(std::span<const std::size_t> items,
                       const std::function<void(std::span<const std::string_view>)>& erase_items) const {
  std::vector<bool> gone(rows_.size(), false);
  for (const Numbers& step : graph_.order(items).steps) {
    std::vector<std::string_view> own;
    std::map<std::size_t, std::vector<std::string_view>> along;
    for (const std::size_t row : step) {
      gone[row] = true;
      (graph_.is_item(row) ? own : along[rows_[row].table]).push_back(rows_[row].key);
    }
    for (const auto& [table, keys] : along) erase_rows(table, keys);
    erase_items(own);
  }
  require_unbound(gone);
}

void Dependants::erase_rows(std::size_t table, std::span<const std::string_view> keys) const {
  const Table& of = branches_[table].table;
  std::uint64_t erased = 0;
  for (std::size_t begin = 0; begin < keys.size(); begin += kKeysAtOnce) {
    const auto some = keys.subspan(begin, std::min(kKeysAtOnce, keys.size() - begin));
    std::vector<Param> params;
    const std::string where = has_key(dialect_, of, some, params);
    erased +=
        driver_.change("DELETE FROM " + of.name + " WHERE " + where + dialect_.these_alone(some.size()), params);
  }
  if (erased != keys.size()) {
    throw Error(WINNOW_BROKEN, "\"" + of.target + "\": " + std::to_string(erased) + " of " +
                                   std::to_string(keys.size()) + " rows that hang on others could be deleted");
  }
}

void Dependants::require_unbound(const std::vector<bool>& gone) const {
  std::map<std::pair<std::size_t, std::vector<std::size_t>>, std::set<std::string_view>> rows;
  for (const Unbound& one : unbound_) {
    const auto& known = branches_[one.row.table].rows;
    const auto itself = known.find(one.row.key);
    const bool is_gone = itself != known.end() && gone[itself->second];
    if (gone[one.parent] && !is_gone) rows[{one.row.table, one.columns}].insert(one.row.key);
  }
  for (const auto& [place, names] : rows) {
    const auto& [table, reader, known, steady] = branches_[place.first];
    const std::vector<std::string_view> keys(names.begin(), names.end());
    std::size_t unbound = 0;
    each_with_key(dialect_, driver_, table, reader, keys, {}, [&](std::size_t, std::span<const Cell> row) {
      const auto is_null = [&row](std::size_t column) { return !row[column].has_value(); };
      if (std::ranges::all_of(place.second, is_null)) ++unbound;
    });
    if (unbound == keys.size()) continue;
    throw Error(WINNOW_BROKEN, "rows of \"" + table.target + "\" did not lose their reference as foreign keys say");
  }
}

}  // namespace winnow::sql
