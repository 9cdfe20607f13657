#include "sql/dependants.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "sql/dependant_tables.h"
#include "sql/reference_copy.h"

namespace winnow::sql {

Dependants::Dependants(const Dialect& dialect, Driver& driver, const Table& table,
                       std::span<const std::string_view> keys, Reading reading)
    : dialect_(dialect), driver_(driver), reading_(reading), graph_(keys.size()), unbound_of_(keys.size()) {
  Branch& own = branches_.emplace_back(dialect, reading == Reading::locked ? table : keys_alone(table));
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
      for (const std::size_t row : follow(of, rows)) {
        if (reading != Reading::nearest || rows_[row].table != 0) level.push_back(row);
      }
    }
  }
  if (reading == Reading::nearest) return;
  for (std::size_t n = 0; n < branches_.size(); ++n) keep_referenced(n);
  // A row that goes itself goes before the server would change it.
  for (const Unbound& one : unbound_) {
    const auto& rows = branches_[one.row.table].rows;
    if (const auto itself = rows.find(one.row.key); itself != rows.end())
      graph_.go_before(itself->second, one.parent);
  }
  keep_unbound_twice();
  if (!dialect_.lets_circles_go()) keep_circles();
  for (const auto& [row, why] : staying_) {
    for (const std::size_t item : graph_.items_above(row)) kept_.emplace(item, why);
  }
}

std::optional<std::size_t> Dependants::known_branch(const Reference& reference) const {
  for (std::size_t n = 0; n < branches_.size(); ++n) {
    if (branches_[n].table.name == reference.child_name) return n;
  }
  return std::nullopt;
}

std::size_t Dependants::branch_of(const Reference& reference) {
  std::optional<std::size_t> known = known_branch(reference);
  if (!known) {
    if (is_locked()) dialect_.keep_form(driver_, reference.child);
    Table child = describe_child(dialect_, driver_, reference);
    known = branches_.size();
    branches_.emplace_back(dialect_, is_locked() ? std::move(child) : keys_alone(child));
  }
  const Table& child = branches_[*known].table;
  if (const auto obstacle = obstacle_to(child, reference.rule))
    throw Error(WINNOW_DENIED, "\"" + child.target + "\", which goes along: " + *obstacle);
  return *known;
}

/// By which a row is known again that loses a reference: those that a foreign key makes NULL, or the server writes
/// by itself, are others by then.
const std::vector<std::size_t>& Dependants::steady_columns(Branch& branch) {
  if (branch.steady) return *branch.steady;
  const std::set<std::string> made_null = dialect_.columns_made_null(driver_, branch.table);
  branch.steady.emplace();
  for (std::size_t i = 0; i < branch.table.columns.size(); ++i) {
    const Column& column = branch.table.columns[i];
    if (!column.generated && !column.stamped && !made_null.contains(column.name)) branch.steady->push_back(i);
  }
  return *branch.steady;
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
    std::vector<std::size_t> columns, others;
    if (reference.rule == Rule::set_null && is_locked()) {
      for (const std::string& name : reference.child_columns) columns.push_back(place_of(branch.table, name));
      std::ranges::copy_if(steady_columns(branch), std::back_inserter(others), [&columns](std::size_t one) {
        return std::ranges::find(columns, one) == columns.end();
      });
    }
    each_referring(table, reference, reader, reading_, parents, [&](std::size_t parent, std::span<const Cell> row) {
      std::string key = reader.key(row);
      if (key.empty() && !dialect_.parse_key(branch.table, key)) {
        staying_.push_back({parent, {"a row that hangs on it has no key", ""}});
        return;
      }
      if (child == table && key == rows_[parent].key) return;  // it refers to itself
      if (reference.rule == Rule::set_null) {
        std::string content;
        if (is_locked()) content = reference_content(dialect_, branch.table, columns, others, row);
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
      if (is_locked() && content.empty()) content = reader.copy(row);
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
      if (auto values = dialect_.parse_key(parent, rows_[row].key)) parsed.push_back(std::move(*values));
    }
    if (parsed.empty()) continue;
    std::vector<Param> params;
    const std::string these = dialect_.has_key(parent, parsed, params);
    const std::string rows = " FROM " + reference.child_name + " JOIN (SELECT " + shown + " FROM " + parent.name +
                             " WHERE " + these + ") AS winnow_parent ON " + same;
    std::unordered_map<std::size_t, std::size_t> found;
    driver_.query(
        "SELECT " + reader.list() + ", " + keys + rows + (reading == Reading::locked ? dialect_.lock_rows() : ""),
        params, [&](std::span<const Cell> row) {
          const auto at = by_key.find(dialect_.key_of(parent, row.subspan(reader.width())));
          if (at == by_key.end()) return Next::more;
          ++found[at->second];
          visit(at->second, row.first(reader.width()));
          return Next::more;
        });
    if (reading == Reading::locked && !dialect_.lock_rows().empty())
      keep_locked(parent, "SELECT " + keys + rows, params, by_key, found);
  }
}

/// Rows that refer to a parent and were not found are held by another session, which may let them refer elsewhere:
/// no new ones can come, since the parents are locked. `query`: the keys of all parents, once for each such row.
void Dependants::keep_locked(const Table& parent, const std::string& query, std::span<const Param> params,
                             const std::unordered_map<std::string_view, std::size_t>& by_key,
                             std::unordered_map<std::size_t, std::size_t> found) {
  driver_.query(query, params, [&](std::span<const Cell> key) {
    const auto at = by_key.find(dialect_.key_of(parent, key));
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

void Dependants::each_of(std::size_t item, const Visit& visit) const {
  for (const std::size_t row : graph_.below(item)) {
    each_unbound(row, visit);
    visit(rows_[row], Fate::goes);
  }
  each_unbound(item, visit);
}

void Dependants::each_unbound(std::size_t row, const Visit& visit) const {
  for (const std::size_t one : unbound_of_[row]) visit(unbound_[one].row, Fate::loses_its_reference);
}

void Dependants::each_near(std::size_t item, const Visit& visit) const {
  Numbers todo{item};
  std::set<std::size_t> seen{item};
  while (!todo.empty()) {
    const std::size_t here = todo.back();
    todo.pop_back();
    each_unbound(here, visit);
    for (const std::size_t row : graph_.on(here)) {
      if (!seen.insert(row).second) continue;
      visit(rows_[row], Fate::goes);
      if (rows_[row].table != 0) todo.push_back(row);
    }
  }
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
