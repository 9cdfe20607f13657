#include "sql/dependant_tables.h"

#include <deque>
#include <set>

namespace winnow::sql {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace

std::optional<std::string> obstacle_to(const Table& child, Rule rule) {
  if (child.key.empty()) return "has no primary key";
  if (rule == Rule::set_null && !child.on_update.empty()) return child.on_update + " acts when a row is changed";
  for (const Fact& fact : child.facts) {
    const bool blocks =
        fact.kind == WINNOW_FACT_BLOCKER || (fact.kind == WINNOW_FACT_TRIGGER && rule == Rule::cascade);
    if (blocks) return fact.name + " " + fact.detail;
  }
  return std::nullopt;
}

std::string refused_default(const Reference& reference) {
  return "rows of \"" + reference.child +
         "\" would get a default reference (ON DELETE SET DEFAULT), which no copy would hold; let its foreign key "
         "restrict";
}

Table describe_child(const Dialect& dialect, Driver& driver, const Reference& reference) {
  try {
    return dialect.describe(driver, reference.child);
  } catch (const Error& error) {
    if (error.code() != WINNOW_BAD_CONFIG) throw;
    throw Error(WINNOW_DENIED, "rows of \"" + reference.child +
                                   "\", which this account may not see, would go along; grant it SELECT, UPDATE, "
                                   "DELETE and INSERT there");
  }
}

Table keys_alone(const Table& table) {
  Table out = table;
  out.columns.clear();
  out.notes.clear();
  out.key.clear();
  for (const std::size_t column : table.key) {
    out.key.push_back(out.columns.size());
    out.columns.push_back(table.columns[column]);
  }
  return out;
}

std::vector<Fact> facts_of_dependants(const Dialect& dialect, Driver& driver, const Table& table) {
  std::vector<Fact> out;
  std::set<std::string> seen{table.target};
  std::deque<Table> todo{table};
  for (; !todo.empty(); todo.pop_front()) {
    const Table& parent = todo.front();
    for (const Reference& reference : parent.references) {
      if (reference.rule == Rule::set_default)
        out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "set_default", refused_default(reference)});
      if (!reference.takes_along()) continue;
      // Its own rows, too, where tables refer to each other in a circle: those may be what has to stay.
      if (parent.target == table.target || reference.child == table.target) {
        const bool goes = reference.rule == Rule::cascade;
        out.push_back(
            {WINNOW_FACT_DEPENDANT, WINNOW_NULL, reference.child,
             (goes ? "cascade on " : "set null on ") + reference.child + "." + joined(reference.child_columns)});
      }
      std::optional<std::string> obstacle;
      std::optional<Table> child;
      try {
        child = describe_child(dialect, driver, reference);
        obstacle = obstacle_to(*child, reference.rule);
      } catch (const Error& error) {
        if (error.code() != WINNOW_DENIED) throw;
        obstacle = error.what();
      }
      if (obstacle) {
        out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "dependants",
                       "rows of \"" + reference.child + "\" hang on \"" + parent.target + "\": " + *obstacle});
      }
      if (reference.rule == Rule::cascade && child && seen.insert(reference.child).second)
        todo.push_back(std::move(*child));
    }
  }
  return out;
}

}  // namespace winnow::sql
