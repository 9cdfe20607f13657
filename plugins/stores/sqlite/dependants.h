/// The rows of other tables (or of the same) that go, or lose their reference, when a row is deleted.
///
/// Only foreign keys are followed: what triggers do is asked of delete_triggers(). Thread rule: one thread at a
/// time.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "rows.h"

namespace winnow::sqlite {

struct Dependant {
  std::string target;
  std::string key;
  std::string content;  ///< the row, or a reference (content.h)
};

struct Along {
  std::vector<Dependant> rows;  ///< each before what it hangs on
  std::size_t levels = 0;       ///< how many hang on each other at the most
};

class Dependants {
 public:
  explicit Dependants(Connection& connection) : connection_(connection) {}
  Dependants(const Dependants&) = delete;
  Dependants& operator=(const Dependants&) = delete;

  /// All that hangs on the row. nullopt: one of them has no usable key, so that no
  /// copy could be brought back. Throws Error(WINNOW_DENIED) for ON DELETE SET DEFAULT, Error(WINNOW_UNSUPPORTED)
  /// for a dependent table without a primary key.
  std::optional<Along> of(const Table& table, std::string_view key);
  /// The same, without what is in `seen` (target and key) and what hangs on that; adds what it finds.
  using Names = std::set<std::pair<std::string, std::string>>;
  std::optional<Along> of(const Table& table, std::string_view key, Names& seen);

  /// What hangs on the row, up to the next rows of its own table. nullopt: as of().
  std::optional<std::vector<Dependant>> nearest(const Table& table, std::string_view key);

  /// DELETE of a row that of() named; as SQLite answers.
  int erase(const Dependant& row);

  /// The table of a row that refers to this one, or to one of `along` (as of() answered), without going with them:
  /// its foreign key restricts or has no action, or would set a NULL where none may stand.
  std::optional<std::string> keeper_of(const Table& table, std::string_view key, std::span<const Dependant> along);

  /// The header for the bin of a target that of() named.
  std::string header(const std::string& target);

 private:
  struct Link;
  struct Node {
    Node(Connection& connection, Found found)
        : table(std::move(found.table)),
          blocker(std::move(found.blocker)),
          reader(table, dangling_references(connection, table)) {}
    Table table;
    std::optional<Blocker> blocker;
    RowReader reader;
    std::unique_ptr<Statement> erase;
    std::optional<std::vector<Link>> links;  // found on first use: tables may refer to each other in a circle
  };
  /// A foreign key that refers to a node, with the query for the rows behind it.
  struct Link {
    Reference reference;
    Node* child;
    std::unique_ptr<Statement> rows;
    std::vector<int> columns;         ///< where the reference's own columns stand in a row
    std::vector<std::string> others;  ///< columns that stay as they are when it is set to NULL
    std::vector<int> places;          ///< of these in a row
  };
  /// A row whose dependants are being looked at: `rows` hang on it, those before `next` are done.
  struct Level {
    std::vector<Dependant> rows;
    std::vector<Node*> nodes;  ///< of each of `rows`
    std::size_t next = 0;
  };

  Node& node(const std::string& table);
  std::vector<Link>& links(Node& parent);
  std::optional<Level> below(Node& parent, std::string_view key);
  bool is_kept(Node& parent, std::string_view key, const Names& goes, std::string& keeper);

  Connection& connection_;
  std::map<std::string, std::unique_ptr<Node>> nodes_;
};

}  // namespace winnow::sqlite
