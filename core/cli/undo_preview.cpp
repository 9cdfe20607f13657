#include "core/cli/undo_preview.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/apply/files_elsewhere.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/bin_items.h"
#include "core/bin/segment.h"
#include "core/cli/progress_line.h"
#include "core/report/status.h"
#include "core/state/bin_index.h"

namespace winnow {
namespace {

using Json = nlohmann::ordered_json;

/// Of one target.
struct Return {
  std::uint64_t items = 0;
  std::uint64_t taken = 0;  ///< their key lives again: the same item, or a conflict
  std::uint64_t bytes = 0;
};

class Look {
 public:
  explicit Look(Session& session) : session_(session) {}

  void segment(const SegmentRow& row, const Segment& segment, const LineSet& meant) {
    const std::map<std::int64_t, LineState> states = BinIndex(session_.world().state).lines(row);
    const std::set<std::int64_t> without_file = items_without_file(segment, states);
    std::map<std::size_t, Coming> parts;
    ComingBack coming{row, {}};
    for (const SegmentLine& line : segment.lines) {
      const auto at = states.find(line.number);
      const bool waits =
          at != states.end() && (at->second == LineState::binned || at->second == LineState::conflict);
      if (!waits || !line.purged.empty() || !meant.contains(line.number)) continue;
      if (is_left_out(line, without_file)) {
        trouble(BinId{row.run, row.job, row.n, line.number}.text() +
                ": a file of it was destroyed, so it stays in the bin");
        continue;
      }
      coming.lines.add(line.number);
      // A row that hangs on several items has several lines.
      Coming& some = parts[line.part];
      if (some.keys.insert(line.key).second) some.bytes += line.bytes;
    }
    coming_.push_back(std::move(coming));
    for (const auto& [part, some] : parts) {
      try {
        ask(segment.parts[part], some);
      } catch (const std::exception& error) {
        // As undo itself would find it: these come back by nobody until that is mended.
        failed_ += some.keys.size();
        trouble(BinId{row.run, row.job, row.n, 0}.segment() + ": " + error.what());
      }
    }
  }

  void note_files_elsewhere() { notes_ = files_elsewhere(session_.world(), coming_); }

  void trouble(const std::string& words) { troubles_.push_back(words); }

  int report(const std::string& run, const Globals& globals) const {
    std::uint64_t items = 0, taken = 0;
    Json targets = Json::array();
    for (const auto& [target, found] : returns_) {
      items += found.items;
      taken += found.taken;
      targets.push_back(
          {{"target", target}, {"items", found.items}, {"taken", found.taken}, {"bytes", found.bytes}});
    }
    const int status = failed_ > 0 ? kPartial : troubles_.empty() ? kDone : kFailed;
    if (globals.json) {
      std::cout << Json{{"run", run},          {"mode", "plan"},    {"would_restore", items - taken},
                        {"taken", taken},      {"failed", failed_}, {"targets", targets},
                        {"errors", troubles_}, {"notes", notes_}}
                       .dump(2)
                << '\n';
      return status;
    }
    for (const auto& [target, found] : returns_) {
      std::cout << "    " << target << "  " << count_of(found.items, "item", "items") << ", about "
                << human_bytes(found.bytes);
      if (found.taken > 0)
        std::cout << "; " << count_of(found.taken, "key lives again and is", "keys live again and are")
                  << " not overwritten";
      std::cout << '\n';
    }
    for (const std::string& words : troubles_) std::cout << "    " << words << '\n';
    for (const std::string& words : notes_) std::cout << "note: " << words << '\n';
    std::cout << "dry run: 0 restored, " << with_commas(items - taken) << " would be, "
              << count_of(taken, "key is", "keys are") << " taken"
              << (failed_ == 0 ? "" : ", " + with_commas(failed_) + " would fail") << '\n';
    if (items == 0 && failed_ == 0 && troubles_.empty())
      std::cerr << "winnow: nothing of this run is left in the bin: it was brought back before, or purged\n";
    return status;
  }

 private:
  static bool is_left_out(const SegmentLine& line, const std::set<std::int64_t>& without_file) {
    return std::ranges::all_of(line.owners(), [&](std::int64_t owner) { return without_file.contains(owner); });
  }

  /// What of a segment's part would come back.
  struct Coming {
    std::set<std::string_view> keys;
    std::uint64_t bytes = 0;
  };

  /// Throws where undo could not bring back any of it: it asks the store that undo would give it to.
  void ask(const SegmentPart& part, const Coming& some) {
    const std::vector<std::string_view> keys(some.keys.begin(), some.keys.end());
    Selection selection;
    selection.target = part.target;
    std::uint64_t taken = 0;
    session_.world()
        .stores.with_identity(part.store, part.identity)
        .store->fetch(selection, keys, [&](std::span<const winnow_item> items) {
          taken += items.size();
          return Next::more;
        });
    Return& found = returns_[part.store + "/" + part.target];
    found.items += keys.size();
    found.bytes += some.bytes;
    found.taken += taken;
  }

  Session& session_;
  std::map<std::string, Return> returns_;
  std::uint64_t failed_ = 0;  ///< items whose store cannot be asked
  std::vector<std::string> troubles_, notes_;
  std::vector<ComingBack> coming_;
};

}  // namespace

int preview_undo(const BinSelection& selection, Session& session, const Globals& globals) {
  Look look(session);
  const auto each = [&look](const SegmentRow& row, const Segment& segment, const LineSet& meant) {
    try {
      look.segment(row, segment, meant);
    } catch (const std::exception& error) {
      look.trouble(BinId{row.run, row.job, row.n, 0}.segment() + ": " + error.what());
    }
  };
  {
    ProgressOf progress(globals, "done");
    for (const std::string& unread : look_through(session.config(), session.world().medium, session.world().state,
                                                  selection, progress.advance(), each)) {
      look.trouble(unread);
    }
  }
  look.note_files_elsewhere();
  return look.report(*selection.run, globals);
}

}  // namespace winnow
