#include "core/plan/planner.h"

#include <algorithm>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/judge/references.h"
#include "core/plan/group_sorter.h"

namespace winnow {
namespace {

constexpr std::size_t kSamples = 5;

class Weigher {
 public:
  Weigher(const Setup& setup, const Selection& selection, World& world, Tally& tally, const PlanSinks& sinks)
      : setup_(setup),
        selection_(selection),
        scope_(selection.scope, selection, setup.job->earliest),
        world_(world),
        with_references_(setup, world),
        tally_(tally),
        sinks_(sinks) {
    const auto consider = [&](const Duration& keep) {
      const Time once = before(world.as_of, keep, world.config.zone);
      const Time twice = before(once, keep, world.config.zone);
      if (!long_overdue_ || twice < *long_overdue_) long_overdue_ = twice;
    };
    if (setup.job->retention) consider(*setup.job->retention);
    for (const Duration& keep : setup.rule.keep_times) consider(keep);
    for (const Fact& fact : setup.facts) has_dependants_ = has_dependants_ || fact.kind == WINNOW_FACT_DEPENDANT;
  }

  /// What no keep time of the job can explain any more. Holds and references keep on purpose, however long.
  void note_age(const winnow_item& item) {
    if (item.time == WINNOW_TIME_NONE || item.time == WINNOW_TIME_UNREADABLE || !long_overdue_) return;
    if (item.time < micros_of(*long_overdue_)) ++tally_.long_overdue;
  }

  void page(std::span<const winnow_item> items) {
    candidates_.clear();
    for (const winnow_item& item : with_references_(items)) {
      if (scope_(item) != Truth::yes) continue;
      ++tally_.scanned;
      if (const auto reason = setup_.guard->refuse(item)) {
        count(tally_.refused, std::string(*reason));
        note_age(item);
        write(item, PlanLines::Verdict::refuse, *reason);
      } else {
        candidates_.push_back(item);
      }
    }
    if (sinks_.progress) sinks_.progress(tally_);
  }

  /// All items have been judged.
  void finish() {
    if (sinks_.lines == nullptr) return;
    for (const Reasons* some : {&tally_.dependants, &tally_.dependants_changed}) {
      for (const auto& [target, rows] : *some) sinks_.lines->along(target, rows);
    }
  }

  /// The items of the last page that the rule may look at.
  const std::vector<winnow_item>& candidates() const { return candidates_; }

  /// Judges candidates; under group_by they must be one whole group.
  void judge(std::span<const winnow_item> items) {
    if (items.empty()) return;
    verdicts_.assign(items.size(), winnow_verdict{});
    if (setup_.rule.job->reviews()) {
      setup_.rule.job->review(selection_, items, verdicts_);
    } else {
      std::fill(verdicts_.begin(), verdicts_.end(), winnow_verdict{1, 0});
    }
    chosen_.clear();
    for (std::size_t i = 0; i < items.size(); ++i) weigh_one(items[i], verdicts_[i]);
    nominate_chosen();
  }

 private:
  struct Chosen {
    const winnow_item* item;
    std::uint32_t reason;
    std::vector<std::string> files;
  };

  void weigh_one(const winnow_item& item, const winnow_verdict& verdict) {
    const bool matches = (*setup_.match)(item) == Truth::yes;
    if (verdict.nominate != 1) {
      // Items that were only there to be weighed against are no news.
      if (matches || verdict.reason != 0) {
        keep(item, verdict.reason == 0 ? std::string("kept by the rule") : world_.host.words(verdict.reason));
      }
      return;
    }
    if (!matches) {
      const bool young = setup_.cutoff && item.time >= micros_of(*setup_.cutoff);
      return keep(item, young ? "not past its keep time" : "kept by the rule");
    }
    if (setup_.holds.held(view(item.key), item.fields, item.time)) return keep(item, "held");
    if (setup_.hold_if && (*setup_.hold_if)(item) != Truth::no) return keep(item, "held");
    if (sinks_.listed != nullptr && !sinks_.listed->has(item)) return keep(item, "not in the plan file");
    Chosen chosen{&item, verdict.reason, {}};
    for (const LinkedStore& link : setup_.links) {
      const std::string file = file_of(item, link);
      if (!file.empty()) {
        if (const auto reason = refuse_key(file, *link.store->key_rules)) {
          count(tally_.refused, std::string(*reason));
          return write(item, PlanLines::Verdict::refuse, "its file: " + std::string(*reason));
        }
        if (link.holds.held_in_bin(file)) return keep(item, "held");
      }
      chosen.files.push_back(file);
    }
    chosen_.push_back(std::move(chosen));
  }

  static std::string file_of(const winnow_item& item, const LinkedStore& link) {
    const winnow_value& value = item.fields[link.field];
    return value.type == WINNOW_TEXT ? std::string(view(value.as.text)) : std::string{};
  }

  void keep(const winnow_item& item, const std::string& reason) {
    count(tally_.kept, reason);
    if (reason != "held" && !reason.starts_with("referenced")) note_age(item);
    write(item, PlanLines::Verdict::keep, reason);
  }

  void write(const winnow_item& item, PlanLines::Verdict verdict, std::string_view reason) {
    if (sinks_.lines != nullptr) sinks_.lines->item(item, verdict, reason);
  }

  void nominate_chosen() {
    for (const Chosen& chosen : chosen_) nominate(chosen);
    for (std::size_t i = 0; i < setup_.links.size(); ++i) look_at_files(i);
    if (has_dependants_ && !chosen_.empty()) count_dependants();
  }

  /// A cascade is a deletion, so the plan shows it; where the store cannot count, removing says why.
  void count_dependants() {
    std::vector<std::string_view> keys;
    for (const Chosen& chosen : chosen_) keys.push_back(view(chosen.item->key));
    try {
      for (const DependantCount& some : setup_.store->store->dependants(selection_.target, keys)) {
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

  void nominate(const Chosen& chosen) {
    const winnow_item& item = *chosen.item;
    const std::string reason = chosen.reason == 0 ? selection_.reason : world_.host.words(chosen.reason);
    ++tally_.nominated;
    count(tally_.reasons, reason);
    tally_.bytes += item.bytes;
    if (item.time != WINNOW_TIME_NONE && item.time != WINNOW_TIME_UNREADABLE) {
      const Time at = time_of(item.time);
      if (!tally_.oldest || at < *tally_.oldest) tally_.oldest = at;
      if (!tally_.newest || at > *tally_.newest) tally_.newest = at;
    }
    if (tally_.samples.size() < kSamples)
      tally_.samples.push_back({std::string(view(item.key)), item.time, reason});
    write(item, PlanLines::Verdict::nominate, reason);
    if (!sinks_.nominated) return;
    PlannedItem planned{std::string(view(item.key)),
                        std::string(view(item.version)),
                        item.time,
                        item.bytes,
                        chosen.reason == 0 ? world_.host.reason(reason) : chosen.reason,
                        chosen.files,
                        {}};
    for (const std::string& field : selection_.group_by) {
      const auto at = std::find(selection_.fields.begin(), selection_.fields.end(), field);
      planned.group.push_back(own(item.fields[at - selection_.fields.begin()]));
    }
    sinks_.nominated(planned);
  }

  /// Counts the files that go with the chosen rows, and says where one cannot.
  void look_at_files(std::size_t link) {
    std::map<std::string, std::string> owner;
    std::vector<std::string_view> keys;
    for (const Chosen& chosen : chosen_) {
      if (chosen.files[link].empty()) continue;
      if (owner.emplace(chosen.files[link], view(chosen.item->key)).second) keys.push_back(chosen.files[link]);
    }
    if (keys.empty()) return;
    OpenStore& store = *setup_.links[link].store;
    Selection selection;
    selection.target = store.config->allow.front();
    store.store->fetch(selection, keys, [&](std::span<const winnow_item> files) {
      for (const winnow_item& file : files) {
        ++tally_.files;
        tally_.bytes += file.bytes;
        const std::string key(view(file.key));
        if (file.obstacle.size != 0 && tally_.notes.size() < kSamples) {
          tally_.notes.push_back("file " + printable(key) + " cannot be moved (" +
                                 std::string(view(file.obstacle)) + "): its row will stay");
        }
        if (sinks_.lines != nullptr) sinks_.lines->file(store.config->name, key, file.bytes, owner[key]);
      }
      return Next::more;
    });
  }

  const Setup& setup_;
  const Selection& selection_;
  const Matcher scope_;
  World& world_;
  WithReferences with_references_;
  Tally& tally_;
  const PlanSinks& sinks_;
  std::optional<Time> long_overdue_;  ///< twice the longest keep time ago
  bool has_dependants_ = false;
  std::vector<winnow_item> candidates_;
  std::vector<winnow_verdict> verdicts_;
  std::vector<Chosen> chosen_;
};

}  // namespace

void weigh(const Setup& setup, const Selection& selection, World& world, Tally& tally, const PlanSinks& sinks) {
  Weigher weigher(setup, selection, world, tally, sinks);
  const std::string where = "job " + setup.job->name;
  const Selection stored = stored_selection(setup, selection);
  try {
    if (selection.group_by.empty()) {
      setup.store->store->scan(stored, [&](std::span<const winnow_item> items) {
        weigher.page(items);
        weigher.judge(weigher.candidates());
        return world.host.stopping() ? Next::stop : Next::more;
      });
    } else {
      GroupSorter sorter(selection);
      setup.store->store->scan(stored, [&](std::span<const winnow_item> items) {
        weigher.page(items);
        for (const winnow_item& item : weigher.candidates()) sorter.add(item);
        return world.host.stopping() ? Next::stop : Next::more;
      });
      sorter.each_group([&](std::span<const winnow_item> group) { weigher.judge(group); });
    }
  } catch (const Error& error) {
    throw failure_of(where, error);
  }
  // Half a listing decides nothing, however it came to its end.
  if (world.host.stopping()) throw Failure(where, "stopped while planning; nothing was removed");
  weigher.finish();
}

}  // namespace winnow
