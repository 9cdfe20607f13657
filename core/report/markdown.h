/// Reports as Markdown (CommonMark with GitHub's tables), for a comment on a change that people review.
///
/// Whatever comes out of data or the TOML is written so that it can be nothing but text: no link, no mention of a
/// person, no cell of a table more, no markup.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "core/plan/difference.h"
#include "core/report/run_report.h"

namespace winnow {

/// Thread rule of all: pure.
void print_markdown(const RunReport& report, std::ostream& out);

/// `before`: what is compared with, in words: "old.toml", "what was approved".
void print_markdown(const std::vector<JobDifference>& jobs, const std::string& before, std::ostream& out);

}  // namespace winnow
