#include "dependants.h"

namespace winnow::sqlite {

Dependants::Node& Dependants::node(const std::string& table) {
  auto& known = nodes_[table];
  if (!known) known = std::make_unique<Node>(require_table(connection_, table));
  return *known;
}

std::string Dependants::header(const std::string& target) {
  return node(target).reader.header();
}

std::vector<Dependants::Link>& Dependants::links(Node& parent) {
  if (parent.links) return *parent.links;
  std::vector<Link> found;
  for (Reference& reference : references_to(connection_, parent.table)) {
    if (reference.rule == Rule::restrict) continue;
    if (reference.rule == Rule::set_default) {
      throw Error(WINNOW_DENIED, "rows of \"" + reference.child +
                                     "\" would get a default reference (ON DELETE SET DEFAULT), which cannot be "
                                     "brought back");
    }
    Node& child_node = node(reference.child);
    Link link{std::move(reference), &child_node, {}, {}};
    // The parent stands left of "=": its collation and affinity decide, as they do in the foreign key itself.
    const std::string child = identifier(link.child->table.name);
    link.query = "SELECT " + link.child->reader.list() + " FROM main." + identifier(parent.table.name) +
                 " AS winnow_parent CROSS JOIN main." + child + " WHERE ";
    int parameter = 1;
    for (const std::size_t index : parent.table.key) {
      link.query += "winnow_parent." + identifier(parent.table.columns[index].name) + " = ?" +
                    std::to_string(parameter++) + " AND ";
    }
    for (std::size_t i = 0; i < link.reference.child_columns.size(); ++i) {
      const Column& column = link.child->table.column(link.reference.child_columns[i]);
      link.query += (i > 0 ? " AND " : "") + ("winnow_parent." + identifier(link.reference.parent_columns[i])) +
                    " = " + child + "." + identifier(column.name);
      link.columns.push_back(link.child->reader.place_of(column));
    }
    found.push_back(std::move(link));
  }
  return parent.links.emplace(std::move(found));
}

bool Dependants::collect(Node& parent, std::string_view key, Seen& seen, std::vector<Dependant>& out) {
  const auto values = parse_key(parent.table, key);
  if (!values) return false;
  for (Link& link : links(parent)) {
    std::vector<Dependant> rows;
    Statement query(connection_, link.query);
    bind_key(query, 1, *values);
    while (query.step()) {
      Dependant row{link.child->table.name, link.child->reader.key(query.get()), {}};
      if (row.key.empty()) return false;
      if (link.reference.rule == Rule::cascade) {
        row.content = link.child->reader.content(query.get());
      } else {
        std::vector<Cell> cells;
        for (const int column : link.columns) cells.push_back(cell(query.get(), column));
        row.content = reference_content(link.reference.child_columns, cells);
      }
      rows.push_back(std::move(row));
    }
    for (Dependant& row : rows) {
      if (!is_reference(row.content)) {
        if (!seen.emplace(row.target, row.key).second) continue;
        if (!collect(*link.child, row.key, seen, out)) return false;
      }
      out.push_back(std::move(row));
    }
  }
  return true;
}

std::optional<std::vector<Dependant>> Dependants::of(const Table& table, std::string_view key) {
  std::vector<Dependant> out;
  Seen seen{{table.name, std::string(key)}};
  if (!collect(node(table.name), key, seen, out)) return std::nullopt;
  return out;
}

}  // namespace winnow::sqlite
