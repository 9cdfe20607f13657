/// The report for people, rendered from the JSON document, so that both always say the same.
#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>

namespace winnow {

/// `document`: the whole of --json, as the supervisor made it. Thread rule: pure.
void print_report(const nlohmann::ordered_json& document, std::ostream& out);

}  // namespace winnow
