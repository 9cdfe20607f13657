#include "core/plan/preview.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/session.h"
#include "core/judge/declared.h"
#include "core/report/html_report.h"
#include "core/report/status.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;
namespace po = boost::program_options;

constexpr std::size_t kCurve = 40;  // columns of the longest bar

std::vector<std::string> split(const std::string& list, const char* option) {
  std::vector<std::string> out;
  std::istringstream in(list);
  for (std::string value; std::getline(in, value, ',');) {
    if (value.empty()) throw configuration_failure(option, "a value is empty");
    out.push_back(value);
  }
  if (out.empty()) throw configuration_failure(option, "needs values", "write them like 30d,60d,90d");
  return out;
}

PreviewQuestion read_question(const Invocation& invocation) {
  if (invocation.has("retention") == invocation.has("set")) {
    throw configuration_failure("", "give either --retention or --set",
                                "winnow preview JOB --retention 30d,60d,90d, or: --set days=30,60");
  }
  if (invocation.has("retention")) return {"retention", split(invocation.text("retention"), "--retention")};
  const std::string text = invocation.text("set");
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw configuration_failure("--set", "is not NAME=VALUES", "write it like days=30,60");
  }
  return {text.substr(0, equals), split(text.substr(equals + 1), "--set")};
}

const PreviewRow* today_of(const std::vector<PreviewRow>& rows) {
  const auto at = std::find_if(rows.begin(), rows.end(), [](const PreviewRow& row) { return row.today; });
  return at == rows.end() || !at->trouble.empty() ? nullptr : &*at;
}

std::int64_t against(const PreviewRow& row, const PreviewRow& today) {
  return static_cast<std::int64_t>(row.items) - static_cast<std::int64_t>(today.items);
}

Json json_of(const std::string& job, const std::string& name, const std::vector<PreviewRow>& rows) {
  const PreviewRow* today = today_of(rows);
  Json values = Json::array();
  for (const PreviewRow& row : rows) {
    Json value = {{"value", row.value}, {"today", row.today}};
    if (row.trouble.empty()) {
      value["items"] = row.items;
      value["bytes"] = row.bytes;
      value["against_today"] = today == nullptr ? Json() : Json(against(row, *today));
    } else {
      value["error"] = row.trouble;
    }
    values.push_back(std::move(value));
  }
  return {{"job", job}, {"varies", name}, {"values", values}};
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.insert(0, width - text.size(), ' ');
  return text;
}

std::string difference(const PreviewRow& row, const PreviewRow* today) {
  if (today == nullptr || row.today) return row.today ? "today" : "";
  const std::int64_t more = against(row, *today);
  return (more < 0 ? "-" : "+") + with_commas(static_cast<std::uint64_t>(more < 0 ? -more : more));
}

void print(const std::string& name, const std::vector<PreviewRow>& rows) {
  std::uint64_t most = 1;
  std::size_t width = name.size();
  for (const PreviewRow& row : rows) {
    most = std::max(most, row.items);
    width = std::max(width, row.value.size());
  }
  std::cout << padded(name, width) << padded("items", 14) << padded("bytes", 12) << padded("today", 14) << '\n';
  for (const PreviewRow& row : rows) {
    std::cout << padded(row.value, width);
    if (!row.trouble.empty()) {
      std::cout << "  cannot be planned: " << row.trouble << '\n';
      continue;
    }
    const double share = static_cast<double>(row.items) / static_cast<double>(most);
    std::cout << padded(with_commas(row.items), 14) << padded(human_bytes(row.bytes), 12)
              << padded(difference(row, today_of(rows)), 14) << "  "
              << std::string(static_cast<std::size_t>(share * kCurve), row.today ? '*' : '#') << '\n';
  }
  std::cout << "preview only: nothing was removed\n";
}

}  // namespace

void declare_preview(OptionsDescription& options) {
  options.add_options()("retention", po::value<std::string>()->value_name("LIST"), "retentions, as in 30d,60d,90d")(
      "set", po::value<std::string>()->value_name("NAME=LIST"), "values of a parameter or option of the rule")(
      "html", po::value<std::string>()->value_name("FILE"), "also as a page for a browser");
}

int preview_command(const Invocation& invocation) {
  const std::vector<std::string> words = invocation.list("args");
  if (words.size() != 1) throw configuration_failure("", "name one job", "winnow preview JOB --retention 30d,60d");
  const PreviewQuestion question = read_question(invocation);
  const Time now = SystemClock().now();
  Session session(invocation.globals, new_run_id(now), now);
  check_declared(session.config(), session.world().registry);
  if (invocation.has("html")) check_page_file(invocation.text("html"));
  const std::vector<PreviewRow> rows = preview(session.config().job(words[0]), session.world(), question);
  if (invocation.has("html")) {
    std::ostringstream page;
    print_html(words[0], question, rows, now, page);
    write_page(invocation.text("html"), page.str());
  }
  if (invocation.globals.json) {
    std::cout << json_of(words[0], question.name, rows).dump(2) << '\n';
  } else {
    print(question.name, rows);
  }
  const bool all = std::all_of(rows.begin(), rows.end(), [](const PreviewRow& row) { return row.trouble.empty(); });
  return all ? kDone : kFailed;
}

}  // namespace winnow
