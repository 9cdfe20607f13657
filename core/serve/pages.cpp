#include "core/serve/pages.h"

#include <array>
#include <sstream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/report/health.h"
#include "core/report/html_report.h"
#include "core/report/metrics.h"
#include "core/report/past_runs.h"
#include "core/safety/own_state.h"
#include "core/state/hold_rows.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;
using Column = HtmlTable::Column;
constexpr auto kNumbers = Column::Holds::numbers;

constexpr const char* kHtml = "text/html; charset=utf-8";
constexpr const char* kJson = "application/json";
constexpr const char* kText = "text/plain; charset=utf-8";
constexpr const char* kMetrics = "text/plain; version=0.0.4; charset=utf-8";

constexpr int kAnew = 60;                // seconds, after which a browser asks again
constexpr std::size_t kMostRuns = 100;   // of /runs
constexpr std::size_t kLatestRuns = 10;  // of the first page

/// What a page is made from.
struct Desk {
  const Config& config;
  State* state;  ///< nullptr: there is none yet
  const PageSource& source;
  Time now;
};

/// Nothing of that name.
struct NotFound {
  std::string words;
};

Html number(std::uint64_t count) {
  return html(with_commas(count));
}

std::string time_text(const std::optional<Time>& at, const char* otherwise) {
  return at ? iso_minutes(*at) + " UTC" : otherwise;
}

Html navigation() {
  return link("/", "status") + html(" · ") + link("/runs", "runs") + html(" · ") + link("/bin", "bin") +
         html(" · ") + link("/holds", "holds");
}

Health health(const Desk& desk, const std::vector<std::string>& jobs) {
  return health_of(desk.config, desk.state, jobs, {desk.now, desk.source.max_age});
}

Html run_link(const std::string& run) {
  return link("/runs/" + run, run);
}

HtmlTable runs_table(const Desk& desk, std::size_t most) {
  HtmlTable table{"Past runs, the newest first",
                  {{"run"},
                   {"mode"},
                   {"began (UTC)"},
                   {"status", kNumbers},
                   {"would go", kNumbers},
                   {"removed", kNumbers},
                   {"by"},
                   {"jobs"}},
                  {}};
  if (desk.state == nullptr) return table;
  for (const Json& run : list_past_runs(*desk.state, {}, most, desk.now)) {
    std::string jobs;
    for (const Json& job : run.at("jobs")) {
      jobs +=
          (jobs.empty() ? "" : ", ") + job.at("job").get<std::string>() + " " + job.at("status").get<std::string>();
    }
    const Json& status = run.at("status");
    table.rows.push_back(
        {run_link(run.at("run").get<std::string>()), html(run.at("mode").get<std::string>()),
         html(run.at("started").get<std::string>().substr(0, 16)),
         status.is_null() ? html("no end yet")
                          : badge(status.dump(), status == kDone ? Tone::fine : Tone::alarming),
         number(run.at("nominated").get<std::uint64_t>()), number(run.at("removed").get<std::uint64_t>()),
         html(run.at("operator").get<std::string>() + " on " + run.at("host").get<std::string>()), html(jobs)});
  }
  return table;
}

void print_jobs(const Health& health, HtmlPage& page) {
  HtmlTable table{
      "Jobs", {{"job"}, {""}, {"last success (UTC)"}, {"last run"}, {"of the limit", kNumbers}, {"problems"}}, {}};
  for (const JobHealth& job : health.jobs) {
    std::string problems;
    for (const Problem& problem : job.problems) problems += (problems.empty() ? "" : "; ") + problem.words;
    const bool well = job.problems.empty();
    table.rows.push_back(
        {link("/status/" + job.job, job.job), badge(well ? "well" : "not well", well ? Tone::fine : Tone::alarming),
         html(time_text(job.last_success, "never")), job.last_run ? run_link(job.last_run->run) : Html{},
         job.breaker ? html(with_commas(job.breaker->used) + " of " + with_commas(job.breaker->max_deletes) +
                            " in " + job.breaker->window)
                     : Html{},
         html(problems)});
  }
  page.table(table);
}

PageAnswer first_page(const Desk& desk, const std::string&) {
  std::ostringstream out;
  {
    const Health all = health(desk, {});
    HtmlPage page(out, all.well() ? "winnow: all is well" : "winnow: not all is well", kAnew);
    page.paragraph(navigation());
    page.facts(
        {{"at", html(iso_minutes(desk.now) + " UTC")},
         {"configuration", code(desk.config.file.string())},
         {"bin",
          html(count_of(all.bin_items, "item", "items") + ", about " + human_bytes(all.bin_bytes) +
               (all.for_a_person > 0 ? ", of them in conflict or in doubt: " + with_commas(all.for_a_person) : "") +
               (all.overdue > 0 ? ", of them overdue: " + with_commas(all.overdue) : "") +
               (all.bin_trouble.empty() ? "" : "; " + all.bin_trouble))},
         {"ledger's head",
          desk.state == nullptr ? html("there is no state yet") : code(Ledger(*desk.state).head().hash)},
         {"for monitors", link("/status", "/status") + html(", ") + link("/metrics", "/metrics") + html(", ") +
                              link("/healthz", "/healthz")}});
    print_jobs(all, page);
    page.table(runs_table(desk, kLatestRuns));
  }
  return {200, kHtml, out.str()};
}

PageAnswer runs_page(const Desk& desk, const std::string&) {
  std::ostringstream out;
  {
    HtmlPage page(out, "winnow: runs", kAnew);
    page.paragraph(navigation());
    page.table(runs_table(desk, kMostRuns));
  }
  return {200, kHtml, out.str()};
}

PageAnswer run_page(const Desk& desk, const std::string& name) {
  if (desk.state == nullptr) throw NotFound{"there is no run yet"};
  std::string run;
  try {
    run = find_past_run(*desk.state, name, desk.now);
  } catch (const Failure& failure) {
    throw NotFound{failure.message()};
  }
  const RunReport report = past_report(*desk.state, run);
  std::ostringstream out;
  print_html(report, surroundings_of(report, desk.config, *desk.state, desk.now), out);
  return {200, kHtml, out.str()};
}

PageAnswer bin_page(const Desk& desk, const std::string&) {
  std::ostringstream out;
  {
    HtmlPage page(out, "winnow: the bin", kAnew);
    page.paragraph(navigation());
    if (desk.state != nullptr) print_bin(bin_figures_of(desk.config, *desk.state, desk.now), page);
  }
  return {200, kHtml, out.str()};
}

/// Keys and conditions of a hold name people; who must see them asks `winnow hold list`.
PageAnswer holds_page(const Desk& desk, const std::string&) {
  std::ostringstream out;
  {
    HtmlPage page(out, "winnow: holds", kAnew);
    page.paragraph(navigation());
    HtmlTable table{"Holds that stand",
                    {{"hold"}, {"on"}, {"keys", kNumbers}, {"reason"}, {"by"}, {"since (UTC)"}, {"until (UTC)"}},
                    {}};
    const Time now = SystemClock().now();
    const std::vector<Hold> holds = desk.state == nullptr ? std::vector<Hold>{} : HoldRows(*desk.state).all();
    for (const Hold& hold : holds) {
      if (!hold.stands(now)) continue;
      table.rows.push_back({code(hold.id), code(hold.store + "/" + hold.target),
                            hold.keys.empty() ? html("") : number(hold.keys.size()), html(hold.reason),
                            html(hold.who), html(iso_minutes(hold.at)),
                            html(hold.until ? iso_minutes(*hold.until) : "released")});
    }
    if (table.rows.empty()) page.paragraph(html("No hold stands."));
    page.table(table);
  }
  return {200, kHtml, out.str()};
}

PageAnswer status_document(const Desk& desk, const std::string& job) {
  if (!job.empty()) {
    try {
      desk.config.job(job);
    } catch (const Failure& failure) {
      throw NotFound{failure.message()};
    }
  }
  const Health found = health(desk, job.empty() ? std::vector<std::string>{} : std::vector{job});
  // Of one job the bin, which is everybody's, is no matter.
  const bool well = job.empty() ? found.well() : found.jobs.front().problems.empty();
  return {well ? 200 : 503, kJson, to_json(found).dump(2, ' ', false, Json::error_handler_t::replace) + "\n"};
}

PageAnswer metrics_document(const Desk& desk, const std::string&) {
  std::ostringstream out;
  print_metrics(metrics_after(desk.config, RunReport{}), out);
  return {200, kMetrics, out.str()};
}

enum class Rest { none, needed, may_follow };

struct Route {
  std::string_view path;
  Rest rest;  ///< whether a name follows the path
  PageAnswer (*answer)(const Desk& desk, const std::string& name);
};
constexpr std::array kRoutes = {Route{"/", Rest::none, first_page},
                                Route{"/runs", Rest::none, runs_page},
                                Route{"/runs", Rest::needed, run_page},
                                Route{"/bin", Rest::none, bin_page},
                                Route{"/holds", Rest::none, holds_page},
                                Route{"/status", Rest::may_follow, status_document},
                                Route{"/metrics", Rest::none, metrics_document}};

/// The name behind the route's path; nullopt: this is another path.
std::optional<std::string> name_behind(const Route& route, const std::string& path) {
  if (path == route.path && route.rest != Rest::needed) return "";
  if (route.rest == Rest::none || !path.starts_with(std::string(route.path) + "/")) return std::nullopt;
  std::string name = path.substr(route.path.size() + 1);
  if (name.empty()) return std::nullopt;
  return name;
}

}  // namespace

PageAnswer plain_answer(int status, const std::string& words) {
  return {status, kText, words + "\n"};
}

PageAnswer answer_to(const std::string& path, const PageSource& source, Time now) {
  try {
    for (const Route& route : kRoutes) {
      const std::optional<std::string> name = name_behind(route, path);
      if (!name) continue;
      const Config config = load_config(source.config, now);
      std::optional<State> state = open_existing_state(config);
      return route.answer({config, state ? &*state : nullptr, source, now}, *name);
    }
    throw NotFound{"there is no such page; / links to all there are"};
  } catch (const NotFound& missing) {
    return plain_answer(404, missing.words);
  } catch (const Failure& failure) {
    return plain_answer(failure.kind() == FailureKind::configuration ? 500 : 503, failure.what());
  } catch (const std::exception& error) {
    return plain_answer(500, error.what());
  }
}

}  // namespace winnow
