/// The one judgement of an item: it goes, it stays, or it is refused, with the step that said so and the reason.
///
/// Plans, explain, preview, the look just before an item goes, and purging ask here; nothing else decides, so that
/// they cannot differ. The order of the steps is that of enum Step: the first that does not let an item pass has
/// the last word.
///
///   Judge judge(setup, host);
///   for (const winnow_item& item : judge.show(page)) {
///     if (const auto early = judge.admit(item)) ... else candidates.push_back(item);
///   }
///   const std::span<const Decision> decisions = judge.decide(candidates);
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/judge/host_fields.h"
#include "core/judge/setup.h"

namespace winnow {

enum class Step {
  scope,       ///< the job does not look at it
  guard,       ///< key, obstacle, time
  rule,        ///< the plugin's or the policy's own look
  match,       ///< what the TOML and the rule demand of each item
  referenced,  ///< a row points at it
  held,        ///< a hold, on it or on its file
  hold_if,     ///< the job's own hold
  listed,      ///< the plan file that apply follows
  file,        ///< a file that goes with it has a name that may not be touched
  stuck_file,  ///< a file that goes with it cannot be moved: a link, another device
  hanging,     ///< a row that hangs on it stays (core/plan/hanging.h)
  passed,      ///< none: it goes
};

enum class Answer { keep, refuse, nominate };

/// A file that goes with a row, and what is known of it.
struct LinkedFile {
  std::uint32_t link = 0;  ///< which of the job's `files`
  std::string key;
  std::uint64_t bytes = 0;  ///< where its store was asked, like the next
  bool there = false;
  friend bool operator==(const LinkedFile&, const LinkedFile&) = default;
};

struct Decision {
  Answer answer = Answer::keep;
  Step step = Step::scope;
  std::uint32_t reason = 0;       ///< a number of HostServices::reason
  bool news = true;               ///< false: it was only there to be weighed against
  std::string detail;             ///< the hold's id, the file's key; empty: nothing more to say
  std::vector<LinkedFile> files;  ///< of a nominated row
};

/// Thread rule: one thread.
class Judge {
 public:
  /// How much is asked. again: of items that are about to go, whose files were put and whose group was decided
  /// anew.
  enum class Look { plan, again };

  /// Borrows both. `selection`: the setup's own, or that narrowed to some groups.
  Judge(const Setup& setup, HostServices& host, const Selection& selection, Look look = Look::plan);

  /// Where apply follows a plan file: whether it lists exactly this item.
  void follow(std::function<bool(const winnow_item&)> listed) {
    with_host_fields_.follow(listed);
    listed_ = std::move(listed);
  }

  /// The items as the rule sees them, with what the host answers itself. Views end with the next call.
  std::span<const winnow_item> show(std::span<const winnow_item> stored) { return with_host_fields_(stored); }
  /// What can be said of an item without looking at others: nullopt, it is to be decided.
  std::optional<Decision> admit(const winnow_item& item) const;
  /// Decides items that were admitted; under group_by they must be one whole group. The answer ends with the next
  /// call. Throws Error or Failure; then none may go.
  std::span<const Decision> decide(std::span<const winnow_item> items);

 private:
  void review(std::span<const winnow_item> items);
  Decision first_steps(const winnow_item& item, const winnow_verdict& verdict) const;
  void ask_references(std::span<const winnow_item> items);
  void ask_holds(const winnow_item& item, Decision& decision) const;
  void collect_files(const winnow_item& item, Decision& decision) const;
  void ask_files();
  void ask_files(std::uint32_t link, std::vector<std::pair<std::size_t, Decision>>& stuck);
  std::uint32_t number(std::string_view words) const { return host_.reason(words); }

  const Setup& setup_;
  HostServices& host_;
  const Selection& selection_;
  Look look_;
  Matcher scope_;
  WithHostFields with_host_fields_;
  Guard files_guard_;  ///< what a store says against a file; its key was judged before
  std::function<bool(const winnow_item&)> listed_;
  std::uint32_t kept_by_rule_, young_, held_, not_listed_, out_of_scope_, own_reason_;
  std::vector<winnow_verdict> verdicts_;
  std::vector<Decision> decisions_;
};

}  // namespace winnow
