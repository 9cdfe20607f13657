#include "core/plan/planner.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/judge/judge.h"
#include "core/plan/group_sorter.h"
#include "core/plan/unknown_values.h"
#include "core/plan/waiting.h"

namespace winnow {
namespace {

constexpr std::array kAgeSteps = {2, 3, 5, 10};  // of the retention

/// Counts and writes down what the judge says.
class Weigher {
 public:
  Weigher(const Setup& setup, const Selection& selection, World& world, Tally& tally, const PlanSinks& sinks)
      : setup_(setup),
        selection_(selection),
        judge_(setup, world.host, selection),
        host_(world.host),
        tally_(tally),
        sinks_(sinks),
        before_(setup.rule.rotated ? setup.rule.rotated() : Sets{}),
        hanging_rows_(setup, world) {
    const auto consider = [&](const Duration& keep) {
      const Time once = before(world.as_of, keep, world.config.zone);
      const Time twice = before(once, keep, world.config.zone);
      if (!long_overdue_ || twice < *long_overdue_) long_overdue_ = twice;
    };
    if (setup.job->retention) {
      consider(*setup.job->retention);
      note_age_steps(*setup.job->retention, world);
    }
    for (const Duration& keep : setup.rule.keep_times) consider(keep);
    for (const Fact& fact : setup.facts) has_dependants_ = has_dependants_ || fact.kind == WINNOW_FACT_DEPENDANT;
    if (hanging_rows_.may_keep() && sinks.covers == PlanSinks::Covers::target)
      waiting_.emplace(setup, selection, world, hanging_rows_);
    if (sinks.listed != nullptr)
      judge_.follow([&sinks](const winnow_item& item) { return sinks.listed->has(item); });
  }

  void note_age_steps(const Duration& retention, const World& world) {
    tally_.ages.clear();
    for (const int factor : kAgeSteps) {
      const std::optional<Duration> longer = times(retention, factor);
      if (!longer) break;
      tally_.ages.push_back({longer->text});
      age_steps_.push_back(micros_of(before(world.as_of, *longer, world.config.zone)));
    }
  }

  static bool kept_on_purpose(Step step) {
    return step == Step::held || step == Step::hold_if || step == Step::referenced || step == Step::scope ||
           step == Step::hanging;
  }

  /// What no keep time of the job can explain any more. Holds and references keep on purpose, however long; a time
  /// that stands for "never" is no age.
  void note_age(const winnow_item& item) {
    if (item.time == WINNOW_TIME_NONE || item.time == WINNOW_TIME_UNREADABLE || !long_overdue_) return;
    const bool never = item.time < micros_of(setup_.job->earliest);
    if (!never && item.time < micros_of(*long_overdue_)) ++tally_.long_overdue;
  }

  void page(std::span<const winnow_item> items) {
    candidates_.clear();
    for (const winnow_item& item : judge_.show(items)) {
      const std::optional<Decision> early = judge_.admit(item);
      if (!early || early->step != Step::scope) ++tally_.scanned;
      if (early) {
        take(item, *early);
      } else {
        candidates_.push_back(item);
      }
    }
    pour();
    if (sinks_.progress) sinks_.progress(tally_);
  }

  /// The items of the last page that are to be decided.
  const std::vector<winnow_item>& candidates() const { return candidates_; }

  /// Decides candidates; under group_by they must be one whole group.
  void decide(std::span<const winnow_item> items) {
    if (!selection_.group_by.empty() && !items.empty()) {
      ++groups_.all;
      if (items.size() == 1) ++groups_.alone;
    }
    const std::span<const Decision> decisions = judge_.decide(items);
    if (!waiting_) return take(items, decisions);
    waiting_->take(items, decisions);
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      if (decisions[i].answer != Answer::nominate) take(items[i], decisions[i]);
    }
  }

  /// All items have been judged.
  void finish() {
    if (waiting_) {
      waiting_->each([this](std::span<const winnow_item> items, std::span<const Decision> decisions) {
        take(items, decisions);
      });
      if (!waiting_->trouble().empty()) {
        tally_.notes.push_back("rows that stay because of what hangs on them are not told from those that go: " +
                               waiting_->trouble());
      }
    }
    pour();
    count_sets();
    if (sinks_.lines == nullptr) return;
    for (const Reasons* some : {&tally_.dependants, &tally_.dependants_changed}) {
      for (const auto& [target, rows] : *some) sinks_.lines->along(target, rows);
    }
  }

 private:
  /// A policy's own sets are told where it rotates; its groups may hold several of them.
  void count_sets() {
    const Sets now = setup_.rule.rotated ? setup_.rule.rotated() : Sets{};
    const Sets own{now.all - before_.all, now.alone - before_.alone};
    const Sets& sets = own.all > 0 ? own : groups_;
    tally_.groups = sets.all;
    tally_.singletons = sets.alone;
  }

  void pour() {
    kept_.pour_into(tally_.kept, host_);
    refused_.pour_into(tally_.refused, host_);
    going_.pour_into(tally_.reasons, host_);
  }

  void take(std::span<const winnow_item> items, std::span<const Decision> decisions) {
    std::vector<std::string_view> going;
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      take(items[i], decisions[i]);
      if (decisions[i].answer == Answer::nominate) going.push_back(view(items[i].key));
    }
    take_files(items, decisions);
    if (has_dependants_ && !going.empty()) count_dependants(going);
  }

  void take(const winnow_item& item, const Decision& decision) {
    if (!decision.news) return;
    switch (decision.answer) {
      case Answer::keep:
        kept_.add(decision.reason);
        if (!kept_on_purpose(decision.step)) note_age(item);
        return write(item, PlanLines::Verdict::keep, decision);
      case Answer::refuse:
        refused_.add(decision.reason);
        if (decision.step == Step::guard) note_age(item);
        if (decision.step == Step::stuck_file) note_stuck(item, decision);
        return write(item, PlanLines::Verdict::refuse, decision);
      case Answer::nominate: return nominate(item, decision);
    }
  }

  /// A row that should go and cannot is told by its name, unlike one that the guard would refuse for ever.
  void note_stuck(const winnow_item& item, const Decision& decision) {
    ++tally_.stuck;
    const std::string words =
        "its file " + printable(decision.detail) + " cannot be moved (" + host_.words(decision.reason) + ")";
    if (tally_.errors.size() < kMostErrors) {
      tally_.errors.push_back(printable(view(item.key)) + ": " + words + ", so it stays too");
    }
    if (tally_.notes.size() < kSamples) {
      tally_.notes.push_back("row " + printable(view(item.key)) + " will stay: " + words);
    }
  }

  void write(const winnow_item& item, PlanLines::Verdict verdict, const Decision& decision) {
    if (sinks_.lines == nullptr) return;
    const std::string words = host_.words(decision.reason);
    sinks_.lines->item(
        item, verdict,
        decision.step == Step::file || decision.step == Step::stuck_file ? "its file: " + words : words);
  }

  /// A cascade is a deletion, so the plan shows it; where the store cannot count, removing says why.
  void count_dependants(const std::vector<std::string_view>& keys) {
    try {
      for (const DependantCount& some : setup_.store->store->dependants(selection_.target, keys)) {
        // All rows of the target itself that hang on those that go were found to go, too.
        if (waiting_ && waiting_->trouble().empty() && some.target == selection_.target) continue;
        if (some.gone > 0) tally_.dependants[some.target] += some.gone;
        if (some.changed > 0) tally_.dependants_changed[some.target] += some.changed;
      }
    } catch (const Error& error) {
      if (error.code() == WINNOW_STOPPED || error.code() == WINNOW_UNAVAILABLE) throw;
      has_dependants_ = false;
      tally_.dependants.clear();
      tally_.dependants_changed.clear();
      tally_.notes.push_back("what hangs on the rows cannot be counted: " + std::string(error.what()));
    }
  }

  void nominate(const winnow_item& item, const Decision& decision) {
    ++tally_.nominated;
    going_.add(decision.reason);
    tally_.bytes += item.bytes;
    if (item.time != WINNOW_TIME_NONE && item.time != WINNOW_TIME_UNREADABLE) {
      const Time at = time_of(item.time);
      if (!tally_.oldest || at < *tally_.oldest) tally_.oldest = at;
      if (!tally_.newest || at > *tally_.newest) tally_.newest = at;
      for (std::size_t i = 0; i < age_steps_.size() && item.time < age_steps_[i]; ++i) {
        ++tally_.ages[i].items;
        tally_.ages[i].bytes += item.bytes;
      }
    }
    if (tally_.samples.size() < kSamples) {
      tally_.samples.push_back({std::string(view(item.key)), item.time, host_.words(decision.reason)});
    }
    write(item, PlanLines::Verdict::nominate, decision);
    if (sinks_.nominated) sinks_.nominated(planned_item(selection_, item, decision));
  }

  /// Counts the files that go with the rows, each once.
  void take_files(std::span<const winnow_item> items, std::span<const Decision> decisions) {
    std::set<std::pair<std::uint32_t, std::string_view>> known;
    for (std::size_t i = 0; i < decisions.size(); ++i) {
      for (const LinkedFile& file : decisions[i].files) {
        if (!known.emplace(file.link, file.key).second) continue;
        if (!file.there) {
          ++tally_.files_missing;
          continue;
        }
        ++tally_.files;
        tally_.bytes += file.bytes;
        if (sinks_.lines == nullptr) continue;
        sinks_.lines->file(setup_.links[file.link].store->config->name, file.key, file.bytes, view(items[i].key));
      }
    }
  }

  const Setup& setup_;
  const Selection& selection_;
  Judge judge_;
  HostServices& host_;
  Tally& tally_;
  const PlanSinks& sinks_;
  std::optional<Time> long_overdue_;     ///< twice the longest keep time ago
  std::vector<std::int64_t> age_steps_;  ///< so long ago; beside tally_.ages
  bool has_dependants_ = false;
  const Sets before_;  ///< a second look asks the same rule again
  Sets groups_;
  HangingRows hanging_rows_;
  std::optional<Waiting> waiting_;
  std::vector<winnow_item> candidates_;
  Counts kept_, refused_, going_;
};

}  // namespace

void weigh(const Setup& setup, const Selection& selection, World& world, Tally& tally, const PlanSinks& sinks) {
  Weigher weigher(setup, selection, world, tally, sinks);
  const std::string where = "job " + setup.job->name;
  const Selection stored = stored_selection(setup, selection);
  try {
    // Page after page asks who names its items: what the columns say is read once.
    if (setup.names && !setup.names->none() && setup.store->key_rules) setup.names->read_all();
    if (selection.group_by.empty()) {
      setup.store->store->scan(stored, [&](std::span<const winnow_item> items) {
        weigher.page(items);
        weigher.decide(weigher.candidates());
        return world.host.stopping() ? Next::stop : Next::more;
      });
    } else {
      GroupSorter sorter(selection);
      setup.store->store->scan(stored, [&](std::span<const winnow_item> items) {
        weigher.page(items);
        for (const winnow_item& item : weigher.candidates()) sorter.add(item);
        return world.host.stopping() ? Next::stop : Next::more;
      });
      sorter.each_group([&](std::span<const winnow_item> group) { weigher.decide(group); });
    }
  } catch (const Error& error) {
    throw failure_of(where, error);
  }
  // Half a listing decides nothing, however it came to its end.
  if (world.host.stopping()) throw Failure(where, "stopped while planning; nothing was removed");
  if (setup.names) {
    note_unknown_values(setup, tally);
    setup.names->forget();
  }
  weigher.finish();
}

}  // namespace winnow
