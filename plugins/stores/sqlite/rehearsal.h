/// Undo, rehearsed: what was just taken away is put back by the very code of restore(), and compared.
#pragma once

#include <span>
#include <string>

#include "dependants.h"

namespace winnow::sqlite {

/// Whether `row`, whose table's copies have `header`, and what hung on it (as Dependants::of() answered) come back
/// as they were. Leaves them there: call it inside a savepoint that is rolled back. Throws what SQLite answers
/// beyond constraints. Thread rule: one thread at a time.
bool come_back(Connection& connection, Dependants& dependants, const std::string& header, const Dependant& row,
               std::span<const Dependant> along);

}  // namespace winnow::sqlite
