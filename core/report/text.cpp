#include "core/report/text.h"

#include <algorithm>
#include <cstdio>
#include <ostream>
#include <vector>

#include "core/base/text.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLabelWidth = 9;
constexpr std::size_t kNumberWidth = 9;

std::uint64_t number(const Json& job, const char* name) {
  return job.at(name).get<std::uint64_t>();
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

/// One line of a job: a label, which continuation lines leave empty, and what there is to say.
void line(std::ostream& out, const char* label, const std::string& words) {
  out << "    " << padded(label, kLabelWidth) << words << '\n';
}

/// "2026-11-21 06:47" from an ISO text; "-" for null.
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
    line(out, label, padded(with_commas(count), kNumberWidth) + reason);
    label = "";
  }
}

std::uint64_t sum(const Json& counts) {
  std::uint64_t out = 0;
  for (const auto& count : counts) out += count.get<std::uint64_t>();
  return out;
}

/// " (11.2%)" of a known total.
std::string share_of(std::uint64_t part, std::uint64_t total) {
  if (total == 0) return {};
  char text[16];
  std::snprintf(text, sizeof text, " (%.1f%%)", 100.0 * static_cast<double>(part) / static_cast<double>(total));
  return text;
}

std::string what_would_go(const Json& job) {
  const std::uint64_t nominated = number(job, "nominated");
  std::string words = nominated == 0 ? "nothing" : with_commas(nominated);
  if (!job.at("total").is_null()) {
    const std::uint64_t total = number(job, "total");
    words += " of " + with_commas(total) + (nominated == 0 ? "" : share_of(nominated, total));
  }
  if (nominated == 0) return words;
  words += ", about " + human_bytes(number(job, "bytes"));
  if (number(job, "files") > 0) words += ", with " + with_commas(number(job, "files")) + " files";
  return words;
}

void print_samples(const Json& samples, std::ostream& out) {
  const char* label = "such as";
  for (const Json& sample : samples) {
    const Json& key = sample.at("key");
    line(out, label,
         padded(printable(key.is_string() ? key.get<std::string>() : key.dump()), 8) + ' ' +
             padded(short_time(sample.at("time")), 18) + sample.at("reason").get<std::string>());
    label = "";
  }
}

void print_limits(const Json& job, std::ostream& out) {
  const Json& limits = job.at("limits");
  if (limits.at("verdict") != "ok") return line(out, "limits", "OVER: " + limits.at("words").get<std::string>());
  const std::uint64_t all =
      number(job, "nominated") + sum(job.at("dependants")) + sum(job.at("dependants_changed"));
  line(out, "limits",
       "ok: " + with_commas(number(limits, "used") + all) + " of " + with_commas(number(limits, "max_deletes")) +
           " in " + limits.at("window").get<std::string>());
}

/// What the bin takes, and when that space comes free. `document` says how long the bin keeps.
void print_bin(const Json& job, const Json& document, std::ostream& out) {
  if (number(job, "nominated") == 0 || !document.contains("trash")) return;
  const Json& trash = document.at("trash");
  const std::string bytes = human_bytes(number(job, "bytes"));
  line(out, "bin",
       trash.at("frees").is_null() ? "takes about " + bytes + " and keeps it: [trash] has no retention"
                                   : "takes about " + bytes + "; a trash-purge job may free it from " +
                                         short_time(trash.at("frees")) + " UTC");
}

/// What the plan found, and under apply what became of it.
void print_figures(const Json& job, const Json& document, std::ostream& out) {
  if (!job.at("cutoff").is_null()) line(out, "cutoff", "before " + short_time(job.at("cutoff")) + " UTC");
  line(out, "would go", what_would_go(job));
  if (!job.at("oldest").is_null()) {
    line(out, "", "from " + short_time(job.at("oldest")) + " to " + short_time(job.at("newest")));
  }
  for (const auto& [target, rows] : job.at("dependants").items()) {
    line(out, "with it", with_commas(rows.get<std::uint64_t>()) + "  rows of " + target + " go too");
  }
  for (const auto& [target, rows] : job.at("dependants_changed").items()) {
    line(out, "with it", with_commas(rows.get<std::uint64_t>()) + "  rows of " + target + " lose their reference");
  }
  print_counts(job.at("reasons"), "because", out);
  print_counts(job.at("kept"), "kept", out);
  print_counts(job.at("refused"), "refused", out);
  print_samples(job.at("samples"), out);
  print_limits(job, out);
  print_bin(job, document, out);
  if (document.at("mode") == "apply") {
    std::string words = with_commas(number(job, "removed"));
    for (const auto& [name, meaning] :
         {std::pair("changed", " changed meanwhile and kept"), std::pair("gone", " were gone already"),
          std::pair("failed", " failed"), std::pair("shared", " files kept, for another row names them")}) {
      if (number(job, name) > 0) words += ", " + with_commas(number(job, name)) + meaning;
    }
    line(out, "removed", words);
  }
  for (const Json& finding : job.at("findings")) {
    line(out, finding.at("fine").get<bool>() ? "found" : "NOT FINE", finding.at("words"));
  }
}

void print_job(const Json& job, const Json& document, std::ostream& out) {
  out << job.at("job").get<std::string>();
  if (const std::string rule = job.at("rule"); !rule.empty()) {
    out << "  (" << rule << " on " << job.at("store").get<std::string>() << '/'
        << job.at("target").get<std::string>() << ')';
  }
  out << '\n';
  // A job that failed before it had seen an item knows nothing of what would go.
  if (job.at("status") != "failed" || number(job, "scanned") > 0) print_figures(job, document, out);
  for (const Json& note : job.at("notes")) line(out, "note", note);
  const std::string message = job.at("message");
  bool said = message.empty();
  for (const Json& error : job.at("errors")) {
    line(out, "error", error);
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
    print_job(job, document, out);
    nominated += number(job, "nominated");
    removed += number(job, "removed");
    kept += sum(job.at("kept")) + number(job, "changed");
    refused += sum(job.at("refused"));
  }
  if (document.at("jobs").empty()) out << "there are no jobs in the TOML\n";
  if (nominated == 0) out << "nothing to do\n";
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
