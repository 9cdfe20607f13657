#include "dependants.h"

#include <algorithm>

namespace winnow::sqlite {
namespace {

/// Deleting the parent keeps the child as it is, so SQLite refuses; a NULL where none may stand is refused too.
bool keeps(const Reference& reference, const Table& child) {
  if (reference.rule == Rule::restrict) return true;
  if (reference.rule != Rule::set_null) return false;
  return std::ranges::any_of(reference.child_columns, [&child](const std::string& name) {
    const Column& column = child.column(name);
    const bool is_row_number = child.integer_key && column.place == child.columns[*child.integer_key].place;
    return column.never_null || is_row_number;
  });
}

}  // namespace

Dependants::Node& Dependants::node(const std::string& table) {
  auto& known = nodes_[table];
  if (!known) known = std::make_unique<Node>(connection_, look_up(connection_, table));
  return *known;
}

std::string Dependants::header(const std::string& target) {
  return node(target).reader.header();
}

std::vector<Dependants::Link>& Dependants::links(Node& parent) {
  if (parent.links) return *parent.links;
  std::vector<Link> found;
  for (Reference& reference : references_to(connection_, parent.table)) {
    if (reference.rule == Rule::set_default) {
      throw Error(WINNOW_DENIED, "rows of \"" + reference.child +
                                     "\" would get a default reference (ON DELETE SET DEFAULT), which cannot be "
                                     "brought back");
    }
    Node& child = node(reference.child);
    if (child.blocker && !keeps(reference, child.table)) require_table(connection_, reference.child);  // throws
    Link link{std::move(reference), &child, nullptr, {}, {}, {}};
    for (const std::string& column : link.reference.child_columns) {
      link.columns.push_back(child.reader.place_of(child.table.column(column)));
    }
    if (link.reference.rule == Rule::set_null) {
      const std::set<std::string> made_null = columns_made_null(connection_, child.table);
      for (const Column& column : child.table.columns) {
        if (made_null.contains(lowered(column.name))) continue;
        link.others.push_back(column.name);
        link.places.push_back(child.reader.place_of(column));
      }
    }
    // The parent stands left of "=": its collation and affinity decide, as they do in the foreign key itself.
    const std::string name = identifier(child.table.name);
    std::string query = "SELECT " + child.reader.list() + " FROM main." + identifier(parent.table.name) +
                        " AS winnow_parent CROSS JOIN main." + name + " WHERE ";
    query += key_condition(parent.table, 1, "winnow_parent.");
    for (std::size_t i = 0; i < link.reference.child_columns.size(); ++i) {
      query += " AND winnow_parent." + identifier(link.reference.parent_columns[i]) + " = " + name + "." +
               identifier(link.reference.child_columns[i]);
    }
    link.rows = std::make_unique<Statement>(connection_, query);
    found.push_back(std::move(link));
  }
  return parent.links.emplace(std::move(found));
}

std::optional<Dependants::Level> Dependants::below(Node& parent, std::string_view key) {
  const auto values = parse_key(parent.table, key);
  if (!values) return std::nullopt;
  Level out;
  for (Link& link : links(parent)) {
    if (keeps(link.reference, link.child->table)) continue;
    link.rows->reset();
    bind_key(*link.rows, 1, *values);
    while (link.rows->step()) {
      link.child->reader.load(link.rows->get());
      Dependant row{link.child->table.name, link.child->reader.key(), {}};
      if (row.key.empty()) return std::nullopt;
      if (link.reference.rule == Rule::cascade) {
        row.content = link.child->reader.content();
      } else {
        const auto cells = [&link](const std::vector<int>& places) {
          std::vector<Cell> found;
          for (const int place : places) found.push_back(cell(link.rows->get(), place));
          return found;
        };
        row.content = reference_content(link.reference.child_columns, cells(link.columns),
                                        {link.others, digest_of(cells(link.places))});
      }
      out.rows.push_back(std::move(row));
      out.nodes.push_back(link.child);
    }
    link.rows->reset();
  }
  return out;
}

std::optional<Along> Dependants::of(const Table& table, std::string_view key) {
  Names seen;
  return of(table, key, seen);
}

// A stack of our own instead of recursion: a thread of comments may be as deep as it is long.
std::optional<Along> Dependants::of(const Table& table, std::string_view key, Names& seen) {
  Along out;
  seen.emplace(table.name, key);
  std::vector<Level> path;
  auto first = below(node(table.name), key);
  if (!first) return std::nullopt;
  path.push_back(std::move(*first));
  while (true) {
    Level& level = path.back();
    if (level.next == level.rows.size()) {
      path.pop_back();
      if (path.empty()) return out;
      Level& above = path.back();
      out.rows.push_back(std::move(above.rows[above.next++]));
      continue;
    }
    out.levels = std::max(out.levels, path.size());
    const Dependant& row = level.rows[level.next];
    if (is_reference(row.content)) {
      if (row.target == table.name && row.key == key) {  // its own reference goes and comes back with it
        ++level.next;
        continue;
      }
      out.rows.push_back(std::move(level.rows[level.next++]));
      continue;
    }
    if (!seen.emplace(row.target, row.key).second) {
      ++level.next;
      continue;
    }
    auto next = below(*level.nodes[level.next], row.key);
    if (!next) return std::nullopt;
    path.push_back(std::move(*next));
  }
}

std::optional<std::vector<Dependant>> Dependants::nearest(const Table& table, std::string_view key) {
  std::vector<Dependant> out;
  Names seen;
  std::vector<std::pair<Node*, std::string>> open = {{&node(table.name), std::string(key)}};
  while (!open.empty()) {
    const auto [parent, name] = std::move(open.back());
    open.pop_back();
    auto level = below(*parent, name);
    if (!level) return std::nullopt;
    for (std::size_t i = 0; i < level->rows.size(); ++i) {
      Dependant& row = level->rows[i];
      const bool goes_on = row.target != table.name && !is_reference(row.content);
      if (goes_on && seen.emplace(row.target, row.key).second) open.emplace_back(level->nodes[i], row.key);
      out.push_back(std::move(row));
    }
  }
  return out;
}

int Dependants::erase(const Dependant& row) {
  Node& of = node(row.target);
  const auto key = parse_key(of.table, row.key);
  if (!of.erase) {
    of.erase = std::make_unique<Statement>(
        connection_, "DELETE FROM main." + identifier(of.table.name) + " WHERE " + key_condition(of.table, 1));
  }
  bind_key(*of.erase, 1, *key);
  const int code = of.erase->try_step();
  of.erase->reset();
  return code;
}

bool Dependants::is_kept(Node& parent, std::string_view key, const Names& goes, std::string& keeper) {
  const auto values = parse_key(parent.table, key);
  if (!values) return false;
  for (Link& link : links(parent)) {
    if (!keeps(link.reference, link.child->table)) continue;
    link.rows->reset();
    bind_key(*link.rows, 1, *values);
    bool stays = false;
    while (!stays && link.rows->step()) {
      link.child->reader.load(link.rows->get());
      stays = link.child->blocker || !goes.contains({link.child->table.name, link.child->reader.key()});
    }
    link.rows->reset();
    if (!stays) continue;
    keeper = link.child->table.name;
    return true;
  }
  return false;
}

std::optional<std::string> Dependants::keeper_of(const Table& table, std::string_view key,
                                                 std::span<const Dependant> along) {
  Names goes{{table.name, std::string(key)}};
  for (const Dependant& row : along) {
    if (!is_reference(row.content)) goes.emplace(row.target, row.key);
  }
  std::string keeper;
  for (const auto& [target, name] : goes) {
    if (is_kept(node(target), name, goes, keeper)) return keeper;
  }
  return std::nullopt;
}

}  // namespace winnow::sqlite
