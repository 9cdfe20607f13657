/// Putting copies back into the tables that they are of, and asking how they stand there.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sql/copied.h"
#include "sql/server_store.h"

namespace winnow::sql {

/// The tables of a call, by target. Inside a transaction, which enters each of them.
class Copies {
 public:
  Copies(const Dialect& dialect, Driver& driver, std::span<const winnow_header> headers) {
    for (const winnow_header& header : headers) {
      const std::string_view target = view(header.target);
      if (tables_.contains(target)) continue;
      tables_.try_emplace(std::string(target), dialect, dialect.entered(driver, target), view(header.header));
    }
  }
  const CopiedTable& of(const winnow_piece& piece) const {
    const auto at = tables_.find(view(piece.target));
    if (at == tables_.end()) throw Error(WINNOW_BROKEN, "a copy has no header");
    return at->second;
  }

 private:
  std::map<std::string, CopiedTable, std::less<>> tables_;
};

/// Pieces that follow each other and are rows of one table.
struct Stretch {
  const CopiedTable& table;
  std::size_t begin;  ///< its place in the call
  std::span<const winnow_piece> pieces;
};

std::vector<Stretch> stretches_of(const Copies& copies, std::span<const winnow_piece> pieces);

std::vector<CopiedTable::Standing> standing_of(const CopiedTable& table, Driver& driver,
                                               std::span<const winnow_piece> pieces);

/// Whether a row needs what it refers to: in a rehearsal its parent may lie in the bin as it does.
enum class Parents { needed, may_be_missing };

/// What came of each piece, in the transaction that is under way.
void put_back(const winnow_permit& permit, const Copies& copies, Driver& driver, Host& host,
              std::span<const winnow_piece> pieces, Parents parents, std::vector<winnow_outcome>& results);

}  // namespace winnow::sql
