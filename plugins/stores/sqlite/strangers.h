/// Rows that live in the place of others: they have by now what foreign keys referred to of a copy that is not
/// back.
///
/// A dependant belongs to one very row. Where another has that row's key, a foreign key is content all the same:
/// one person's notes would stand in another person's account. Thread rule: one thread at a time.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "copies.h"

namespace winnow::sqlite {

class Strangers {
 public:
  Strangers(Connection& connection, CopiedTables& tables) : connection_(connection), tables_(tables) {}

  /// A copy of a row that does not live as it was copied; it must outlive the object. Before the first refers().
  void displaced(const winnow_piece& row);
  /// Whether the piece's row, as it stands now, refers to a stranger; of a reference, by its own columns.
  bool refers(const winnow_piece& piece);

 private:
  /// A foreign key, with what strangers have in the columns to which it refers.
  struct Link {
    std::set<std::string> columns;
    std::set<std::string> taken;
    std::unique_ptr<Statement> parent;  ///< what the row to which one refers has there
    std::size_t width = 0;
  };
  std::vector<Link>& links_of(CopiedTable& child);
  void find_taken(Link& link, CopiedTable& parent, const sql::Reference& reference);

  Connection& connection_;
  CopiedTables& tables_;
  std::map<std::string, std::vector<const winnow_piece*>> displaced_;  ///< by table
  std::map<std::string, std::vector<Link>> links_;                     ///< by child
};

}  // namespace winnow::sqlite
