/// A Lua policy as a job: the entry of this folder.
///
///   PolicyJob job(read_policy("policies/closed_tickets.lua"), params, place, zone, host, clock);
///   if (const auto selection = job.plan(base, facts)) ... job.review(*selection, items, verdicts) ...
///
/// A script that errs, takes too long or too much memory, or answers nonsense makes review() throw
/// Error(WINNOW_BROKEN) with file, line, the item's key and the values read; so does every later call. Thread rule:
/// one call at a time, as Job.
#pragma once

#include <array>
#include <unordered_map>

#include "core/policy/item_view.h"
#include "core/policy/script.h"
#include "winnow/job.hpp"

namespace winnow {

class PolicyJob final : public Job {
 public:
  /// `place`: of the job (or of its params) in the TOML, for messages. Host and clock must outlive the job. Throws
  /// Failure: of kind configuration for params that do not fit, of kind job for a policy that does not load.
  PolicyJob(const PolicySource& source, const toml::table& params, const Place& place, const Zone& zone, Host& host,
            const Clock& clock, const PolicyLimits& limits = {});
  ~PolicyJob() override;

  /// `base` narrowed by the policy's `where`, with its fields. A job over groups must see whole groups: of
  /// base.scope, the retention is left out, and judged by match alone.
  std::optional<Selection> plan(const Selection& base, std::span<const Fact> facts) override;
  bool reviews() const override { return true; }
  /// Under group_by `items` must be one whole group, newest first.
  void review(const Selection& selection, std::span<const winnow_item> items,
              std::span<winnow_verdict> verdicts) override;

  /// The policy's sentence, with `param` in backticks replaced by its value.
  std::string about() const;
  const std::vector<Param>& params() const { return script_.params(); }
  /// The bound parameters as canonical JSON, for the fingerprint beside the policy's text.
  std::string canonical_params() const;
  /// The time field that the policy names, for where the TOML gives no `column`; may be empty.
  const std::string& time_field() const { return script_.time(); }
  /// Keys of the job that the TOML must set.
  const std::vector<std::string>& needs() const { return script_.needs(); }
  /// The lists that ctx.keep was given so far, and those of one entry.
  std::uint64_t rotated() const { return script_.context().rotated; }
  std::uint64_t alone() const { return script_.context().alone; }
  /// As the script wrote it: name to { store, target, column, where }. The fields refers.NAME are the host's to
  /// show.
  const toml::table& refers() const { return script_.refers(); }
  std::vector<std::string> texts_in_rule() { return script_.texts_in_rule(); }
  /// What the script's failure was, if it failed.
  std::optional<Fault> fault() { return script_.sandbox().fault(); }

 private:
  void review_items(lua_State* lua, std::span<const winnow_item> items, std::span<winnow_verdict> verdicts);
  void review_group(lua_State* lua, std::span<const winnow_item> items, std::span<winnow_verdict> verdicts);
  winnow_verdict verdict_at(lua_State* lua, int nominate, int reason);
  winnow_verdict verdict_of_entry(lua_State* lua, std::size_t position);
  std::uint32_t number_of(std::string_view words);
  void lay_out(lua_State* lua, const Selection& selection);
  std::string with_item(const char* message) const;
  [[noreturn]] void nonsense(const std::string& what);

  Host& host_;
  Zone zone_;
  Script script_;
  std::vector<std::string> booleans_;  ///< fields that the store declares so
  std::optional<Layout> layout_;
  std::vector<std::string> laid_out_;  ///< the selection's fields and time field for which layout_ stands
  ItemView* view_ = nullptr;           ///< the one item that decide() is shown; the registry keeps it
  LastTexts last_texts_;
  int view_reference_ = LUA_NOREF;
  const ItemView* at_hand_ = nullptr;  ///< the item under decide(), for messages
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  struct Known {
    std::string_view words;  ///< a key of numbers_
    std::uint32_t number = 0;
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;  ///< reasons already known
  std::array<Known, 64> recent_;  ///< those given last, found by the address of Lua's text
};

}  // namespace winnow
