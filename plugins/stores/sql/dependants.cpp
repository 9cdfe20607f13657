#include "sql/dependants.h"

#include <algorithm>
#include <set>

#include "sql/copied.h"
#include "sql/dependant_tables.h"
#include "sql/server_store.h"

namespace winnow::sql {
namespace {

/// The table with no other columns than those of its key.
Table keys_alone(const Table& table) {
  Table out = table;
  out.columns.clear();
  out.key.clear();
  for (const std::size_t column : table.key) {
    out.key.push_back(out.columns.size());
    out.columns.push_back(table.columns[column]);
  }
  return out;
}

}  // namespace

Dependants::Dependants(const Dialect& dialect, Driver& driver, const Table& table,
                       std::span<const std::string_view> keys, Reading reading)
    : dialect_(dialect), driver_(driver), reading_(reading), graph_(keys.size()), unbound_of_(keys.size()) {
  Branch& own = branches_.emplace_back(dialect, reading == Reading::counted ? keys_alone(table) : table);
  Numbers level;
  for (const std::string_view key : keys) {
    own.rows.emplace(key, rows_.size());
    level.push_back(rows_.size());
    rows_.push_back({0, std::string(key), {}});
  }
  while (!level.empty()) {
    std::map<std::size_t, Numbers> by_table;
    for (const std::size_t row : level) by_table[rows_[row].table].push_back(row);
    level.clear();
    for (const auto& [of, rows] : by_table) {
      const Numbers found = follow(of, rows);
      level.insert(level.end(), found.begin(), found.end());
    }
  }
  for (std::size_t n = 0; n < branches_.size(); ++n) keep_referenced(n);
  // A row that goes itself goes before the server would change it.
  for (const Unbound& one : unbound_) {
    const auto& rows = branches_[one.row.table].rows;
    if (const auto itself = rows.find(one.row.key); itself != rows.end())
      graph_.go_before(itself->second, one.parent);
  }
  keep_circles();
  for (const auto& [row, why] : staying_) {
    for (const std::size_t item : graph_.items_above(row)) kept_.emplace(item, why);
  }
}

std::optional<std::size_t> Dependants::known_branch(std::string_view target) const {
  for (std::size_t n = 0; n < branches_.size(); ++n) {
    if (branches_[n].table.target == target) return n;
  }
  return std::nullopt;
}

std::size_t Dependants::branch_of(const Reference& reference) {
  std::optional<std::size_t> known = known_branch(reference.child);
  if (!known) {
    if (reading_ == Reading::locked) dialect_.keep_form(driver_, reference.child);
    Table child = describe_child(dialect_, driver_, reference);
    known = branches_.size();
    branches_.emplace_back(dialect_, reading_ == Reading::counted ? keys_alone(child) : std::move(child));
  }
  const Table& child = branches_[*known].table;
  if (const auto obstacle = obstacle_to(child, reference.rule))
    throw Error(WINNOW_DENIED, "\"" + child.target + "\", which goes along: " + *obstacle);
  return *known;
}

/// Answers the rows that are new.
Dependants::Numbers Dependants::follow(std::size_t table, std::span<const std::size_t> parents) {
  Numbers out;
  for (const Reference& reference : branches_[table].table.references) {
    if (reference.rule == Rule::set_default) throw Error(WINNOW_DENIED, refused_default(reference));
    if (!reference.takes_along()) continue;
    const std::size_t child = branch_of(reference);
    Branch& branch = branches_[child];
    const RowReader& reader = branch.reader;
    std::vector<std::size_t> columns;
    if (reference.rule == Rule::set_null && reading_ == Reading::locked) {
      for (const std::string& name : reference.child_columns)
        columns.push_back(static_cast<std::size_t>(&column_of(branch.table, name) - branch.table.columns.data()));
    }
    each_referring(table, reference, reader, reading_, parents, [&](std::size_t parent, std::span<const Cell> row) {
      std::string key = reader.key(row);
      if (child == table && key == rows_[parent].key) return;  // it refers to itself
      if (reference.rule == Rule::set_null) {
        std::string content;
        if (reading_ == Reading::locked) content = reference_content(branch.table, columns, row);
        unbound_of_[parent].push_back(unbound_.size());
        unbound_.push_back({{child, std::move(key), std::move(content)}, parent, columns});
        return;
      }
      const auto [at, is_new] = branch.rows.try_emplace(key, rows_.size());
      if (is_new) {
        out.push_back(graph_.add());
        rows_.push_back({child, std::move(key), {}});
        unbound_of_.emplace_back();
      }
      std::string& content = rows_[at->second].content;
      if (reading_ == Reading::locked && content.empty()) content = reader.copy(row);
      graph_.hang(at->second, parent);
    });
  }
  return out;
}

void Dependants::each_referring(std::size_t table, const Reference& reference, const RowReader& reader,
                                Reading reading, std::span<const std::size_t> parents, const Referring& visit) {
  const Table& parent = branches_[table].table;
  std::string keys, shown, same;
  for (std::size_t i = 0; i < parent.key.size(); ++i) {
    const std::string name = "winnow_k" + std::to_string(i);
    keys += (i == 0 ? "" : ", ") + name;
    shown += (i == 0 ? "" : ", ") + dialect_.read(parent.columns[parent.key[i]]) + " AS " + name;
  }
  for (std::size_t i = 0; i < reference.parent_columns.size(); ++i) {
    const std::string name = "winnow_p" + std::to_string(i);
    shown += ", " + dialect_.identifier(reference.parent_columns[i]) + " AS " + name;
    same += (i == 0 ? "" : " AND ") + ("winnow_parent." + name) + " " + reference.equals[i] + " " +
            reference.child_name + "." + dialect_.identifier(reference.child_columns[i]);
  }
  for (std::size_t begin = 0; begin < parents.size(); begin += kKeysAtOnce) {
    const auto some = parents.subspan(begin, std::min(kKeysAtOnce, parents.size() - begin));
    std::unordered_map<std::string_view, std::size_t> by_key;
    std::vector<std::vector<std::string>> parsed;
    for (const std::size_t row : some) {
      by_key.emplace(rows_[row].key, row);
      if (auto values = parse_key(parent, rows_[row].key)) parsed.push_back(std::move(*values));
    }
    std::vector<Param> params;
    const std::string these = dialect_.has_key(parent, parsed, params);
    const std::string rows = " FROM " + reference.child_name + " JOIN (SELECT " + shown + " FROM " + parent.name +
                             " WHERE " + these + ") AS winnow_parent ON " + same;
    std::unordered_map<std::size_t, std::size_t> found;
    driver_.query(
        "SELECT " + reader.list() + ", " + keys + rows + (reading == Reading::locked ? dialect_.lock_rows() : ""),
        params, [&](std::span<const Cell> row) {
          const auto at = by_key.find(key_of(row.subspan(reader.width())));
          if (at == by_key.end()) return Next::more;
          ++found[at->second];
          visit(at->second, row.first(reader.width()));
          return Next::more;
        });
    if (reading == Reading::locked) keep_locked("SELECT " + keys + rows, params, by_key, found);
  }
}

/// Rows that refer to a parent and were not found are held by another session, which may let them refer elsewhere:
/// no new ones can come, since the parents are locked. `query`: the keys of all parents, once for each such row.
void Dependants::keep_locked(const std::string& query, std::span<const Param> params,
                             const std::unordered_map<std::string_view, std::size_t>& by_key,
                             std::unordered_map<std::size_t, std::size_t> found) {
  driver_.query(query, params, [&](std::span<const Cell> key) {
    const auto at = by_key.find(key_of(key));
    if (at == by_key.end()) return Next::more;
    std::size_t& left = found[at->second];
    if (left == 0) {
      staying_.push_back({at->second, {"locked", ""}});
    } else {
      --left;
    }
    return Next::more;
  });
}

/// Rows that a foreign key which restricts keeps, unless what refers to them goes along with the same items.
void Dependants::keep_referenced(std::size_t table) {
  const Branch& branch = branches_[table];
  Numbers parents;
  for (const auto& [key, row] : branch.rows) parents.push_back(row);
  std::ranges::sort(parents);
  for (const Reference& reference : branch.table.references) {
    if (reference.rule != Rule::restrict) continue;
    if (const auto child = known_branch(reference.child)) {
      keep_where_one_stays(table, reference, *child, parents);
      continue;
    }
    std::string same;
    for (std::size_t i = 0; i < reference.child_columns.size(); ++i) {
      same += (same.empty() ? "" : " AND ") + branch.table.name + "." +
              dialect_.identifier(reference.parent_columns[i]) + " " + reference.equals[i] + " c." +
              dialect_.identifier(reference.child_columns[i]);
    }
    KeyedQuery query;
    query.more =
        ", CASE WHEN EXISTS (SELECT 1 FROM " + reference.child_name + " c WHERE " + same + ") THEN 1 ELSE 0 END";
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

void Dependants::keep_circles() {
  Numbers items;
  for (std::size_t item = 0; graph_.is_item(item); ++item) items.push_back(item);
  for (const std::size_t row : graph_.order(items).circle) {
    const std::string& target = branches_[rows_[row].table].table.target;
    staying_.push_back({row, {"rows of " + target + " refer to each other in a circle", target}});
  }
}

void Dependants::each_of(std::size_t item, const Visit& visit) const {
  const auto unbound = [&](std::size_t row) {
    for (const std::size_t one : unbound_of_[row]) visit(unbound_[one].row, Fate::loses_its_reference);
  };
  for (const std::size_t row : graph_.below(item)) {
    unbound(row);
    visit(rows_[row], Fate::goes);
  }
  unbound(item);
}

void Dependants::each(const Visit& visit) const {
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (!graph_.is_item(row)) visit(rows_[row], Fate::goes);
  }
  for (const Unbound& one : unbound_) visit(one.row, Fate::loses_its_reference);
}

Dependants::Numbers Dependants::items_of(std::size_t item) const {
  Numbers out;
  const auto& own = branches_.front().rows;
  each_of(item, [&](const Dependant& row, Fate) {
    if (row.table != 0) return;
    const auto at = own.find(row.key);
    if (at != own.end() && graph_.is_item(at->second)) out.push_back(at->second);
  });
  return out;
}

}  // namespace winnow::sql
