/// Past runs, plans included, as the state remembers them: figures only, for it keeps no keys of items.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/report/run_report.h"
#include "core/state/state.h"

namespace winnow {

/// The id that RUN means: an id, a unique beginning of one, or "latest". Throws Failure. Thread rule of all: one
/// thread.
std::string find_past_run(State& state, const std::string& name, Time now);

/// The last `most` runs, the newest first; `jobs` narrows to runs of one of these. Each is {"run", "mode",
/// "started", "finished", "operator", "host", "status", "nominated", "removed", "jobs": [...]}; "status" is null
/// while a job of it has no end.
nlohmann::ordered_json list_past_runs(State& state, const std::vector<std::string>& jobs, std::size_t most,
                                      Time now);

/// The report of one run as it was then, less what names items.
RunReport past_report(State& state, const std::string& run);

}  // namespace winnow
