/// Which part of an index on the time field a scan has to read, so that a weekly run costs what goes and not what
/// stays.
#pragma once

#include <optional>

#include "times.h"
#include "walk.h"

namespace winnow::sqlite {

/// The index to follow, with the stretches in which a row may lie that `selection.scope` asks for; nullopt where
/// the whole table has to be walked, or where that is no more work. `form`: of the time field.
///
/// What is left out are times between the keep time and now, and one thing more: among texts those that begin with
/// what looks like a date there and are none (2026-02-31), which would be counted as unreadable.
std::optional<TimeIndex> time_index(Connection& connection, const Table& table, const Selection& selection,
                                    TimeForm form);

}  // namespace winnow::sqlite
