#include "core/report/markdown.h"

#include <algorithm>
#include <cctype>
#include <ostream>

#include "core/base/text.h"
#include "core/report/visible.h"

namespace winnow {
namespace {

/// As a numeric reference, which is never markup (CommonMark 0.31, 2.5).
std::string text_of(std::string_view words) {
  std::string out;
  for (const char c : visible(words)) {
    const bool plain = static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                       c == ' ' || c == ',';
    out += plain ? std::string(1, c) : "&#" + std::to_string(static_cast<int>(c)) + ";";
  }
  return out;
}

/// In a code element, where no mention of a person and no number of an issue is looked for.
std::string backticked(std::string_view words) {
  return "<code>" + text_of(words) + "</code>";
}

std::string time_of_sample(const Sample& sample) {
  const bool timed = sample.time != WINNOW_TIME_NONE && sample.time != WINNOW_TIME_UNREADABLE;
  return timed ? iso_minutes(time_of(sample.time)) : "";
}

void print_samples(const std::vector<Sample>& samples, std::ostream& out) {
  out << "\n| such as | time (UTC) | because |\n|---|---|---|\n";
  for (const Sample& sample : samples) {
    out << "| " << backticked(sample.key) << " | " << time_of_sample(sample) << " | " << text_of(sample.reason)
        << " |\n";
  }
}

std::string name_of(const std::string& job, const std::string& store, const std::string& target) {
  return backticked(job) + (store.empty() ? "" : " on " + backticked(store + "/" + target));
}

/// How many of them a longer retention would still take, and who counts for a shorter one.
void print_ages(const std::string& job, std::uint64_t all, const std::vector<AgeStep>& ages, std::ostream& out) {
  if (all == 0 || ages.empty()) return;
  out << "\n| of " << with_commas(all) << " older than | items | about |\n|---|--:|--:|\n";
  for (const AgeStep& step : ages) {
    out << "| " << text_of(step.older_than) << " | " << with_commas(step.items) << " | " << human_bytes(step.bytes)
        << " |\n";
  }
  out << "\nWhat a shorter retention would take: " << backticked("winnow preview " + job + " --retention VALUES")
      << "\n";
}

std::string counts_of(const Reasons& reasons) {
  std::string out;
  for (const auto& [reason, count] : reasons)
    out += (out.empty() ? "" : "<br>") + with_commas(count) + " " + text_of(reason);
  return out;
}

void print_job(const JobReport& job, std::ostream& out) {
  const Tally& tally = job.tally;
  if (tally.samples.empty() && tally.reasons.empty() && tally.kept.empty() && tally.refused.empty()) return;
  out << "\n<details><summary>" << backticked(job.job) << ": " << with_commas(tally.nominated)
      << " would go</summary>\n\n| because | kept | refused |\n|---|---|---|\n| " << counts_of(tally.reasons)
      << " | " << counts_of(tally.kept) << " | " << counts_of(tally.refused) << " |\n";
  print_ages(job.job, tally.nominated, tally.ages, out);
  if (!tally.samples.empty()) print_samples(tally.samples, out);
  out << "\n</details>\n";
}

std::string limits_of(const JobReport& job) {
  if (exit_status_of(job.status) != kDone)
    return "**" + std::string(word_of(job.status)) + "** " + text_of(job.message);
  if (job.judgement.over()) return "**over** " + text_of(job.judgement.words);
  return job.approved ? "within limits" : "within limits, not approved";
}

std::string share(const Share& some) {
  return some.items == 0 ? "0" : with_commas(some.items) + " (" + human_bytes(some.bytes) + ")";
}

/// A value of a form: JSON, or nothing.
std::string value_of(const std::string& json) {
  return json.empty() ? "none" : backticked(json);
}

void print_side(const char* words, const Share& some, std::ostream& out) {
  if (some.items == 0) return;
  out << "\n**" << with_commas(some.items) << words << "**\n";
  print_samples(some.samples, out);
}

void print_job(const JobDifference& job, std::ostream& out) {
  if (job.kind == JobDifference::Kind::same || !job.trouble.empty()) return;
  out << "\n<details" << (job.more.items > 0 ? " open" : "") << "><summary>" << backticked(job.job)
      << "</summary>\n";
  if (!job.changes.empty()) {
    out << "\n| changed | was | is |\n|---|---|---|\n";
    for (const FormChange& change : job.changes) {
      out << "| " << backticked(change.key) << " | " << value_of(change.before) << " | " << value_of(change.after)
          << " |\n";
    }
  }
  print_side(" more would go", job.more, out);
  print_side(" would stay that went before", job.less, out);
  print_ages(job.job, job.after.items, job.ages, out);
  out << "\n</details>\n";
}

}  // namespace

void print_markdown(const RunReport& report, std::ostream& out) {
  const RunFigures figures = figures_of(report);
  out << "### winnow plan: " << with_commas(figures.nominated) << " would go\n\n"
      << "| job | would go | of | about | from | to | |\n|---|--:|--:|--:|---|---|---|\n";
  for (const JobReport& job : report.jobs) {
    const Tally& tally = job.tally;
    out << "| " << name_of(job.job, job.store, job.target) << " | " << with_commas(tally.nominated) << " | "
        << (tally.total ? with_commas(*tally.total) : "") << " | " << human_bytes(tally.bytes) << " | "
        << (tally.oldest ? iso_minutes(*tally.oldest) : "") << " | "
        << (tally.newest ? iso_minutes(*tally.newest) : "") << " | " << limits_of(job) << " |\n";
  }
  for (const JobReport& job : report.jobs) print_job(job, out);
  out << "\nPlanned at " << iso_minutes(report.as_of) << " UTC as " << backticked(report.run)
      << "; nothing was removed. Times are UTC.\n";
}

void print_markdown(const std::vector<JobDifference>& jobs, const std::string& before, std::ostream& out) {
  Share more, less;
  for (const JobDifference& job : jobs) {
    more.items += job.more.items;
    less.items += job.less.items;
  }
  out << "### winnow diff: " << with_commas(more.items) << " more would go, " << with_commas(less.items)
      << " fewer\n\n"
      << "Against " << backticked(before) << ", over the same data.\n\n"
      << "| job | more | fewer | before | after | |\n|---|--:|--:|--:|--:|---|\n";
  for (const JobDifference& job : jobs) {
    out << "| " << name_of(job.job, job.store, job.target) << " | ";
    if (!job.trouble.empty()) {
      out << " | | | | **cannot be planned** " << text_of(job.trouble) << " |\n";
      continue;
    }
    out << share(job.more) << " | " << share(job.less) << " | " << with_commas(job.before.items) << " | "
        << with_commas(job.after.items) << " | " << word_of(job.kind) << " |\n";
  }
  for (const JobDifference& job : jobs) print_job(job, out);
  out << "\nNothing was removed. Bytes are those of the items, without linked files.\n";
}

}  // namespace winnow
