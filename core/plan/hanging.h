/// Rows that hang on rows of a job's target: they would go along with them (ON DELETE CASCADE), or lose their
/// reference (SET NULL). Where one must stay, so does what it hangs on, and what that hangs on in turn. Plan,
/// explain and the look of apply just before a row goes ask here.
///
///   Hanging hanging;
///   hanging.goes("1");                                        // all that nobody names so stays
///   hanging.hangs("2", "1");
///   hanging.look();
///   if (const auto why = hanging.stays("1")) use(why->row);   // "2"
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/judge/judge.h"
#include "core/judge/setup.h"
#include "core/state/sqlite.h"

namespace winnow {

/// On disk, so that it works for any number of rows. Thread rule: one thread.
class Hanging {
 public:
  Hanging();

  /// The row was nominated. `place`: where the caller keeps it.
  void goes(std::string_view row, std::int64_t place = 0) { goes_.again(row, place); }
  /// The row stays because somebody holds it.
  void held(std::string_view row) { held_.again(row); }
  void hangs(std::string_view row, std::string_view on) { hangs_.again(row, on); }
  /// As the judge decided about it.
  void decided(std::string_view row, const Decision& decision);
  /// Looks for all that stays. Nothing is added any more.
  void look();

  struct Why {
    bool is_held;     ///< in the end because of a hold
    std::string row;  ///< the row that hangs on it and stays
  };
  /// Why it stays, whether it was nominated or not; nullopt: nothing that stays hangs on it.
  std::optional<Why> stays(std::string_view row);

  /// After look(): whether the row goes, and another one that goes hangs on it or has it hang on itself.
  bool has_others(std::string_view row);
  /// Calls `visit` with the places of those, each once, and what hangs on a row before the row: so it goes as an
  /// item of its own, and not along with a row of an earlier batch. Of rows that hang on each other in a circle any
  /// may come first.
  void each_with_others(const std::function<void(std::int64_t place)>& visit);

 private:
  Database db_;
  Transaction filling_;
  Statement goes_, held_, hangs_;
  std::optional<Statement> stays_, has_others_;
};

/// As the judge says of what somebody holds.
inline constexpr std::string_view kHeldWords = "held";

/// What to say of it: the words under which it is counted, and the row that is the cause.
Decision decision_of(const Hanging::Why& why, HostServices& host);

/// Asks a job's store what hangs on rows. Thread rule: one thread.
class HangingRows {
 public:
  HangingRows(const Setup& setup, World& world);

  /// Whether rows may stay because of others that hang on them: the target refers to itself, or something beside it
  /// in its store is held.
  bool may_keep() const { return may_keep_; }

  /// Tells `out` what hangs on the rows of the target with these keys, and what of that lies in another table and
  /// is held. Answers those that are rows of the target, too. nullopt: the store cannot tell. Throws Error.
  std::optional<std::vector<std::string>> on(std::span<const std::string_view> keys, Hanging& out);

  /// Judges the rows `open` of the target as they are now, and of those that go what hangs on them, until none is
  /// new. `known`: those that `out` knows of already. Throws Error or Failure.
  void follow(std::vector<std::string> open, Judge::Look look, std::set<std::string, std::less<>> known,
              Hanging& out);

 private:
  const Holds& holds_on(std::string_view target);

  const Setup& setup_;
  World& world_;
  bool may_keep_ = false;
  std::map<std::string, Holds, std::less<>> holds_;
};

}  // namespace winnow
