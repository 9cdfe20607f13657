#include "core/cli/hold_add.h"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/apply/hold_cover.h"
#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/cli/hold_keys.h"
#include "core/cli/selection.h"
#include "core/report/status.h"
#include "core/safety/key_rules.h"
#include "core/state/bin_index.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// STORE/TARGET split: the rest after `name`, or nullopt if `text` does not begin with it.
std::optional<std::string> after_name(const std::string& text, const std::string& name) {
  if (text == name) return std::string{};
  if (!name.empty() && text.starts_with(name + "/")) return text.substr(name.size() + 1);
  return std::nullopt;
}

/// What the store says of itself; empty where it is out of reach, since a hold must not wait for that.
std::string identity_of(const std::string& store, World& world) {
  try {
    return world.stores.get(store).identity;
  } catch (const Failure& failure) {
    if (failure.kind() == FailureKind::configuration) throw;
    return {};
  }
}

void read_place(const std::string& text, World& world, Hold& hold) {
  for (const StoreConfig& store : world.config.stores) {
    auto target = after_name(text, store.name);
    const std::string identity = identity_of(store.name, world);
    if (!target) target = after_name(text, identity);
    if (!target) continue;
    hold.store = store.name;
    hold.identity = identity;
    hold.target = *target;
    return;
  }
  std::vector<std::string> names;
  for (const StoreConfig& store : world.config.stores) names.push_back(store.name);
  const std::string store = text.substr(0, text.find('/'));
  const std::string meant = did_you_mean(store, names);
  throw configuration_failure("", "there is no store \"" + printable(store) + "\"",
                              meant.empty() ? "name one of the TOML's [stores]" : meant);
}

/// A misspelt target would hold nothing, and nobody would notice.
void check_target(const Hold& hold, World& world) {
  const std::vector<std::string>& allow = world.config.store(hold.store).allow;
  const bool named = hold.identity.empty() || world.stores.get(hold.store).key_rules.has_value();
  if (hold.target.empty()) {
    if (!hold.where.empty() && !named) {
      throw configuration_failure("", "--where needs a target, since its fields belong to one",
                                  "write STORE/TARGET");
    }
    return;
  }
  if (!is_answered(hold, allow, named)) {
    const std::string meant = did_you_mean(hold.target, allow);
    throw configuration_failure("",
                                "nothing of \"" + printable(hold.target) + "\" can ever be removed from " +
                                    hold.store + ": its allow list does not name it",
                                meant.empty() ? "name a target that `allow` has" : meant);
  }
}

/// A target that its store refuses, such as a part of a table, is no job's either. One that is gone may have copies
/// in the bin.
void check_with_store(const Hold& hold, World& world) {
  if (hold.identity.empty() || hold.target.empty()) return;
  OpenStore& store = world.stores.get(hold.store);
  SegmentQuery binned;
  binned.target = hold.target;
  if (store.key_rules || !BinIndex(world.state).find(binned).empty()) return;
  try {
    store.store->inspect(hold.target);
  } catch (const Error& error) {
    if (error.code() == WINNOW_BAD_CONFIG) throw configuration_failure("", error.what(), "name a table as jobs do");
  }
}

void check_fields(const Hold& hold, const Where& where, World& world) {
  if (hold.identity.empty()) return;
  std::vector<std::string> known, wanted;
  for (const Fact& fact : world.stores.get(hold.store).store->inspect(hold.target)) {
    if (fact.kind == WINNOW_FACT_FIELD) known.push_back(fact.name);
  }
  where.filter.collect_fields(wanted);
  for (const std::string& field : wanted) {
    if (known.empty() || field.starts_with("tag.")) continue;
    if (std::find(known.begin(), known.end(), field) != known.end()) continue;
    const std::string meant = did_you_mean(field, known);
    throw configuration_failure("--where", "there is no column \"" + printable(field) + "\" in " + hold.target,
                                meant.empty() ? "`winnow explain JOB KEY` shows the columns of a row" : meant);
  }
}

Hold read_hold(const Invocation& invocation, const std::vector<std::string>& words, const BinSelection& selection,
               World& world) {
  if (words.size() != 1) {
    throw configuration_failure("", "name one store or target", "winnow hold add STORE/TARGET --reason \"...\"");
  }
  Hold hold;
  hold.reason = need_reason(invocation);
  hold.id = "hold-" + random_hex(4);
  hold.who = world.who;
  hold.at = world.clock.now();
  hold.until = read_until(invocation, world);
  hold.where = selection.where_text;
  read_place(words.front(), world, hold);
  check_target(hold, world);
  check_with_store(hold, world);
  if (selection.where) check_fields(hold, *selection.where, world);
  const bool of_bin = selection.run || selection.job;
  hold.keys = of_bin ? binned_keys(selection, hold, world) : keys_meant(selection.keys, hold, world);
  return hold;
}

void write(World& world, const Hold& hold) {
  Transaction transaction(world.state);
  HoldRows(world.state).add(hold);
  Ledger(world.state)
      .append(hold.at, "held",
              {{"hold", hold.id},
               {"store", hold.store},
               {"target", hold.target},
               {"keys", hold.keys.size()},
               {"until", hold.until ? iso(*hold.until) : ""},
               {"operator", hold.who},
               {"reason", hold.reason}});
  transaction.commit();
}

std::string words_of_late(const Latecomers& late) {
  std::string out;
  if (late.removing > 0) {
    out += "too late for up to " + count_of(late.removing, "item that was", "items that were") + " sealed before" +
           (late.settled ? ": what it covers of them is in the bin, and held there\n"
                         : ", in a batch that another run still has in hand\n");
  }
  if (late.purging > 0) {
    out += "too late for up to " + count_of(late.purging, "item", "items") + " of a purge that had begun\n";
  }
  return out;
}

void say_of_keys(const std::vector<std::string>& nothing, const std::vector<std::string>& others) {
  for (const std::string& key : nothing) {
    std::cout << "    note    nothing that is there now has the key " << printable(key)
              << "; if no row to come is meant, write it as `winnow plan` and `winnow trash list` do\n";
  }
  for (const std::string& key : others) {
    std::cout << "    note    " << printable(key)
              << " of another table is not held by this: name it so, or --job\n";
  }
}

void say(const Hold& hold, const HoldCover& cover, const Latecomers& late) {
  std::cout << hold.id << " stands on " << printable(hold.store + (hold.target.empty() ? "" : "/" + hold.target))
            << (hold.until ? " until " + iso_minutes(*hold.until) + " UTC" : std::string{}) << "\n    live    "
            << (cover.live ? count_of(*cover.live, "item", "items")
                           : "cannot be counted" + (cover.trouble.empty() ? std::string{} : ": " + cover.trouble))
            << "\n    bin     " << count_of(cover.binned, "item", "items") << "\n"
            << words_of_late(late);
  if (cover.live == std::optional<std::uint64_t>(0) && cover.binned == 0) {
    std::cout << "    note    nothing that is there now is covered; is that what you meant?\n";
  }
}

}  // namespace

std::optional<Time> read_until(const Invocation& invocation, const World& world) {
  if (!invocation.has("until")) return std::nullopt;
  const std::string text = invocation.text("until");
  const std::optional<Time> until = parse_item_time(text, world.config.zone);
  if (!until)
    throw configuration_failure("--until", "\"" + printable(text) + "\" is no date", "write it like 2027-01-31");
  if (*until <= world.as_of) throw configuration_failure("--until", text + " is over already", "name a day ahead");
  return until;
}

std::string need_reason(const Invocation& invocation) {
  std::string reason = printable(invocation.text("reason"));
  if (reason.empty()) throw configuration_failure("", "--reason is missing", "say why in a few words");
  return reason;
}

int hold_add(const Invocation& invocation, const std::vector<std::string>& words, Session& session) {
  World& world = session.world();
  const BinSelection written = read_selection(invocation, world.state, world.as_of, world.config.zone);
  const Hold hold = read_hold(invocation, words, written, world);
  write(world, hold);
  const Latecomers late = settle_latecomers(world, hold);
  const HoldCover cover = cover_of(world, hold);
  const std::vector<std::string> nothing = keys_of_nothing(written, hold, cover, world);
  const std::vector<std::string> others = not_held_too(written, hold, world);
  if (invocation.globals.json) {
    std::cout << Json{{"hold", hold.id},
                      {"store", hold.store},
                      {"identity", hold.identity},
                      {"target", hold.target},
                      {"until", hold.until ? Json(iso(*hold.until)) : Json()},
                      {"live", cover.live ? Json(*cover.live) : Json()},
                      {"binned", cover.binned},
                      {"nothing", nothing},
                      {"not_held", others},
                      {"too_late", late.removing + late.purging},
                      {"settled", late.settled}}
                     .dump(2)
              << '\n';
  } else {
    say(hold, cover, late);
    say_of_keys(nothing, others);
  }
  return late.settled ? kDone : kPartial;
}

}  // namespace winnow
