#include <array>
#include <iostream>

#include "core/apply/leftovers.h"
#include "core/apply/let_go.h"
#include "core/apply/pipeline.h"
#include "core/apply/purge.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/belonging.h"
#include "core/bin/bin_holds.h"
#include "core/bin/bin_items.h"
#include "core/bin/returned.h"
#include "core/cli/progress_line.h"
#include "core/cli/selection.h"
#include "core/cli/trash_commands.h"
#include "core/report/status.h"
#include "core/state/ledger.h"
#include "core/state/reservations.h"

namespace winnow {
namespace {

constexpr const char* kName = "trash purge";
constexpr std::size_t kMostNamed = 100;  // of the held items

/// An erasure request: what is meant is looked for in every segment, and with Mode::apply destroyed.
class Erasure {
 public:
  Erasure(Session& session, BinSelection selection, std::string reason)
      : world_(session.world()), selection_(std::move(selection)), reason_(std::move(reason)) {}

  void run(Mode mode, const Advance& advance) {
    if (mode == Mode::apply) check_bin_belongs_to_state(world_);
    std::vector<std::pair<SegmentRow, LineSet>> all;
    const auto look = [&](const SegmentRow& row, const Segment& segment, const LineSet& meant) {
      all.emplace_back(row, not_held(row, segment, meant));
    };
    // All of it is looked for before any of it is destroyed: a word that nothing answers to destroys nothing. A
    // segment that cannot be read may hold what is meant: nobody may say that it is gone.
    errors_ = look_through(world_.config, world_.medium, world_.state, selection_, advance, look);
    if (mode == Mode::plan) return;
    std::uint64_t done = 0;
    for (const auto& [row, lines] : all) {
      advance("trash purge", done, items_);
      done += static_cast<std::uint64_t>(lines.count());
      try {
        if (!lines.empty()) purge(row, lines);
      } catch (const std::exception& error) {
        fail(BinId{row.run, row.job, row.n, 0}.segment() + ": " + error.what());
      }
    }
  }

  int report(Mode mode, const Globals& globals) const {
    if (globals.json) {
      std::cout
          << nlohmann::ordered_json{{"run", world_.run},      {"mode", mode == Mode::apply ? "apply" : "plan"},
                                    {"items", items_},        {"held", held_},
                                    {"held_ids", held_ids_},  {"purged", result_.items},
                                    {"failed", failed()},     {"errors", all_errors()},
                                    {"notes", result_.notes}, {"ledger_head", Ledger(world_.state).head().hash}}
                 .dump(2)
          << '\n';
    } else {
      for (const std::string& note : result_.notes) std::cout << "    " << note << '\n';
      for (const std::string& error : all_errors()) std::cout << "    " << error << '\n';
      for (const std::string& id : held_ids_) std::cout << "    held: " << id << '\n';
      if (held_ > 0)
        std::cout << count_of(held_, "is held and stays", "are held and stay")
                  << ", until a person releases the hold\n";
      if (mode == Mode::plan) {
        std::cout << "plan only: 0 purged, " << with_commas(items_)
                  << " would be; --apply destroys them for good\n";
      } else {
        std::cout << "purged " << with_commas(result_.items) << ", held " << with_commas(held_) << ", failed "
                  << with_commas(failed()) << '\n';
      }
    }
    if (!errors_.empty()) return kFailed;
    if (result_.failed > 0 || !result_.errors.empty()) return kPartial;
    return locked_ > 0 ? kLocked : kDone;
  }

 private:
  /// The lines of what is meant and not held. Copies of what came back are meant too.
  LineSet not_held(const SegmentRow& row, const Segment& segment, const LineSet& meant) {
    BinHolds holds(world_.state, world_.as_of, world_.config.zone);
    LineSet lines;
    for (const BinItem& item : items_of(segment, BinIndex(world_.state).lines(row))) {
      if (!meant.contains(item.main->number)) continue;
      if (holds.held(segment, item)) {
        ++held_;
        if (held_ids_.size() < kMostNamed) {
          held_ids_.push_back(BinId{row.run, row.job, row.n, item.main->number}.text());
        }
      } else {
        ++items_;
        lines.add(item.main->number);
      }
    }
    return lines;
  }

  void purge(const SegmentRow& row, const LineSet& lines) {
    PurgeOrder order;
    order.job = kName;
    order.reason = reason_;
    order.doubtful = Doubtful::purge;
    order.marked = [&](std::uint64_t items) {
      Reservations(world_.state).count_purge(world_.run, order.job, world_.as_of, items);
    };
    PurgeResult one;
    try {
      one = purge_items(world_, {row.run, row.job, row.n, 0}, lines, order);
    } catch (const Failure& failure) {
      if (failure.kind() != FailureKind::locked) throw;
      locked_ += static_cast<std::uint64_t>(lines.count());
      return;
    }
    result_.items += one.items;
    result_.failed += one.failed;
    held_ += one.held + one.locked;
    if (one.locked > 0) {
      result_.notes.push_back(BinId{row.run, row.job, row.n, 0}.segment() + ": " +
                              count_of(one.locked, "copy is", "copies are") +
                              " kept by a rule of its store, as a lock; the log names each");
    }
    result_.errors.insert(result_.errors.end(), one.errors.begin(), one.errors.end());
    result_.notes.insert(result_.notes.end(), one.notes.begin(), one.notes.end());
    if (one.changed > 0) {
      fail(BinId{row.run, row.job, row.n, 0}.segment() + ": changed meanwhile, or not settled; try again");
    }
  }

  void fail(const std::string& words) { errors_.push_back(words); }

  std::uint64_t failed() const { return result_.failed + errors_.size() + locked_; }

  std::vector<std::string> all_errors() const {
    std::vector<std::string> out = errors_;
    out.insert(out.end(), result_.errors.begin(), result_.errors.end());
    if (locked_ > 0) {
      out.push_back(count_of(locked_, "item stays", "items stay") +
                    ": another run works where they came from; try again when it has ended");
    }
    return out;
  }

  World& world_;
  BinSelection selection_;
  std::string reason_;
  std::uint64_t items_ = 0;
  std::uint64_t held_ = 0;
  std::vector<std::string> held_ids_;
  std::uint64_t locked_ = 0;  // another run works on their target
  PurgeResult result_;
  std::vector<std::string> errors_;
};

/// What a purge that goes by no item says of itself.
struct Done {
  std::uint64_t found = 0, held = 0, purged = 0;
  std::vector<std::string> notes, errors;
};

/// `what`: what it is called, of one and of several.
int report(const Done& done, Mode mode, const std::array<const char*, 2>& what, Session& session,
           const Globals& globals) {
  if (globals.json) {
    std::cout << nlohmann::ordered_json{{"run", session.world().run},
                                        {"mode", mode == Mode::apply ? "apply" : "plan"},
                                        {"items", done.found - done.held},
                                        {"held", done.held},
                                        {"held_ids", nlohmann::ordered_json::array()},
                                        {"purged", done.purged},
                                        {"failed", done.errors.size()},
                                        {"errors", done.errors},
                                        {"notes", done.notes},
                                        {"ledger_head", Ledger(session.world().state).head().hash}}
                     .dump(2)
              << '\n';
  } else {
    for (const std::string& note : done.notes) std::cout << "    " << note << '\n';
    for (const std::string& error : done.errors) std::cout << "    " << error << '\n';
    if (done.held > 0)
      std::cout << count_of(done.held, "stays", "stay") << ", until a person releases the hold on its target\n";
    if (mode == Mode::plan) {
      std::cout << "plan only: 0 purged, " << count_of(done.found - done.held, what[0], what[1])
                << " would be; --apply destroys them for good\n";
    } else {
      std::cout << "purged " << count_of(done.purged, what[0], what[1]) << ", failed "
                << with_commas(done.errors.size()) << '\n';
    }
  }
  return done.errors.empty() ? kDone : kPartial;
}

int purge_what_is_left(Session& session, Mode mode, const std::string& reason, const Globals& globals) {
  World& world = session.world();
  Done out;
  if (mode == Mode::apply) {
    LeftoversPurged done = purge_leftovers(world, reason);
    out = {done.found, 0, done.purged, {}, std::move(done.errors)};
  } else {
    out.found = returned_files(world.state, world.medium).size();
    for (const StoreConfig& store : session.config().stores) {
      out.found += leftovers_in(world, world.stores.get(store.name)).size();
    }
  }
  return report(out, mode, {"leftover", "leftovers"}, session, globals);
}

int purge_what_is_lost(Session& session, const BinSelection& selection, Mode mode, const std::string& reason,
                       const Globals& globals) {
  LetGo done = let_go_unreadable(session.world(), selection, mode, reason);
  return report({done.found, done.held, done.gone, std::move(done.named), std::move(done.errors)}, mode,
                {"segment that cannot be read", "segments that cannot be read"}, session, globals);
}

}  // namespace

int trash_purge(const Invocation& invocation, const std::vector<std::string>& words, Session& session) {
  if (!words.empty()) throw configuration_failure("", "trash purge takes no arguments, only a SELECTION");
  BinSelection selection =
      read_selection(invocation, session.world().state, session.world().as_of, session.config().zone);
  const bool leftovers = invocation.has("leftovers");
  if (leftovers && !selection.empty()) {
    throw configuration_failure("--leftovers", "takes no SELECTION: leftovers belong to no item of the bin",
                                "leave one of the two out");
  }
  const bool lost = invocation.has("lost");
  if (lost && (leftovers || selection.narrows_items())) {
    throw configuration_failure("--lost", "goes with --run and --job alone: nobody can tell which items lay there",
                                "leave the others out");
  }
  if (selection.empty() && !leftovers) {
    throw configuration_failure("", "say what to purge",
                                "for example --where 'customer_id = 42'; nothing means "
                                "everything by being empty");
  }
  const std::string reason = printable(invocation.text("reason"));
  if (reason.empty())
    throw configuration_failure("--reason", "is needed: the ledger keeps why", "say why in a few words");
  const Mode mode = invocation.has("apply") ? Mode::apply : Mode::plan;
  if (leftovers) return purge_what_is_left(session, mode, reason, invocation.globals);
  if (lost) return purge_what_is_lost(session, selection, mode, reason, invocation.globals);
  refuse_ambiguous_keys(selection, session.world().state, session.world().medium);
  selection = as_in_bin(std::move(selection), session.world().state, session.world().medium);
  Erasure erasure(session, std::move(selection), reason);
  {
    ProgressOf progress(invocation.globals, "done");
    erasure.run(mode, progress.advance());
  }
  return erasure.report(mode, invocation.globals);
}

}  // namespace winnow
