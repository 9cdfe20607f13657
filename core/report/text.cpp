#include "core/report/text.h"

#include <algorithm>
#include <ostream>
#include <vector>

#include "core/base/text.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

std::uint64_t number(const Json& job, const char* name) {
  return job.at(name).get<std::uint64_t>();
}

/// "created_at 2026-11-21 06:47" from an ISO text; "-" for null.
std::string short_time(const Json& time) {
  if (time.is_null()) return "-";
  std::string text = time.get<std::string>().substr(0, 16);
  text[10] = ' ';
  return text;
}

/// Most frequent first.
void print_counts(const Json& counts, const char* label, std::ostream& out) {
  std::vector<std::pair<std::string, std::uint64_t>> rows;
  for (const auto& [reason, count] : counts.items()) rows.emplace_back(reason, count.get<std::uint64_t>());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (const auto& [reason, count] : rows) {
    out << "    " << label << "  " << with_commas(count) << "  " << reason << '\n';
  }
}

std::uint64_t sum(const Json& counts) {
  std::uint64_t out = 0;
  for (const auto& count : counts) out += count.get<std::uint64_t>();
  return out;
}

/// What the plan found, and under apply what became of it.
void print_figures(const Json& job, bool applied, std::ostream& out) {
  if (!job.at("cutoff").is_null()) out << "    cutoff   " << short_time(job.at("cutoff")) << " UTC\n";
  out << "    would go " << with_commas(number(job, "nominated"));
  if (!job.at("total").is_null()) out << " of " << with_commas(number(job, "total"));
  out << ", " << human_bytes(number(job, "bytes"));
  if (!job.at("oldest").is_null()) {
    out << ", from " << short_time(job.at("oldest")) << " to " << short_time(job.at("newest"));
  }
  out << '\n';
  if (number(job, "files") > 0) out << "    files    " << with_commas(number(job, "files")) << " go with them\n";
  for (const auto& [target, rows] : job.at("dependants").items()) {
    out << "    with it  " << with_commas(rows.get<std::uint64_t>()) << "  rows of " << target << " go too\n";
  }
  for (const auto& [target, rows] : job.at("dependants_changed").items()) {
    out << "    with it  " << with_commas(rows.get<std::uint64_t>()) << "  rows of " << target
        << " lose their reference\n";
  }
  print_counts(job.at("reasons"), "goes    ", out);
  print_counts(job.at("kept"), "kept    ", out);
  print_counts(job.at("refused"), "refused ", out);
  for (const Json& sample : job.at("samples")) {
    const Json& key = sample.at("key");
    out << "    for example " << printable(key.is_string() ? key.get<std::string>() : key.dump()) << "  "
        << short_time(sample.at("time")) << "  " << sample.at("reason").get<std::string>() << '\n';
  }
  for (const Json& finding : job.at("findings")) {
    out << "    " << (finding.at("fine") ? "found    " : "NOT FINE ") << finding.at("words").get<std::string>()
        << '\n';
  }
  const Json& limits = job.at("limits");
  out << "    limits   "
      << (limits.at("verdict") == "ok" ? std::string("ok") : "over: " + limits.at("words").get<std::string>())
      << '\n';
  if (applied) {
    out << "    removed  " << with_commas(number(job, "removed")) << ", changed meanwhile "
        << with_commas(number(job, "changed")) << ", gone " << with_commas(number(job, "gone")) << ", failed "
        << with_commas(number(job, "failed")) << '\n';
  }
}

void print_job(const Json& job, bool applied, std::ostream& out) {
  out << job.at("job").get<std::string>();
  if (const std::string rule = job.at("rule"); !rule.empty()) {
    out << "  (" << rule << " on " << job.at("store").get<std::string>() << '/'
        << job.at("target").get<std::string>() << ')';
  }
  out << '\n';
  // A job that failed before it had seen an item knows nothing of what would go.
  if (job.at("status") != "failed" || number(job, "scanned") > 0) print_figures(job, applied, out);
  for (const Json& note : job.at("notes")) out << "    note     " << note.get<std::string>() << '\n';
  const std::string message = job.at("message");
  bool said = message.empty();
  for (const Json& error : job.at("errors")) {
    out << "    error    " << error.get<std::string>() << '\n';
    said = said || error == message;
  }
  if (!said) out << "    " << message << '\n';
  out << '\n';
}

}  // namespace

void print_report(const Json& document, std::ostream& out) {
  const bool applied = document.at("mode") == "apply";
  std::uint64_t nominated = 0, removed = 0, kept = 0, refused = 0;
  for (const Json& job : document.at("jobs")) {
    print_job(job, applied, out);
    nominated += number(job, "nominated");
    removed += number(job, "removed");
    kept += sum(job.at("kept")) + number(job, "changed");
    refused += sum(job.at("refused"));
  }
  out << "run " << document.at("run").get<std::string>() << ", ledger head "
      << document.at("ledger_head").get<std::string>() << '\n';
  if (applied) {
    out << "removed " << with_commas(removed) << ", kept " << with_commas(kept) << ", refused "
        << with_commas(refused) << '\n';
  } else {
    out << "plan only: 0 removed, " << with_commas(nominated) << " would be\n";
  }
}

}  // namespace winnow
