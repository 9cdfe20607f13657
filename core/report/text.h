/// The report for people.
#pragma once

#include <iosfwd>

#include "core/report/run_report.h"

namespace winnow {

/// Thread rule: pure.
void print_report(const RunReport& report, std::ostream& out);

}  // namespace winnow
