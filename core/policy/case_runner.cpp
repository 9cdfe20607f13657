#include "core/policy/case_runner.h"

#include <algorithm>
#include <list>
#include <map>

#include "core/base/rank.h"
#include "core/base/text.h"
#include "core/items/matcher.h"
#include "core/policy/dated_key.h"
#include "core/policy/policy_job.h"
#include "core/policy/quiet_host.h"
#include "core/policy/script.h"

namespace winnow {
namespace {

/// What the policy decided about one item.
struct Decision {
  bool removed = false;
  std::string reason;
};

std::string words_of(bool removed, const std::optional<std::string>& reason) {
  const std::string verdict = removed ? "remove" : "keep";
  return reason ? verdict + ", \"" + *reason + '"' : verdict;
}

/// One case: its items laid out as a store would show them, judged as the host would.
class CaseRun {
 public:
  CaseRun(const CaseJobs& jobs, const PolicyCase& test, const Zone& zone)
      : test_(test),
        zone_(zone),
        host_(test.now, zone),
        job_(jobs.make(test, zone, host_)),
        column_(test.column.empty() ? jobs.column : test.column) {}

  std::vector<std::string> differences() {
    Selection base;
    base.target = "case";
    base.time_field = column_;
    if (test_.retention && !column_.empty()) {
      const Time cutoff = before(test_.now, *test_.retention, zone_);
      base.cutoff = micros_of(cutoff);
      base.reason = "older than " + test_.retention->text;
      base.match = base.scope = Filter::lt(column_, Value::time(cutoff));
    }
    std::optional<Selection> selection = job_->plan(base, {});
    if (!selection)
      throw Error(WINNOW_UNSUPPORTED, "the job removes nothing with these params, so it has no cases");
    // As the host: what the TOML says holds whatever the job answers, and fields that are compared are fetched.
    selection->match = Filter::all_of({base.match, selection->match});
    selection->match.collect_fields(selection->fields);
    std::erase(selection->fields, selection->time_field);
    check_names(*selection);
    lay_out(*selection);
    decide(*selection);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < decisions_.size(); ++i) {
      const CaseItem& expected = test_.items[i];
      const Decision& got = decisions_[i];
      if (got.removed == expected.removed && (!expected.reason || *expected.reason == got.reason)) continue;
      out.push_back((test_.one_item ? "" : "item " + expected.key + ": ") + "expected " +
                    words_of(expected.removed, expected.reason) + "; got " + words_of(got.removed, got.reason));
    }
    return out;
  }

 private:
  /// A misspelt field would be NULL in silence.
  void check_names(const Selection& selection) const {
    std::vector<std::string> known = selection.fields;
    known.push_back(selection.time_field);
    known.emplace_back("key");
    for (const CaseItem& item : test_.items) {
      for (const auto& [name, value] : item.fields) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        const std::string hint = did_you_mean(name, known);
        throw Error(WINNOW_BAD_CONFIG,
                    "the rule reads no field \"" + name + "\"" + (hint.empty() ? "" : "; " + hint));
      }
    }
  }

  void lay_out(const Selection& selection) {
    for (const CaseItem& item : test_.items) {
      std::vector<winnow_value>& fields = fields_.emplace_back();
      const winnow_value time = value(item, selection.time_field);
      const Named& named = named_.emplace_back(read_name(item, time));
      for (const std::string& name : selection.fields) {
        const winnow_value given = value(item, name);
        fields.push_back(given.type == WINNOW_NULL ? answered(named, item, name) : given);
      }
      items_.push_back({borrow(std::string_view{item.key}),
                        {},
                        {},
                        time.type == WINNOW_TIME   ? time.as.i
                        : time.type == WINNOW_NULL ? WINNOW_TIME_NONE
                                                   : WINNOW_TIME_UNREADABLE,
                        0,
                        nullptr});
    }
    for (std::size_t i = 0; i < items_.size(); ++i) items_[i].fields = fields_[i].data();
  }

  /// What the host and a store of files read from a key, where the case does not give it.
  struct Named {
    std::vector<std::pair<std::string, Value>> fields;
  };
  Named read_name(const CaseItem& item, const winnow_value& time) const {
    const bool has_time = time.type == WINNOW_TIME;
    const DatedKey read =
        read_dated_key(item.key, has_time ? std::optional(time_of(time.as.i)) : std::nullopt, zone_);
    const auto slash = item.key.rfind('/');
    const bool deep = slash != std::string::npos;
    return {{{"dated", read.date ? Value::time(*read.date) : Value::null()},
             {"series", Value::of_text(read.series)},
             {"series_folder", Value::of_text(read.folder)},
             {"series_unit", Value::of_text(read.unit)},
             {"key", Value::of_text(item.key)},
             {"folder", Value::of_text(deep ? item.key.substr(0, slash) : "")},
             {"name", Value::of_text(deep ? item.key.substr(slash + 1) : item.key)}}};
  }

  static winnow_value answered(const Named& named, const CaseItem& item, const std::string& name) {
    if (name.starts_with(kRefersPrefix)) return borrow(kZero);
    const bool has_key =
        std::any_of(item.fields.begin(), item.fields.end(), [](const auto& field) { return field.first == "key"; });
    for (const auto& [field, value] : named.fields) {
      if (has_key && field == name) return borrow(value);
    }
    return borrow(kNull);
  }

  static winnow_value value(const CaseItem& item, const std::string& name) {
    for (const auto& [field, value] : item.fields) {
      if (field == name) return borrow(value);
    }
    return borrow(kNull);
  }

  void decide(const Selection& selection) {
    const Matcher match(selection.match, selection);
    decisions_.resize(items_.size());
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (match(items_[i]) != Truth::yes) {
        decisions_[i].reason = test_.retention ? "not past its keep time" : "not matched by where";
      } else {
        groups[selection.group_by.empty() ? std::to_string(i) : group_of(selection, items_[i])].push_back(i);
      }
    }
    for (auto& [name, members] : groups) review(selection, members);
  }

  /// A text that is equal for items of one group.
  static std::string group_of(const Selection& selection, const winnow_item& item) {
    std::string out;
    for (const std::string& name : selection.group_by) {
      const auto at = std::find(selection.fields.begin(), selection.fields.end(), name) - selection.fields.begin();
      const Value field = own(item.fields[at]);
      out += std::to_string(field.type) + ':' + std::to_string(field.i) + ':' + std::to_string(field.text.size()) +
             ':' + field.text;
    }
    return out;
  }

  void review(const Selection& selection, std::vector<std::size_t>& members) {
    // As the host puts a group in order.
    std::stable_sort(members.begin(), members.end(), [this](std::size_t a, std::size_t b) {
      if (items_[a].time != items_[b].time) return items_[a].time > items_[b].time;
      return rank_of(view(items_[a].key)) > rank_of(view(items_[b].key));
    });
    std::vector<winnow_item> group;
    for (const std::size_t member : members) group.push_back(items_[member]);
    std::vector<winnow_verdict> verdicts(group.size(), winnow_verdict{});
    if (job_->reviews()) {
      job_->review(selection, group, verdicts);
    } else {
      verdicts.assign(group.size(), winnow_verdict{1, 0});
    }
    for (std::size_t i = 0; i < members.size(); ++i) {
      const bool nominated = verdicts[i].nominate == 1;
      const bool by_job = nominated && verdicts[i].reason == 0 && test_.retention;
      decisions_[members[i]] = {nominated, by_job ? selection.reason : host_.words(verdicts[i].reason)};
    }
  }

  inline static const Value kNull;
  inline static const Value kZero = Value::integer(0);

  const PolicyCase& test_;
  const Zone& zone_;
  QuietHost host_;
  std::unique_ptr<Job> job_;
  std::string column_;  ///< the time column
  std::vector<std::vector<winnow_value>> fields_;
  std::list<Named> named_;  ///< to which fields_ refers
  std::vector<winnow_item> items_;
  std::vector<Decision> decisions_;
};

CaseResult run_case(const CaseJobs& jobs, const PolicyCase& test, const Zone& zone) {
  CaseResult out{test.name, test.place.text(), {}};
  try {
    out.differences = CaseRun(jobs, test, zone).differences();
  } catch (const std::exception& error) {
    out.differences = {error.what()};
  }
  return out;
}

}  // namespace

SuiteResult run_cases(const std::string& subject, const std::function<CaseJobs()>& load) {
  SuiteResult out;
  out.subject = subject;
  try {
    const CaseJobs jobs = load();
    const std::optional<PolicyCases> cases = read_cases(cases_file_of(subject));
    out.without_cases = !cases || cases->cases.empty();
    if (out.without_cases) return out;
    for (const PolicyCase& test : cases->cases) out.cases.push_back(run_case(jobs, test, cases->zone));
  } catch (const std::exception& error) {
    out.error = error.what();
  }
  return out;
}

SuiteResult run_policy_cases(const std::string& policy_file, const Clock& clock) {
  return run_cases(policy_file, [&] {
    const PolicySource source = read_policy(policy_file);
    // What does not even load is no policy, whether or not there are cases.
    QuietHost quiet(Time{}, Zone{});
    const Script loads(source, quiet, Zone{}, clock, PolicyLimits{});
    return CaseJobs{[source, &clock](const PolicyCase& test, const Zone& zone, Host& host) {
                      const Place place{test.place.file, test.place.line, test.place.column};
                      return std::make_unique<PolicyJob>(source, test.params, place, zone, host, clock);
                    },
                    ""};
  });
}

bool all_passed(std::span<const SuiteResult> results) {
  return std::all_of(results.begin(), results.end(), [](const SuiteResult& suite) {
    return suite.error.empty() && std::all_of(suite.cases.begin(), suite.cases.end(),
                                              [](const CaseResult& test) { return test.differences.empty(); });
  });
}

}  // namespace winnow
