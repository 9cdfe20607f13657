#include "core/judge/field_check.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/text.h"

namespace winnow {
namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string out = "its columns are ";
  for (const std::string& name : names) out += (&name == &names.front() ? "" : ", ") + name;
  return out;
}

bool is_known(const std::string& field, const std::vector<std::string>& known) {
  const bool open_ended = known.empty() || field.starts_with("tag.");
  return open_ended || std::find(known.begin(), known.end(), field) != known.end();
}

}  // namespace

std::vector<std::string> field_names(const std::vector<Fact>& facts) {
  std::vector<std::string> out;
  for (const Fact& fact : facts) {
    if (fact.kind == WINNOW_FACT_FIELD) out.push_back(fact.name);
  }
  return out;
}

void check_asked_field(const std::string& field, const std::vector<std::string>& known, const JobConfig& job) {
  if (is_known(field, known)) return;
  const std::string rule = job.policy.empty() ? "plugin " + job.plugin : job.policy;
  const std::string hint = did_you_mean(field, known);
  throw Failure(job.place("").text(),
                "there is no column \"" + field + "\" in " + job.target + ", for which " + rule + " asks",
                hint.empty() ? listed(known) : hint);
}

void check_field(const std::string& field, const std::vector<std::string>& known, const JobConfig& job,
                 const std::string& key) {
  if (is_known(field, known)) return;
  std::string hint = did_you_mean(field, known);
  // A column that nobody wrote is the rule's default, and which one it is here only a person knows.
  if (key.empty() || hint.empty())
    hint = listed(known) + (key.empty() ? "; write column = \"...\" with the one that tells the age" : "");
  throw Failure(job.place(key).text(), "there is no column \"" + field + "\" in " + job.target, hint);
}

}  // namespace winnow
