/// Putting copies back into the tables that they are of, and asking how they stand there.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sql/copied.h"
#include "sql/server_store.h"

namespace winnow::sql {

/// The tables of copies, by target. Inside a transaction, which enters each of them.
class Copies {
 public:
  Copies() = default;
  Copies(const ServerDialect& dialect, Driver& driver, std::span<const winnow_header> headers) {
    for (const winnow_header& header : headers) {
      const std::string_view target = view(header.target);
      if (!tables_.contains(target)) add(dialect, dialect.entered(driver, target), view(header.header));
    }
  }
  /// A table that is entered already.
  void add(const ServerDialect& dialect, const Table& table, std::string_view header) {
    tables_.try_emplace(table.target, dialect, table, header);
  }
  const CopiedTable& of(const winnow_piece& piece) const {
    const auto at = tables_.find(view(piece.target));
    if (at == tables_.end()) throw Error(WINNOW_BROKEN, "a copy has no header");
    return at->second;
  }

 private:
  std::map<std::string, CopiedTable, std::less<>> tables_;
};

/// Pieces of one table, in the order of the call.
struct Share {
  const CopiedTable& table;
  std::vector<winnow_piece> pieces;
  std::vector<std::size_t> places;  ///< in the call
};
/// In the order in which the tables come first.
std::vector<Share> shares_of(const Copies& copies, std::span<const winnow_piece> pieces);

/// Whether a row needs what it refers to: in a rehearsal its parent may lie in the bin as it does.
enum class Parents { needed, may_be_missing };

/// What came of each piece, in the transaction that is under way. `results` arrive as WINNOW_NOT_TRIED, or as
/// WINNOW_WITNESS. `tell`: why one does not come back.
using Tell = std::function<void(const std::string& why)>;
void put_back(const winnow_permit& permit, const ServerDialect& dialect, const Copies& copies, Driver& driver,
              const Tell& tell, std::span<const winnow_piece> pieces, Parents parents,
              std::vector<winnow_outcome>& results);

}  // namespace winnow::sql
