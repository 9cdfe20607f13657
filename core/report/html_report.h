/// Reports as pages: of a run, planned or done, and of what another retention would do.
#pragma once

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "core/plan/preview.h"
#include "core/report/bin_figures.h"
#include "core/report/html.h"
#include "core/report/run_report.h"

namespace winnow {

/// What the state knows beside a report.
struct Surroundings {
  /// One run of a job: "2026-11-21 06:47", and how many items it removed, or nominated where it planned.
  struct Past {
    std::string when;
    std::string mode;
    std::uint64_t items = 0;
  };
  std::map<std::string, std::vector<Past>> growth;  ///< by job, the oldest first
  BinFiguresByHeap bin;
};

/// Of the jobs of the report; the newest thirty runs of each. Throws Failure. Thread rule: one thread.
Surroundings surroundings_of(const RunReport& report, const Config& config, State& state, Time now);

/// Thread rule of both: pure.
void print_html(const RunReport& report, const Surroundings& around, std::ostream& out);
void print_html(const std::string& job, const PreviewQuestion& question, const std::vector<PreviewRow>& rows,
                Time as_of, std::ostream& out);

/// The parts of a run's page, for pages that hold more than one report.
void print_job(const JobReport& job, const RunReport& run, HtmlPage& page);
void print_bin(const BinFiguresByHeap& bin, HtmlPage& page);

/// Writes it to `file`, where it replaces an earlier page of winnow only. Throws Failure.
void write_page(const std::string& file, const std::string& page);
void check_page_file(const std::string& file);

}  // namespace winnow
