/// The report for people: a block a job where somebody looks, one line a job where not, nothing where that was
/// asked for and all is well.
#pragma once

#include <iosfwd>
#include <string>

#include "core/report/run_report.h"

namespace winnow {

/// How much is said.
enum class Detail {
  troubles,  ///< only jobs that a person must look at, and the last line then
  lines,     ///< a line a job, what a person must know of it below that, and the last line
  blocks,    ///< everything
};

struct Style {
  Detail detail = Detail::blocks;
  bool colour = false;
  std::size_t width = 0;  ///< columns, beyond which long lines are wrapped; 0: as long as they are
};

/// Thread rule of all: pure.
void print_report(const RunReport& report, const Style& style, std::ostream& out);

/// `words` as lines of at most `width` columns, the second and later ones indented by `indent`; cut between words.
std::string wrapped(const std::string& words, std::size_t width, std::size_t indent);

/// In the colour that says "look at this", where there are colours.
std::string alarming(const std::string& words, const Style& style);

/// " with 3 files"; empty for none.
std::string with_files(std::uint64_t files);

}  // namespace winnow
