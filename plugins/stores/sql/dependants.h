/// The rows that go when others are deleted, or lose their reference to them, by foreign keys.
///
/// They are found in sets, a level at a time, and deleted from the far end: the server then has nothing left to
/// delete by itself, of which there would be no copy. What a foreign key makes NULL the server does itself.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sql/dependant_graph.h"
#include "sql/rows.h"
#include "winnow/store.hpp"

namespace winnow::sql {

/// A row that hangs on another one.
struct Dependant {
  std::size_t table = 0;  ///< of Dependants::table()
  std::string key;
  std::string content;  ///< its copy, or what its reference was (copied.h); empty where rows are only counted
};

/// Thread rule: one thread.
class Dependants {
 public:
  /// `counted`: for the plan, keys alone. `nearest`: the same, up to further rows of the items' own table.
  /// `locked`: for remove(), inside its transaction, until whose end the tables keep their form and their rows stay
  /// as they were read.
  enum class Reading { counted, nearest, locked };

  /// What hangs on the rows of `table` with these keys, the items; in `locked` those are locked already. Throws
  /// Error(WINNOW_DENIED) for a table of which rows could not go along and come back.
  Dependants(const Dialect& dialect, Driver& driver, const Table& table, std::span<const std::string_view> keys,
             Reading reading);
  Dependants(const Dependants&) = delete;
  Dependants& operator=(const Dependants&) = delete;

  struct Kept {
    std::string why;
    std::string referrer;  ///< the target of the rows because of which; empty: it is something else
  };
  /// The items that cannot go, by their places among the keys.
  const std::map<std::size_t, Kept>& kept() const { return kept_; }

  /// Calls for all that hangs on an item, each before what it hangs on itself, and none twice.
  enum class Fate { goes, loses_its_reference };
  using Visit = std::function<void(const Dependant& row, Fate fate)>;
  void each_of(std::size_t item, const Visit& visit) const;
  /// How many rows hang on each other below an item.
  std::size_t levels_below(std::size_t item) const { return graph_.levels_below(item); }
  /// The same in any order, up to further rows of the items' own table.
  void each_near(std::size_t item, const Visit& visit) const;
  /// The same for all items, each row once, and not the items themselves.
  void each(const Visit& visit) const;
  /// The items that go along with this one, or lose their reference to it.
  std::vector<std::size_t> items_of(std::size_t item) const;

  std::size_t tables() const { return branches_.size(); }
  /// The items' own first.
  const Table& table(std::size_t n) const { return branches_[n].table; }
  std::string header(std::size_t table) const { return branches_[table].reader.header(); }

  /// Deletes what hangs on these items, and lets `erase_items` delete the items, each when nothing hangs on it any
  /// more. Throws Error(WINNOW_BROKEN) where something else than these was deleted, or still refers to them.
  void erase(std::span<const std::size_t> items,
             const std::function<void(std::span<const std::string_view> keys)>& erase_items) const;

 private:
  struct Branch {
    Branch(const Dialect& dialect, Table described) : table(std::move(described)), reader(dialect, table) {}
    Table table;
    RowReader reader;
    std::unordered_map<std::string, std::size_t> rows;  ///< of rows_, by key
    std::optional<std::vector<std::size_t>> steady;     ///< columns of a row that stay as they are when others go
  };
  /// A row that stays and loses its reference to one that goes.
  struct Unbound {
    Dependant row;
    std::size_t parent;
    std::vector<std::size_t> columns;  ///< of its table
  };
  using Numbers = std::vector<std::size_t>;
  /// A row that refers to the one with number `parent`, in the reader's columns.
  using Referring = std::function<void(std::size_t parent, std::span<const Cell> row)>;

  std::optional<std::size_t> known_branch(const Reference& reference) const;
  std::size_t branch_of(const Reference& reference);
  const std::vector<std::size_t>& steady_columns(Branch& branch);
  bool is_locked() const { return reading_ == Reading::locked; }
  Numbers follow(std::size_t table, std::span<const std::size_t> parents);
  void each_referring(std::size_t table, const Reference& reference, const RowReader& reader, Reading reading,
                      std::span<const std::size_t> parents, const Referring& visit);
  void keep_locked(const Table& parent, const std::string& query, std::span<const Param> params,
                   const std::unordered_map<std::string_view, std::size_t>& by_key,
                   std::unordered_map<std::size_t, std::size_t> found);
  void keep_referenced(std::size_t table);
  void keep_where_one_stays(std::size_t table, const Reference& reference, std::size_t child,
                            std::span<const std::size_t> parents);
  void each_unbound(std::size_t row, const Visit& visit) const;
  void keep_unbound_twice();
  void keep_circles();
  void keep_for(std::size_t row, const std::string& referrer);
  void erase_rows(std::size_t table, std::span<const std::string_view> keys) const;
  void require_unbound(const std::vector<bool>& gone) const;

  const Dialect& dialect_;
  Driver& driver_;
  const Reading reading_;
  DependantGraph graph_;
  std::deque<Branch> branches_;
  std::deque<Dependant> rows_;  ///< as numbered in graph_
  std::vector<Unbound> unbound_;
  std::vector<Numbers> unbound_of_;                    ///< of unbound_, of each row
  std::vector<std::pair<std::size_t, Kept>> staying_;  ///< rows that cannot go, and all on which they hang
  std::map<std::size_t, Kept> kept_;
};

/// What Store::dependants(), dependant_rows() and referrers() answer of these rows of a table.
std::vector<DependantCount> count_dependants(const Dialect& dialect, Driver& driver, const Table& table,
                                             std::span<const std::string_view> keys);
std::vector<DependantRow> nearest_dependants(const Dialect& dialect, Driver& driver, const Table& table,
                                             std::span<const std::string_view> keys);
std::vector<Referrer> referrers_of(const Dialect& dialect, Driver& driver, const Table& table,
                                   std::span<const std::string_view> keys);

/// The same of rows on which nothing may hang at all.
inline void each_of(const std::optional<Dependants>& dependants, std::size_t item, const Dependants::Visit& visit) {
  if (dependants) dependants->each_of(item, visit);
}

}  // namespace winnow::sql
