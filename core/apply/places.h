/// Where the files and objects of a batch are parked: a folder of its own, never used twice.
#pragma once

#include <string>
#include <vector>

#include "core/state/sqlite.h"
#include "winnow/value.hpp"

namespace winnow {

/// ".trash/2026-06-19T22-31-00-000Z": the first free millisecond from `at` on, reserved in the state for all of
/// `identities`, in a transaction of its own.
std::string reserve_place(Database& db, const std::vector<std::string>& identities, Time at);

}  // namespace winnow
