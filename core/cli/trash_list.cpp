#include <algorithm>
#include <iostream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/bin_holds.h"
#include "core/bin/bin_items.h"
#include "core/bin/tombstones.h"
#include "core/cli/binned_item.h"
#include "core/cli/progress_line.h"
#include "core/cli/selection.h"
#include "core/cli/trash_commands.h"
#include "core/report/status.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// Prints item by item, so that a bin of millions needs no memory.
class Listing {
 public:
  explicit Listing(const Globals& globals) : json_(globals.json) {
    if (json_) std::cout << "{\"items\":[";
  }

  /// `is_open`: what became of it is not known yet, because a batch, an undo or a purge was broken off.
  void add(const Json& item, LineState state, bool is_open) {
    const bool held = item["held"].get<bool>();
    if (json_) {
      std::cout << (is_first_ ? "\n" : ",\n") << item.dump();
      is_first_ = false;
    } else {
      const Json& key = item["key"];
      std::cout << item["id"].get<std::string>() << "  " << minutes(item["removed_at"]) << "  "
                << human_bytes(item["bytes"].get<std::uint64_t>()) << "  "
                << (is_open ? "unsettled" : item["state"].get<std::string>())
                << (item["incomplete"].get<bool>() ? ", a file of it destroyed" : "") << (held ? ", held  " : "  ")
                << item["store"].get<std::string>() << "/" << item["target"].get<std::string>() << "  "
                << (key.is_string() ? printable(key.get<std::string>()) : key.dump()) << '\n';
    }
    // What came back or was purged is listed, and lies in the bin no more.
    const bool is_here = is_open || is_needed(state);
    if (is_here) ++(is_open ? unsettled_ : items_);
    if (held && is_here) ++held_;
  }

  /// "2026-11-21 06:47" of an ISO text.
  static std::string minutes(const Json& iso) {
    std::string out = iso.get<std::string>().substr(0, 16);
    out[10] = ' ';
    return out;
  }

  void end() const {
    if (json_) {
      std::cout << "\n]}\n";
    } else {
      std::cout << count_of(items_, "item", "items") << " in the bin";
      if (unsettled_ > 0) {
        std::cout << " and " << with_commas(unsettled_)
                  << " of batches that are not settled (the next apply or undo there finds out whether they went)";
      }
      if (held_ > 0) std::cout << ", " << with_commas(held_) << " of them held";
      std::cout << '\n';
    }
  }

 private:
  bool json_;
  bool is_first_ = true;
  std::uint64_t items_ = 0;
  std::uint64_t unsettled_ = 0;
  std::uint64_t held_ = 0;
};

void list_segment(const SegmentRow& row, const BinSelection& selection, Session& session, BinHolds& holds,
                  Listing& listing) {
  const std::map<std::int64_t, LineState> states = BinIndex(session.world().state).lines(row);
  const Segment segment = read_segment(session.world().medium, row);
  const LineSet meant = lines_meant(selection, segment, session.config().zone);
  const std::set<std::int64_t> torn = items_without_file(segment, states);
  const std::set<std::int64_t> held = holds.held_lines(segment, states);
  for (const SegmentLine& line : segment.lines) {
    const auto at = states.find(line.number);
    if (at == states.end() || at->second == LineState::unsure) continue;
    // Nobody can tell any more whether a purged line would have had the key.
    const bool wanted = line.purged.empty() ? meant.contains(line.number) : !selection.narrows_items();
    if (!wanted) continue;
    Json item = binned_item(row, segment, line, at->second, held, session.config());
    const bool incomplete = is_needed(at->second) && std::ranges::any_of(line.owners(), [&](std::int64_t owner) {
                              return torn.contains(owner);
                            });
    item["incomplete"] = incomplete;
    const bool is_open = !row.settled || (row.pending != Pending::none && row.pending_lines.contains(line.number));
    listing.add(item, line.purged.empty() ? at->second : LineState::purged, is_open);
  }
}

struct Found {
  std::vector<SegmentRow> rows;     ///< in which something is meant
  std::vector<std::string> unread;  ///< with the reason
};

/// Throws Failure where a word of the selection means nothing. Nothing is printed before that is known.
Found look_for(const BinSelection& selection, Session& session, const Globals& globals) {
  Found out;
  ProgressOf progress(globals, "done");
  out.unread =
      look_through(session.config(), session.world().medium, session.world().state, selection, progress.advance(),
                   [&](const SegmentRow& row, const Segment&, const LineSet&) { out.rows.push_back(row); });
  return out;
}

}  // namespace

int trash_list(const Invocation& invocation, const std::vector<std::string>& words, Session& session) {
  if (!words.empty()) throw configuration_failure("", "trash list takes no arguments, only a SELECTION");
  State& state = session.world().state;
  const BinSelection selection =
      as_in_bin(read_selection(invocation, state, session.world().as_of, session.config().zone), state,
                session.world().medium);
  int status = kDone;
  std::vector<SegmentRow> rows = segments_meant(state, selection);
  if (selection.narrows_items() || selection.job) {
    Found found = look_for(selection, session, invocation.globals);
    if (selection.narrows_items()) {
      rows = std::move(found.rows);
      for (const std::string& unread : found.unread) std::cerr << "winnow: " << unread << '\n';
      if (!found.unread.empty()) status = kFailed;
    }
  }
  BinHolds holds(state, session.world().as_of, session.config().zone);
  Listing listing(invocation.globals);
  for (const SegmentRow& row : rows) {
    try {
      if (is_gone(state, session.world().medium, row)) continue;
      list_segment(row, selection, session, holds, listing);
    } catch (const Failure& failure) {
      std::cerr << "winnow: " << failure.what() << '\n';
      status = kFailed;
    }
  }
  listing.end();
  return status;
}

}  // namespace winnow
