#include "core/report/text.h"

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <vector>

#include "core/base/text.h"
#include "core/base/times.h"

namespace winnow {
namespace {

constexpr std::size_t kLabelWidth = 9;
constexpr std::size_t kNumberWidth = 9;

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

/// One line of a job: a label, which continuation lines leave empty, and what there is to say.
void line(std::ostream& out, const char* label, const std::string& words) {
  out << "    " << padded(label, kLabelWidth) << words << '\n';
}

/// Most frequent first.
void print_counts(const Reasons& counts, const char* label, std::ostream& out) {
  std::vector<std::pair<std::string, std::uint64_t>> rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [reason, count] : rows) {
    line(out, label, padded(with_commas(count), kNumberWidth) + reason);
    label = "";
  }
}

/// " (11.2%)" of a known total.
std::string share_of(std::uint64_t part, std::uint64_t total) {
  if (total == 0) return {};
  char text[16];
  std::snprintf(text, sizeof text, " (%.1f%%)", 100.0 * static_cast<double>(part) / static_cast<double>(total));
  return text;
}

std::string what_would_go(const Tally& tally) {
  std::string words = tally.nominated == 0 ? "nothing" : with_commas(tally.nominated);
  if (tally.total) {
    words +=
        " of " + with_commas(*tally.total) + (tally.nominated == 0 ? "" : share_of(tally.nominated, *tally.total));
  }
  if (tally.nominated == 0) return words;
  words += ", about " + human_bytes(tally.bytes);
  if (tally.files > 0) words += ", with " + with_commas(tally.files) + " files";
  return words;
}

void print_samples(const std::vector<Sample>& samples, std::ostream& out) {
  const char* label = "such as";
  for (const Sample& sample : samples) {
    const bool timed = sample.time != WINNOW_TIME_NONE && sample.time != WINNOW_TIME_UNREADABLE;
    line(out, label,
         padded(printable(sample.key), 8) + ' ' + padded(timed ? iso_minutes(time_of(sample.time)) : "-", 18) +
             sample.reason);
    label = "";
  }
}

void print_limits(const JobReport& job, std::ostream& out) {
  if (job.judgement.over()) return line(out, "limits", "OVER: " + job.judgement.words);
  line(out, "limits",
       "ok: " + with_commas(job.judgement.used + job.tally.nominated + job.tally.along()) + " of " +
           with_commas(job.limits.max_deletes) + " in " + job.limits.window.text);
}

/// What the bin takes, and when that space comes free.
void print_bin(const JobReport& job, const RunReport& run, std::ostream& out) {
  if (job.tally.nominated == 0 || run.trash.empty()) return;
  const std::string bytes = human_bytes(job.tally.bytes);
  line(out, "bin",
       run.frees
           ? "takes about " + bytes + "; a trash-purge job may free it from " + iso_minutes(*run.frees) + " UTC"
           : "takes about " + bytes + " and keeps it: [trash] has no retention");
}

/// What the plan found, and under apply what became of it.
void print_figures(const JobReport& job, const RunReport& run, std::ostream& out) {
  const Tally& tally = job.tally;
  if (job.cutoff) line(out, "cutoff", "before " + iso_minutes(*job.cutoff) + " UTC");
  line(out, "would go", what_would_go(tally));
  if (tally.oldest) line(out, "", "from " + iso_minutes(*tally.oldest) + " to " + iso_minutes(*tally.newest));
  for (const auto& [target, rows] : tally.dependants) {
    line(out, "with it", with_commas(rows) + "  rows of " + target + " go too");
  }
  for (const auto& [target, rows] : tally.dependants_changed) {
    line(out, "with it", with_commas(rows) + "  rows of " + target + " lose their reference");
  }
  print_counts(tally.reasons, "because", out);
  print_counts(tally.kept, "kept", out);
  print_counts(tally.refused, "refused", out);
  print_samples(tally.samples, out);
  print_limits(job, out);
  print_bin(job, run, out);
  if (run.mode == "apply") {
    std::string words = with_commas(tally.removed);
    for (const auto& [count, meaning] :
         {std::pair(tally.changed, " changed meanwhile and kept"), std::pair(tally.gone, " were gone already"),
          std::pair(tally.failed, " failed"), std::pair(tally.shared, " files kept, for another row names them")}) {
      if (count > 0) words += ", " + with_commas(count) + meaning;
    }
    line(out, "removed", words);
  }
  for (const Finding& finding : job.findings) line(out, finding.fine ? "found" : "NOT FINE", finding.words);
}

void print_job(const JobReport& job, const RunReport& run, std::ostream& out) {
  out << job.job;
  if (!job.rule.empty()) out << "  (" << job.rule << " on " << job.store << '/' << job.target << ')';
  out << '\n';
  // A job that failed before it had seen an item knows nothing of what would go.
  if (job.status != JobStatus::failed || job.tally.scanned > 0) print_figures(job, run, out);
  for (const std::string& note : job.tally.notes) line(out, "note", note);
  bool said = job.message.empty();
  for (const std::string& error : job.tally.errors) {
    line(out, "error", error);
    said = said || error == job.message;
  }
  if (!said) out << "    " << job.message << '\n';
  out << '\n';
}

}  // namespace

void print_report(const RunReport& report, std::ostream& out) {
  for (const JobReport& job : report.jobs) print_job(job, report, out);
  const RunFigures figures = figures_of(report);
  if (report.jobs.empty()) out << "there are no jobs in the TOML\n";
  if (figures.nominated == 0) out << "nothing to do\n";
  out << "run " << report.run << ", ledger head " << report.ledger_head << '\n';
  if (report.mode == "apply") {
    out << "removed " << with_commas(figures.removed) << ", kept " << with_commas(figures.kept) << ", refused "
        << with_commas(figures.refused) << '\n';
  } else {
    out << "plan only: 0 removed, " << with_commas(figures.nominated) << " would be\n";
  }
}

}  // namespace winnow
