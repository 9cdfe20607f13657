#include "rehearsal.h"

#include <algorithm>
#include <map>
#include <vector>

#include "copies.h"

namespace winnow::sqlite {

bool come_back(Connection& connection, Dependants& dependants, const std::string& header, const Dependant& row,
               std::span<const Dependant> along) {
  const AsItWas rules(connection);
  const Deferred foreign_keys(connection);  // inside a transaction they cannot be switched off
  std::map<std::string, std::string> texts{{row.target, header}};
  std::vector<winnow_piece> pieces;
  const auto add = [&pieces](const Dependant& one) {
    pieces.push_back({0, borrow(std::string_view{one.target}), borrow(std::string_view{one.key}), nullptr,
                      WINNOW_TIME_NONE, borrow(std::string_view{one.content})});
  };
  add(row);
  // What hangs on others stands before them, so the way back is the other way round.
  for (auto one = along.rbegin(); one != along.rend(); ++one) {
    if (!texts.contains(one->target)) texts.emplace(one->target, dependants.header(one->target));
    add(*one);
  }
  std::vector<winnow_header> headers;
  for (const auto& [target, text] : texts) {
    headers.push_back({borrow(std::string_view{target}), borrow(std::string_view{text})});
  }
  CopiedTables tables(connection, headers);
  return std::all_of(pieces.begin(), pieces.end(), [&](const winnow_piece& piece) {
    CopiedTable& table = tables.of(piece);
    if (!table.obstacle().empty()) return false;
    const int code = is_reference(view(piece.content)) ? table.refer(piece) : table.bring_back(piece);
    const int kind = code & 0xff;
    if (code != SQLITE_DONE && kind != SQLITE_CONSTRAINT && kind != SQLITE_MISMATCH) connection.fail(code);
    return code == SQLITE_DONE && table.standing(piece) == Standing::same;
  });
}

}  // namespace winnow::sqlite
