#include "core/report/html_report.h"

#include <algorithm>
#include <ostream>

#include "core/base/output.h"
#include "core/base/text.h"
#include "core/report/text.h"
#include "core/state/runs.h"

namespace winnow {
namespace {

using Column = HtmlTable::Column;
constexpr auto kNumbers = Column::Holds::numbers;
constexpr std::size_t kMostPast = 30;
constexpr OutputKind kPageKind{"a page of winnow", kPageBeginning};
constexpr unsigned kPageMode = 0600;  // samples are keys, which may be personal data

Html number(std::uint64_t count) {
  return html(with_commas(count));
}

Html time(const std::optional<Time>& at, const char* otherwise = "") {
  return html(at ? iso_minutes(*at) + " UTC" : otherwise);
}

Html status_of(JobStatus status) {
  return badge(word_of(status), exit_status_of(status) == kDone ? Tone::fine : Tone::alarming);
}

void print_counts(const char* caption, const Reasons& counts, HtmlPage& page) {
  HtmlTable table{caption, {{"reason"}, {"items", kNumbers}}, {}};
  std::vector<std::pair<std::string, std::uint64_t>> rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [reason, count] : rows) table.rows.push_back({html(reason), number(count)});
  page.table(table);
}

void print_samples(const Tally& tally, HtmlPage& page) {
  HtmlTable table{"Such as", {{"key"}, {"time (UTC)"}, {"because"}}, {}};
  for (const Sample& sample : tally.samples) {
    const bool timed = sample.time != WINNOW_TIME_NONE && sample.time != WINNOW_TIME_UNREADABLE;
    table.rows.push_back(
        {code(sample.key), html(timed ? iso_minutes(time_of(sample.time)) : ""), html(sample.reason)});
  }
  page.table(table);
}

/// How many a longer retention would still take, and who counts for a shorter one.
void print_ages(const std::string& job, const Tally& tally, HtmlPage& page) {
  if (tally.nominated == 0 || tally.ages.empty()) return;
  std::vector<Bar> bars = {{"all that would go", tally.nominated, true}};
  for (const AgeStep& step : tally.ages) bars.push_back({"older than " + step.older_than, step.items});
  page.chart("How old they are", "items", bars);
  page.paragraph(html("What a shorter retention would take: ") +
                 code("winnow preview " + job + " --retention VALUES"));
}

/// What a person must know, the worst first.
void print_words(const JobReport& job, HtmlPage& page) {
  if (!job.message.empty()) {
    page.paragraph(exit_status_of(job.status) == kDone
                       ? html(job.message)
                       : badge("stopped", Tone::alarming) + html(" " + job.message));
  }
  for (const Attention& one : job.attention)
    page.paragraph(badge("attention", Tone::alarming) + html(" " + one.words));
  for (const Finding& one : job.findings) {
    page.paragraph(one.fine ? html(one.words) : badge("not fine", Tone::alarming) + html(" " + one.words));
  }
  for (const GateFinding& gate : job.gates) {
    const bool open = gate.state == GateState::open;
    page.paragraph(badge(open ? "gate open" : "gate closed", open ? Tone::fine : Tone::alarming) +
                   html(" " + gate.gate + ": found " + gate.found + ", wanted " + gate.wanted));
  }
  for (const std::string& note : job.tally.notes) page.paragraph(html(note));
  for (const std::string& error : job.tally.errors) {
    if (error != job.message) page.paragraph(badge("error", Tone::alarming) + html(" " + error));
  }
}

Html limits_in_html(const JobReport& job) {
  if (job.judgement.over()) return badge("over", Tone::alarming) + html(" " + job.judgement.words);
  return html(with_commas(job.judgement.used + job.tally.nominated + job.tally.along()) + " of " +
              with_commas(job.limits.max_deletes) + " in " + job.limits.window.text);
}

void print_growth(const std::string& job, const Surroundings& around, HtmlPage& page) {
  const auto past = around.growth.find(job);
  if (past == around.growth.end() || past->second.size() < 2) return;
  std::vector<Bar> bars;
  for (const Surroundings::Past& one : past->second) bars.push_back({one.when + ", " + one.mode, one.items});
  page.chart("Runs of this job: removed, or what a plan would have", "items", bars);
}

Html name_of(const JobReport& job) {
  return code(job.rule) + html(" on ") + code(job.store + "/" + job.target);
}

std::string headline(const RunReport& report) {
  const RunFigures figures = figures_of(report);
  return report.mode == "apply" ? with_commas(figures.removed) + " removed"
                                : with_commas(figures.nominated) + " would go";
}

}  // namespace

Surroundings surroundings_of(const RunReport& report, const Config& config, State& state, Time now) {
  Surroundings out;
  out.bin = bin_figures_of(config, state, now);
  for (const JobReport& job : report.jobs) out.growth[job.job];
  Runs(state).newest_first(now, [&](const JobRun& row) {
    const auto past = out.growth.find(row.job);
    if (past == out.growth.end() || past->second.size() >= kMostPast) return true;
    past->second.push_back({iso_minutes(row.started), row.mode, row.mode == "apply" ? row.removed : row.nominated});
    return std::ranges::any_of(out.growth, [](const auto& one) { return one.second.size() < kMostPast; });
  });
  for (auto& [job, past] : out.growth) std::reverse(past.begin(), past.end());
  return out;
}

void print_job(const JobReport& job, const RunReport& run, HtmlPage& page) {
  const Tally& tally = job.tally;
  page.heading(job.job, 2);
  page.paragraph(status_of(job.status) + html(" ") + (job.rule.empty() ? Html{} : name_of(job)));
  print_words(job, page);
  std::vector<std::pair<std::string, Html>> facts;
  if (job.cutoff) facts.emplace_back("cutoff", html("before ") + time(job.cutoff));
  if (run.mode == "apply")
    facts.emplace_back("removed", number(tally.removed) + html(with_files(tally.removed_files)));
  facts.emplace_back(
      run.mode == "apply" ? "planned" : "would go",
      html(with_commas(tally.nominated) + (tally.total ? " of " + with_commas(*tally.total) : "") + ", about " +
           human_bytes(tally.bytes) + (tally.files > 0 ? ", with " + count_of(tally.files, "file", "files") : "")));
  if (tally.oldest) facts.emplace_back("from", time(tally.oldest) + html(" to ") + time(tally.newest));
  for (const auto& [target, rows] : tally.dependants)
    facts.emplace_back("with it", number(rows) + html(rows == 1 ? " row of " : " rows of ") + code(target) +
                                      html(rows == 1 ? " goes too" : " go too"));
  for (const auto& [target, rows] : tally.dependants_changed)
    facts.emplace_back("with it", number(rows) + html(rows == 1 ? " row of " : " rows of ") + code(target) +
                                      html(rows == 1 ? " loses its reference" : " lose their reference"));
  for (const auto& [count, what] :
       {std::pair(tally.changed, "changed meanwhile, kept"), std::pair(tally.gone, "gone already"),
        std::pair(tally.failed, "failed"), std::pair(tally.shared, "files that another row names, kept")}) {
    if (count > 0) facts.emplace_back(what, number(count));
  }
  facts.emplace_back("limits", limits_in_html(job));
  if (!job.fingerprint.empty())
    facts.emplace_back("form", code(job.fingerprint) + html(job.approved ? ", approved" : ", not approved"));
  page.facts(facts);
  print_ages(job.job, tally, page);
  print_counts("Why they go", tally.reasons, page);
  print_counts("Kept", tally.kept, page);
  print_counts("Refused", tally.refused, page);
  print_samples(tally, page);
}

void print_bin(const BinFiguresByHeap& bin, HtmlPage& page) {
  page.heading("The bin", 2);
  page.paragraph(html(count_of(bin.all.items, "item", "items") + ", about " + human_bytes(bin.all.bytes) +
                      (bin.ever_due ? "" : "; [trash] has no retention, so nothing of it is ever due")));
  for (const auto& [caption, heaps] :
       {std::pair("By job", &bin.jobs), std::pair("By the time since it was removed", &bin.ages)}) {
    HtmlTable table{
        caption, {{""}, {"items", kNumbers}, {"about", kNumbers}, {"may be purged from"}, {"the last from"}}, {}};
    for (const Heap& heap : *heaps) {
      table.rows.push_back({html(heap.name), number(heap.items), html(human_bytes(heap.bytes)),
                            time(heap.frees_from, "never"), time(heap.frees_until, "never")});
    }
    page.table(table);
  }
}

void print_html(const RunReport& report, const Surroundings& around, std::ostream& out) {
  HtmlPage page(out, "winnow " + report.mode + ": " + headline(report));
  page.facts(
      {{"run", code(report.run)},
       {"at", time(report.as_of)},
       {"by", html(report.who + " on " + report.host)},
       {"exit status", html(std::to_string(report.status) + ", " + std::string(meaning_of(report.status)))}});
  HtmlTable jobs{"Jobs",
                 {{"job"},
                  {"status"},
                  {"would go", kNumbers},
                  {"removed", kNumbers},
                  {"kept", kNumbers},
                  {"refused", kNumbers}},
                 {}};
  for (const JobReport& job : report.jobs) {
    jobs.rows.push_back({html(job.job), status_of(job.status), number(job.tally.nominated),
                         number(job.tally.removed), number(sum_of(job.tally.kept) + job.tally.changed),
                         number(sum_of(job.tally.refused))});
  }
  page.table(jobs);
  for (const JobReport& job : report.jobs) {
    print_job(job, report, page);
    print_growth(job.job, around, page);
  }
  print_bin(around.bin, page);
  page.heading("Evidence", 2);
  std::vector<std::pair<std::string, Html>> facts = {{"ledger's head", code(report.ledger_head)}};
  if (!report.config.empty()) facts.emplace_back("configuration", code(report.config));
  facts.emplace_back("winnow", html(WINNOW_VERSION));
  page.facts(facts);
  // Before the first record there is nothing to show.
  if (report.ledger_head.find_first_not_of('0') == std::string::npos) return;
  page.paragraph(html("Whoever keeps this page can show later that the record was not changed before it: ") +
                 code("winnow ledger verify --head " + report.ledger_head));
}

void print_html(const std::string& job, const PreviewQuestion& question, const std::vector<PreviewRow>& rows,
                Time as_of, std::ostream& out) {
  HtmlPage page(out, "winnow preview: " + job);
  page.paragraph(html("What other values of ") + code(question.name) + html(" would take, planned at ") +
                 time(as_of) + html(" over the data as it is. Nothing was removed."));
  std::vector<Bar> bars;
  HtmlTable table{"By value", {{question.name}, {"items", kNumbers}, {"about", kNumbers}, {""}}, {}};
  for (const PreviewRow& row : rows) {
    if (row.trouble.empty()) bars.push_back({row.value + (row.today ? " (today)" : ""), row.items, row.today});
    table.rows.push_back({code(row.value), row.trouble.empty() ? number(row.items) : Html{},
                          row.trouble.empty() ? html(human_bytes(row.bytes)) : Html{},
                          row.trouble.empty()
                              ? html(row.today ? "today" : "")
                              : badge("cannot be planned", Tone::alarming) + html(" " + row.trouble)});
  }
  page.chart("Items that would go, by " + question.name, "items", bars);
  page.table(table);
}

void write_page(const std::string& file, const std::string& page) {
  write_output(file, kPageKind, page, kPageMode);
}

void check_page_file(const std::string& file) {
  const OutputFile unused(file, kPageKind, kPageMode);
}

}  // namespace winnow
