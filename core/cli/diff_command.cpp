#include "core/plan/difference.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/commands.h"
#include "core/cli/session.h"
#include "core/config/other_version.h"
#include "core/judge/declared.h"
#include "core/report/json.h"
#include "core/report/markdown.h"
#include "core/report/status.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kApproved = "what was approved";

/// The first word is a TOML unless it names a job.
struct Words {
  std::string old_toml;  ///< empty: the approved forms
  std::vector<std::string> jobs;
};

Words read_words(const Invocation& invocation, const Config& config) {
  Words out{"", invocation.list("args")};
  if (out.jobs.empty()) return out;
  const std::string& first = out.jobs.front();
  const bool is_job =
      std::any_of(config.jobs.begin(), config.jobs.end(), [&](const JobConfig& job) { return job.name == first; });
  const bool looks_like_file = first.find('/') != std::string::npos || first.ends_with(".toml");
  if (is_job && !looks_like_file) return out;
  if (!looks_like_file && !std::filesystem::exists(first)) config.job(first);  // says which job may have been meant
  out.old_toml = first;
  out.jobs.erase(out.jobs.begin());
  return out;
}

const JobConfig* find_job(const Config& config, const std::string& name) {
  const auto at =
      std::find_if(config.jobs.begin(), config.jobs.end(), [&](const JobConfig& job) { return job.name == name; });
  return at == config.jobs.end() ? nullptr : &*at;
}

/// In the order of the TOML, then what only the old one has.
std::vector<std::string> names_of(const Words& words, const Config& before, const Config& after) {
  std::vector<std::string> out;
  for (const Config* config : {&after, &before}) {
    for (const JobConfig& job : config->jobs) {
      const bool wanted = words.jobs.empty() || std::ranges::find(words.jobs, job.name) != words.jobs.end();
      if (wanted && std::ranges::find(out, job.name) == out.end()) out.push_back(job.name);
    }
  }
  for (const std::string& name : words.jobs) {
    if (std::ranges::find(out, name) == out.end()) after.job(name);
  }
  return out;
}

std::vector<JobDifference> against_toml(const Words& words, Session& session, const std::string& run, Time now) {
  Session old_session(load_other_version(words.old_toml, session.config()), run, now);
  std::vector<JobDifference> out;
  for (const std::string& name : names_of(words, old_session.config(), session.config())) {
    const auto version = [&](Session& one) {
      const JobConfig* job = find_job(one.config(), name);
      return Version{job == nullptr ? std::nullopt : std::optional(*job), &one.world()};
    };
    out.push_back(difference(name, version(old_session), version(session)));
  }
  return out;
}

std::vector<JobDifference> against_approved(const Words& words, Session& session) {
  World& world = session.world();
  std::vector<JobDifference> out;
  for (const std::string& name : names_of(words, session.config(), session.config())) {
    Version before{std::nullopt, &world};
    std::string trouble;
    try {
      before.job = approved_version(name, world);
    } catch (const std::exception& error) {
      trouble = error.what();
    }
    out.push_back(difference(name, before, {session.config().job(name), &world}));
    if (!trouble.empty()) out.back().trouble = "the approved form: " + trouble;
  }
  return out;
}

/// An array of the parts.
template <class Part>
Json list_of(const std::vector<Part>& parts) {
  Json out = Json::array();
  for (const Part& part : parts) out.push_back(winnow::to_json(part));
  return out;
}

Json to_json(const Share& share) {
  return {{"items", share.items}, {"bytes", share.bytes}, {"samples", list_of(share.samples)}};
}

Json to_json(const JobDifference& job) {
  Json changes = Json::array();
  for (const FormChange& change : job.changes) {
    changes.push_back({{"key", change.key}, {"from", change.before}, {"to", change.after}});
  }
  return {{"job", job.job},
          {"store", job.store},
          {"target", job.target},
          {"kind", word_of(job.kind)},
          {"before", {{"items", job.before.items}, {"bytes", job.before.bytes}}},
          {"after", {{"items", job.after.items}, {"bytes", job.after.bytes}, {"ages", list_of(job.ages)}}},
          {"more", to_json(job.more)},
          {"less", to_json(job.less)},
          {"changes", changes},
          {"error", job.trouble}};
}

void print_side(const char* label, const Share& share) {
  for (const Sample& sample : share.samples) {
    const bool timed = sample.time != WINNOW_TIME_NONE && sample.time != WINNOW_TIME_UNREADABLE;
    std::cout << "    " << label << printable(sample.key) << "  "
              << (timed ? iso_minutes(time_of(sample.time)) : "-") << "  " << sample.reason << '\n';
    label = "         ";
  }
}

bool shows_ages(const JobDifference& job) {
  return job.trouble.empty() && job.after.items > 0 && !job.ages.empty();
}

/// How many a longer retention would still take.
void print_ages(const JobDifference& job) {
  if (!shows_ages(job)) return;
  for (const AgeStep& step : job.ages)
    std::cout << "    of all older than " << step.older_than << ": " << with_commas(step.items) << '\n';
}

std::string size_of(const Share& share) {
  return with_commas(share.items) + (share.items == 0 ? "" : ", about " + human_bytes(share.bytes));
}

void print(const JobDifference& job) {
  std::cout << job.job << ": ";
  if (!job.trouble.empty()) {
    std::cout << "cannot be planned: " << job.trouble << '\n';
    return;
  }
  if (job.kind == JobDifference::Kind::added) std::cout << "new; ";
  if (job.kind == JobDifference::Kind::dropped) std::cout << "dropped; ";
  std::cout << "more " << size_of(job.more) << "; fewer " << size_of(job.less) << "; in all "
            << with_commas(job.after.items) << ", " << with_commas(job.before.items) << " before\n";
  for (const FormChange& change : job.changes) {
    std::cout << "    changed  " << words_of(change) << '\n';
  }
  print_ages(job);
  print_side("more     ", job.more);
  print_side("fewer    ", job.less);
}

}  // namespace

void declare_diff(OptionsDescription& options) {
  options.add_options()("markdown", "as Markdown, for a comment on a change");
}

int diff_command(const Invocation& invocation) {
  const Time now = SystemClock().now();
  const std::string run = new_run_id(now);
  Session session(invocation.globals, run, now);
  check_declared(session.config(), session.world().registry);
  const Words words = read_words(invocation, session.config());
  const std::vector<JobDifference> jobs =
      words.old_toml.empty() ? against_approved(words, session) : against_toml(words, session, run, now);
  const bool whole = std::ranges::all_of(jobs, [](const JobDifference& job) { return job.trouble.empty(); });
  const int status = whole ? kDone : kFailed;
  const std::string before = words.old_toml.empty() ? kApproved : words.old_toml;
  if (invocation.globals.json) {
    Json rows = Json::array();
    for (const JobDifference& job : jobs) rows.push_back(to_json(job));
    const Json document = {{"against", before}, {"as_of", iso(now)}, {"jobs", rows}, {"status", status}};
    std::cout << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
  } else if (invocation.has("markdown")) {
    print_markdown(jobs, before, std::cout);
  } else {
    for (const JobDifference& job : jobs) print(job);
    if (std::ranges::any_of(jobs, shows_ages)) {
      std::cout << "what a shorter retention would take: winnow preview JOB --retention VALUES\n";
    }
    std::cout << "against " << printable(before) << "; nothing was removed\n";
  }
  return status;
}

}  // namespace winnow
