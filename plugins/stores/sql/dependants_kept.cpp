// What of the items, and of what hangs on them, cannot go.
#include <algorithm>
#include <set>

#include "sql/dependant_tables.h"
#include "sql/dependants.h"

namespace winnow::sql {

/// Rows that a foreign key which restricts keeps, unless what refers to them goes along with the same items.
void Dependants::keep_referenced(std::size_t table) {
  const Branch& branch = branches_[table];
  Numbers parents;
  for (const auto& [key, row] : branch.rows) parents.push_back(row);
  std::ranges::sort(parents);
  for (const Reference& reference : branch.table.references) {
    if (reference.rule != Rule::restrict) continue;
    if (const auto child = known_branch(reference)) {
      keep_where_one_stays(table, reference, *child, parents);
      continue;
    }
    KeyedQuery query;
    query.more = ", CASE WHEN EXISTS (SELECT 1 FROM " + reference.child_name + " c WHERE " +
                 dialect_.refers(reference, branch.table.name, "c") + ") THEN 1 ELSE 0 END";
    std::vector<std::string_view> keys;
    for (const std::size_t row : parents) keys.push_back(rows_[row].key);
    each_with_key(dialect_, driver_, branch.table, branch.reader, keys, query,
                  [&](std::size_t at, std::span<const Cell> row) {
                    if (row[branch.reader.width()] == "1") keep_for(parents[at], reference.child);
                  });
  }
}

void Dependants::keep_where_one_stays(std::size_t table, const Reference& reference, std::size_t child,
                                      std::span<const std::size_t> parents) {
  const Table keys = keys_alone(branches_[child].table);
  const RowReader reader(dialect_, keys);
  std::vector<std::pair<std::size_t, std::size_t>> both_go;
  each_referring(table, reference, reader, Reading::counted, parents,
                 [&](std::size_t parent, std::span<const Cell> row) {
                   const auto at = branches_[child].rows.find(reader.key(row));
                   if (at == branches_[child].rows.end()) return keep_for(parent, reference.child);
                   if (at->second != parent) both_go.emplace_back(at->second, parent);
                 });
  for (const auto& [row, parent] : both_go) {
    const Numbers above = graph_.items_above(row);
    for (const std::size_t item : graph_.items_above(parent)) {
      if (!std::ranges::binary_search(above, item)) keep_for(item, reference.child);
    }
    graph_.go_before(row, parent);
  }
}

void Dependants::keep_for(std::size_t row, const std::string& referrer) {
  staying_.push_back({row, {"referenced by " + referrer, referrer}});
}

/// Where two references of a row share a column, the first that becomes NULL takes the other with it, and none
/// could be told from its copy again.
void Dependants::keep_unbound_twice() {
  std::map<std::pair<std::size_t, std::string>, std::vector<const Unbound*>> rows;
  for (const Unbound& one : unbound_) rows[{one.row.table, one.row.key}].push_back(&one);
  for (const auto& [place, references] : rows) {
    std::set<std::size_t> columns;
    const bool share = std::ranges::any_of(references, [&columns](const Unbound* one) {
      return !std::ranges::all_of(one->columns, [&](std::size_t column) { return columns.insert(column).second; });
    });
    if (!share) continue;
    const std::string& target = branches_[place.first].table.target;
    for (const Unbound* one : references)
      staying_.push_back(
          {one->parent, {"rows of " + target + " would lose two references that share a column", target}});
  }
}

void Dependants::keep_circles() {
  Numbers items;
  for (std::size_t item = 0; graph_.is_item(item); ++item) items.push_back(item);
  for (const std::size_t row : graph_.order(items).circle) {
    const std::string& target = branches_[rows_[row].table].table.target;
    staying_.push_back(
        {row, {"it hangs together with rows of " + target + " that refer to each other in a circle", target}});
  }
}

}  // namespace winnow::sql
