/// A job's report as the state keeps it: the figures, and nothing that could name an item or a person.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/state/sqlite.h"

namespace winnow {

/// `report`: as to_json() made it. Samples, notes and errors are left out, and so is the message of a failure,
/// which may quote an item; reasons that a policy put into words become one count, for such words are its author's.
/// Thread rule: pure.
nlohmann::ordered_json without_items(nlohmann::ordered_json report);

/// Puts it beside the row of the job's run, if there is one.
void keep_report(Database& db, const std::string& run, const nlohmann::ordered_json& report);

}  // namespace winnow
