#include "core/bin/belonging.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/bin/segment.h"
#include "core/bin/segment_row.h"
#include "core/bin/store_medium.h"
#include "core/state/bin_index.h"
#include "core/state/ledger.h"
#include "core/state/runs.h"

namespace winnow {
namespace {

constexpr const char* kStateLost =
    "restore the newest state from a backup, or take the bin over with "
    "`winnow trash adopt --reason \"...\"`; holds and limits of then are gone";
constexpr const char* kMarked = "bin_marked";  // set in the state once it has left a mark

struct Mark {
  std::string state;
  LedgerHead head;
};

/// The newest; nullopt: none. One that cannot be read is of nobody.
std::optional<Mark> read_mark(const Medium& medium) {
  // Another process may put its mark in the place of the one that is looked for.
  for (int tries = 0; tries < 3; ++tries) {
    const std::vector<std::string> paths = medium.list(medium.marks());
    const std::optional<std::string> text = paths.empty() ? std::nullopt : medium.read(paths.back());
    if (!text) continue;
    try {
      const auto json = nlohmann::json::parse(*text);
      return Mark{json.at("state"), {json.at("seq"), json.at("head")}};
    } catch (const nlohmann::json::exception&) {
      return Mark{};
    }
  }
  return std::nullopt;
}

/// A mark comes behind all that are there, by its name, whatever state left those. A store keeps each of its files
/// as it is, so that a new mark is a new file.
std::string path_of_mark(const Medium& medium, const LedgerHead& head, const std::vector<std::string>& there) {
  std::int64_t number = head.seq;
  if (!there.empty()) number = std::max(number, leading_number(there.back().substr(medium.marks().size() + 1)) + 1);
  std::string digits = std::to_string(number);
  digits.insert(0, 19 - digits.size(), '0');
  return medium.marks() + "/" + digits + "-" + head.hash.substr(0, 16) + ".json";
}

/// Throws Failure unless the state knows all that the segment at `path` was written after.
void require_not_ahead(World& world, const std::string& path) {
  const std::string run = path.substr(0, path.find('/'));
  if (!Runs(world.state).knows(run) && !BinIndex(world.state).knows_run(run)) {
    throw Failure(world.medium.name_of(""),
                  "the bin holds run " + run + ", which the state does not know: it is lost, or older than its bin",
                  kStateLost);
  }
  SegmentHeader header;
  try {
    header = read_stranger_header(world.medium, path);
  } catch (const Unreached&) {
    throw;
  } catch (const Failure&) {
    return;  // damaged: settling its run names it
  }
  const bool own = header.state == world.state.id();
  if (own && !Ledger(world.state).holds({header.ledger_seq, header.ledger_head})) {
    throw Failure(world.medium.name_of(path),
                  "the state is older than its bin: this segment was written after record " +
                      std::to_string(header.ledger_seq) + " of a ledger that the state does not have",
                  kStateLost);
  }
}

}  // namespace

std::optional<Failure> mistrust_mark(State& state, const Medium& medium) {
  const std::optional<Mark> mark = read_mark(medium);
  if (!mark) {
    if (!state.meta(kMarked)) return std::nullopt;
    return Failure(
        medium.name_of(""),
        "this is not the bin that the state knows: there is no mark in " + medium.name_of(medium.marks()),
        "is its disk mounted, was it moved without that? Put it there; or go on with what lies there now: "
        "`winnow trash adopt --reason \"...\"`");
  }
  if (mark->state != state.id()) {
    return Failure(medium.name_of(""), "this bin belongs to another state, or to one that was lost", kStateLost);
  }
  if (Ledger(state).holds(mark->head)) return std::nullopt;
  return Failure(medium.name_of(""),
                 "the state is older than its bin, which was marked after record " +
                     std::to_string(mark->head.seq) + " of a ledger that the state does not have",
                 kStateLost);
}

std::string mistrust_words(State& state, const Medium& medium) {
  try {
    const std::optional<Failure> mistrust = mistrust_mark(state, medium);
    return mistrust ? mistrust->what() : "";
  } catch (const Failure& failure) {
    return failure.what();
  }
}

std::optional<Failure> mistrust_folder(const Config& config, State* state) noexcept {
  if (!config.trash_store.empty()) return std::nullopt;
  const FolderMedium bin(config.trash);
  try {
    if (state != nullptr) return mistrust_mark(*state, bin);
    if (bin.list("").empty() && bin.list(bin.marks()).empty()) return std::nullopt;
    return Failure(bin.name_of(""), "the state is lost: there is a bin, and nothing that knows what lies in it",
                   kStateLost);
  } catch (const Failure& failure) {
    return failure;
  } catch (const std::exception& error) {
    return Failure(bin.name_of(""), error.what());
  }
}

void check_bin_belongs_to_state(World& world) {
  if (const std::optional<Failure> mistrust = mistrust_mark(world.state, world.medium)) throw *mistrust;
  std::set<std::string> known;
  for (const SegmentRow& row : BinIndex(world.state).find(SegmentQuery{})) known.insert(row.path);
  for (const std::string& path : world.medium.list("")) {
    if (path.ends_with(kSegmentEnding) && !known.contains(path)) require_not_ahead(world, path);
  }
}

void mark_bin(State& state, const Medium& medium) {
  if (mistrust_mark(state, medium)) return;
  // Before anything was put into the bin there is none, and nothing that an older state could destroy.
  if (!state.meta(kMarked) && medium.list("").empty()) return;
  mark_bin_anew(state, medium);
}

void mark_bin_anew(State& state, const Medium& medium) {
  const LedgerHead head = Ledger(state).head();
  const std::vector<std::string> old = medium.list(medium.marks());
  const std::string path = path_of_mark(medium, head, old);
  const nlohmann::ordered_json mark = {{"state", state.id()}, {"seq", head.seq}, {"head", head.hash}};
  replace_file(medium.begin(path), mark.dump() + "\n", 0600);
  // The new mark is there before the old ones go. One that is older than the ledger by then, because another
  // process was faster, is none the worse for it: so nobody waits for the state while the bin is asked.
  medium.publish(path);
  if (!state.meta(kMarked)) {
    Transaction transaction(state);
    state.set_meta(kMarked, "1");
    transaction.commit();
  }
  try {
    medium.drop(old);
  } catch (const Failure&) {
    // An archive may lock each file for a while; the newest counts.
  }
}

}  // namespace winnow
