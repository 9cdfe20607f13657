#include "strangers.h"

namespace winnow::sqlite {
namespace {

/// The first columns of the row on which a statement stands.
std::string values_of(const Statement& row, std::size_t width) {
  std::string out;
  for (std::size_t i = 0; i < width; ++i) {
    append_json(out, cell(row.get(), static_cast<int>(i)));
    out += ',';
  }
  return out;
}

std::string parent_columns(const sql::Reference& reference) {
  std::string out;
  for (const std::string& column : reference.parent_columns)
    out += (out.empty() ? "winnow_parent." : ", winnow_parent.") + identifier(column);
  return out;
}

}  // namespace

void Strangers::displaced(const winnow_piece& row) {
  CopiedTable& table = tables_.of(row);
  if (table.obstacle().empty()) displaced_[table.table().name].push_back(&row);
}

void Strangers::find_taken(Link& link, CopiedTable& parent, const sql::Reference& reference) {
  std::string query = "SELECT " + parent_columns(reference) + " FROM main." + identifier(parent.table().name) +
                      " AS winnow_parent WHERE ";
  for (std::size_t i = 0; i < link.width; ++i) {
    query += (i > 0 ? " AND winnow_parent." : "winnow_parent.") + identifier(reference.parent_columns[i]) + " = ?" +
             std::to_string(i + 1);
  }
  Statement living(connection_, query);
  for (const winnow_piece* row : displaced_[parent.table().name]) {
    living.reset();
    bool is_known = true;
    for (std::size_t i = 0; i < link.width; ++i) {
      const Stored* value = parent.value(view(row->content), reference.parent_columns[i]);
      if (value != nullptr) value->bind(living, static_cast<int>(i) + 1);
      is_known = is_known && value != nullptr;
    }
    while (is_known && living.step()) link.taken.insert(values_of(living, link.width));
  }
}

std::vector<Strangers::Link>& Strangers::links_of(CopiedTable& child) {
  const std::string& name = child.table().name;
  const auto known = links_.find(name);
  if (known != links_.end()) return known->second;
  std::vector<Link>& out = links_[name];
  for (const auto& [target, rows] : displaced_) {
    CopiedTable& parent = tables_.of(*rows.front());
    for (const sql::Reference& reference : references_to(connection_, parent.table())) {
      if (reference.child != name) continue;
      Link link{{reference.child_columns.begin(), reference.child_columns.end()},
                {},
                nullptr,
                reference.child_columns.size()};
      find_taken(link, parent, reference);
      if (link.taken.empty()) continue;
      std::string query = "SELECT " + parent_columns(reference) + " FROM main." + identifier(name) +
                          " CROSS JOIN main." + identifier(target) + " AS winnow_parent WHERE " +
                          key_condition(child.table(), 1, identifier(name) + ".");
      for (std::size_t i = 0; i < link.width; ++i) {
        query += " AND winnow_parent." + identifier(reference.parent_columns[i]) + " = " + identifier(name) + "." +
                 identifier(reference.child_columns[i]);
      }
      link.parent = std::make_unique<Statement>(connection_, query);
      out.push_back(std::move(link));
    }
  }
  return out;
}

bool Strangers::refers(const winnow_piece& piece) {
  CopiedTable& child = tables_.of(piece);
  std::set<std::string> written;
  if (is_reference(view(piece.content))) {
    for (const NamedValue& part : parse_reference(view(piece.content))) written.insert(part.column);
  }
  const auto key = parse_key(child.table(), view(piece.key));
  for (Link& link : links_of(child)) {
    if (!written.empty() && written != link.columns) continue;
    link.parent->reset();
    bind_key(*link.parent, 1, *key);
    const bool is_stranger = link.parent->step() && link.taken.contains(values_of(*link.parent, link.width));
    link.parent->reset();
    if (is_stranger) return true;
  }
  return false;
}

}  // namespace winnow::sqlite
