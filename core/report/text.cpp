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

/// What is written to, and how.
struct Paper {
  std::ostream& out;
  const Style& style;
};

constexpr std::size_t kIndent = 4;

/// One line of a job: a label, which continuation lines leave empty, and what there is to say.
void line(const Paper& paper, const std::string& label, const std::string& words) {
  std::string shown = padded(label + (label.size() >= kLabelWidth ? " " : ""), kLabelWidth);
  // Labels in capitals are what a person must not overlook.
  const bool loud = !label.empty() && std::none_of(label.begin(), label.end(), [](char c) { return c >= 'a'; });
  if (loud) shown = alarming(shown, paper.style);
  paper.out << std::string(kIndent, ' ') << shown << wrapped(words, paper.style.width, kIndent + kLabelWidth)
            << '\n';
}

std::vector<std::pair<std::string, std::uint64_t>> most_frequent(const Reasons& counts) {
  std::vector<std::pair<std::string, std::uint64_t>> rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return rows;
}

void print_counts(const Reasons& counts, const char* label, const Paper& out) {
  for (const auto& [reason, count] : most_frequent(counts)) {
    line(out, label, padded(with_commas(count), kNumberWidth) + reason);
    label = "";
  }
}

/// A plan of a job that a person has yet to accept.
bool needs_a_word(const JobReport& job, const RunReport& run) {
  return run.mode == "plan" && job.status == JobStatus::planned && !job.approved;
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
  if (tally.files > 0) words += ", with " + count_of(tally.files, "file", "files");
  return words;
}

void print_samples(const std::vector<Sample>& samples, const Paper& out) {
  const char* label = "such as";
  for (const Sample& sample : samples) {
    const bool timed = sample.time != WINNOW_TIME_NONE && sample.time != WINNOW_TIME_UNREADABLE;
    line(out, label,
         padded(printable(sample.key), 8) + ' ' + padded(timed ? iso_minutes(time_of(sample.time)) : "-", 18) +
             sample.reason);
    label = "";
  }
}

void print_limits(const JobReport& job, const Paper& out) {
  if (job.judgement.over()) return line(out, "limits", "OVER: " + job.judgement.words);
  line(out, "limits",
       "ok: " + with_commas(job.judgement.used + job.tally.nominated + job.tally.along()) + " of " +
           with_commas(job.limits.max_deletes) + " in " + job.limits.window.text);
}

/// What the bin takes, and when that space comes free.
void print_bin(const JobReport& job, const RunReport& run, const Paper& out) {
  if (job.tally.nominated == 0 || run.trash.empty()) return;
  const std::string bytes = human_bytes(job.tally.bytes);
  line(out, "bin",
       run.frees
           ? "takes about " + bytes + "; a trash-purge job may free it from " + iso_minutes(*run.frees) + " UTC"
           : "takes about " + bytes + " and keeps it: [trash] has no retention");
}

/// What the plan found, and under apply what became of it.
void print_figures(const JobReport& job, const RunReport& run, const Paper& out) {
  const Tally& tally = job.tally;
  if (job.cutoff) line(out, "cutoff", "before " + iso_minutes(*job.cutoff) + " UTC");
  line(out, "would go", what_would_go(tally));
  if (tally.oldest) line(out, "", "from " + iso_minutes(*tally.oldest) + " to " + iso_minutes(*tally.newest));
  for (const auto& [target, rows] : tally.dependants) {
    line(out, "with it",
         with_commas(rows) + (rows == 1 ? "  row of " + target + " goes too" : "  rows of " + target + " go too"));
  }
  for (const auto& [target, rows] : tally.dependants_changed) {
    line(out, "with it",
         with_commas(rows) + (rows == 1 ? "  row of " + target + " loses its reference"
                                        : "  rows of " + target + " lose their reference"));
  }
  print_counts(tally.reasons, "because", out);
  print_counts(tally.kept, "kept", out);
  print_counts(tally.refused, "refused", out);
  print_samples(tally.samples, out);
  print_limits(job, out);
  print_bin(job, run, out);
  if (run.mode == "apply") {
    std::string words = with_commas(tally.removed) + with_files(tally.removed_files);
    for (const auto& [count, meaning] :
         {std::pair(tally.changed, " changed or judged otherwise meanwhile, and kept"),
          std::pair(tally.gone, " were gone already"), std::pair(tally.failed, " failed"),
          std::pair(tally.shared, " files kept, for another row names them")}) {
      if (count > 0) words += ", " + with_commas(count) + meaning;
    }
    line(out, "removed", words);
  }
  for (const Attention& attention : job.attention) line(out, "ATTENTION", attention.words);
  for (const Finding& finding : job.findings) line(out, finding.fine ? "found" : "NOT FINE", finding.words);
}

/// Why a job is not simply done: its message once, and what it must be looked at for.
std::vector<std::pair<const char*, std::string>> troubles_of(const JobReport& job) {
  std::vector<std::pair<const char*, std::string>> out;
  if (!job.message.empty()) out.emplace_back("", job.message);
  for (const Attention& attention : job.attention) out.emplace_back("ATTENTION", attention.words);
  for (const Finding& finding : job.findings) {
    if (!finding.fine) out.emplace_back("NOT FINE", finding.words);
  }
  for (const std::string& error : job.tally.errors) {
    if (error != job.message) out.emplace_back("error", error);
  }
  return out;
}

bool has_no_trouble(const JobReport& job) {
  return exit_status_of(job.status) == kDone && troubles_of(job).empty();
}

/// A job that failed before it had seen an item, or was not to look, knows nothing of what would go.
bool knows_figures(const JobReport& job) {
  const bool looked =
      job.status != JobStatus::failed && job.status != JobStatus::locked && job.status != JobStatus::paused;
  return looked || job.tally.scanned > 0 || job.tally.removed > 0;
}

void print_block(const JobReport& job, const RunReport& run, const Paper& paper) {
  paper.out << (has_no_trouble(job) ? job.job : alarming(job.job, paper.style));
  if (!job.rule.empty()) paper.out << "  (" << job.rule << " on " << job.store << '/' << job.target << ')';
  paper.out << '\n';
  if (knows_figures(job)) print_figures(job, run, paper);
  for (const std::string& note : job.tally.notes) line(paper, "note", note);
  for (const std::string& error : job.tally.errors) {
    if (error != job.message) line(paper, "error", error);
  }
  if (!job.message.empty()) line(paper, exit_status_of(job.status) == kDone ? "note" : "STOPPED", job.message);
  if (needs_a_word(job, run)) line(paper, "next", "not approved: winnow approve " + job.job);
  paper.out << '\n';
}

/// "kept 12 (held 2, young 10)"
std::string counted(const char* what, const Reasons& reasons) {
  if (reasons.empty()) return {};
  std::string parts;
  for (const auto& [reason, count] : most_frequent(reasons)) {
    parts += (parts.empty() ? "" : ", ") + reason + " " + with_commas(count);
  }
  return std::string(", ") + what + " " + with_commas(sum_of(reasons)) + " (" + parts + ")";
}

/// "audit: removed 1,204 of 10,000, kept 1 (held 1)"
std::string one_line_of(const JobReport& job, const RunReport& run) {
  const Tally& tally = job.tally;
  std::string out = job.job + ": ";
  const bool plain = job.status == JobStatus::planned || job.status == JobStatus::applied;
  if (!plain) out += std::string(word_of(job.status));
  if (!knows_figures(job)) return out;
  if (out.back() != ' ') out += ", ";
  const std::string of = tally.total ? " of " + with_commas(*tally.total) : std::string{};
  if (run.mode == "apply" && job.status != JobStatus::planned) {
    out += "removed " + with_commas(tally.removed) +
           (tally.removed > 0 ? and_along(tally.removed_along) + with_files(tally.removed_files) : "");
    if (tally.nominated != tally.removed) out += ", " + count_of(tally.nominated, "was", "were") + " planned";
    if (tally.changed > 0) out += ", changed or judged otherwise meanwhile " + with_commas(tally.changed);
    if (tally.gone > 0) out += ", gone already " + with_commas(tally.gone);
  } else {
    out += (tally.nominated == 0 ? "nothing" : with_commas(tally.nominated)) + of + " would go";
    if (tally.nominated > 0)
      out += and_along(tally.along()) + with_files(tally.files) + ", about " + human_bytes(tally.bytes);
  }
  return out + counted("kept", tally.kept) + counted("refused", tally.refused);
}

void print_line(const JobReport& job, const RunReport& run, const Paper& paper) {
  const std::string words = wrapped(one_line_of(job, run), paper.style.width, kIndent);
  paper.out << (has_no_trouble(job) ? words : alarming(words, paper.style)) << '\n';
  for (const std::string& note : job.tally.notes) line(paper, "note", note);
  if (job.judgement.over()) line(paper, "limits", "OVER: " + job.judgement.words);
  for (const auto& [label, trouble] : troubles_of(job)) line(paper, label, trouble);
  if (needs_a_word(job, run)) line(paper, "next", "not approved: winnow approve " + job.job);
}

void print_last_line(const RunReport& report, std::ostream& out) {
  const RunFigures figures = figures_of(report);
  if (report.mode == "apply") {
    out << "removed " << with_commas(figures.removed);
    if (figures.removed > 0 && figures.along > 0)
      out << " and " << with_commas(figures.along) << " that hang on them";
    out << ", kept " << with_commas(figures.kept) << ", refused " << with_commas(figures.refused) << '\n';
  } else {
    out << "plan only: 0 removed, " << with_commas(figures.nominated) << " would be\n";
  }
}

}  // namespace

std::string with_files(std::uint64_t files) {
  return files == 0 ? std::string{} : " with " + count_of(files, "file", "files");
}

void print_report(const RunReport& report, const Style& style, std::ostream& out) {
  const Paper paper{out, style};
  bool fine = report.status == kDone;
  for (const JobReport& job : report.jobs) {
    fine = fine && has_no_trouble(job);
    if (style.detail == Detail::blocks) print_block(job, report, paper);
    if (style.detail == Detail::lines || (style.detail == Detail::troubles && !has_no_trouble(job))) {
      print_line(job, report, paper);
    }
  }
  if (style.detail == Detail::troubles && fine) return;
  if (report.jobs.empty()) out << "there are no jobs in the TOML\n";
  if (fine && figures_of(report).nominated == 0) out << "nothing to do\n";
  if (style.detail == Detail::blocks) {
    out << "run " << report.run << ", ledger head " << report.ledger_head << '\n';
  }
  print_last_line(report, out);
}

std::string wrapped(const std::string& words, std::size_t width, std::size_t indent) {
  constexpr std::size_t kLeast = 20;  // columns of text; narrower is worse than too long
  if (width < indent + kLeast) return words;
  std::string out;
  std::size_t column = indent;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at + 1), words.size());
    const std::size_t size = end - at;
    if (column + size > width && column > indent) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
      if (words[at] == ' ') ++at;
    }
    out += words.substr(at, end - at);
    column += end - at;
    at = end;
  }
  return out;
}

std::string alarming(const std::string& words, const Style& style) {
  return style.colour ? "\033[31m" + words + "\033[0m" : words;  // ECMA-48: red
}

}  // namespace winnow
