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
    std::map<std::size_t, std::set<std::string_view>> keys;  // by part
    ComingBack coming{row, {}};
    for (const SegmentLine& line : segment.lines) {
      const auto at = states.find(line.number);
      const bool waits =
          at != states.end() && (at->second == LineState::binned || at->second == LineState::conflict);
      if (!waits || !line.purged.empty() || !meant.contains(line.number)) continue;
      const SegmentPart& part = segment.parts[line.part];
      if (is_left_out(line, without_file)) {
        trouble(BinId{row.run, row.job, row.n, line.number}.text() +
                ": a file of it was destroyed, so it stays in the bin");
        continue;
      }
      coming.lines.add(line.number);
      // A row that hangs on several items has several lines.
      if (!keys[line.part].insert(line.key).second) continue;
      Return& found = returns_[part.store + "/" + part.target];
      ++found.items;
      found.bytes += line.bytes;
    }
    coming_.push_back(std::move(coming));
    for (const auto& [part, some] : keys) ask(segment.parts[part], some);
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
    const int status = troubles_.empty() ? kDone : kFailed;
    if (globals.json) {
      std::cout << Json{{"run", run},     {"mode", "plan"},     {"would_restore", items - taken},
                        {"taken", taken}, {"targets", targets}, {"errors", troubles_},
                        {"notes", notes_}}
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
              << count_of(taken, "key is", "keys are") << " taken\n";
    if (items == 0 && troubles_.empty())
      std::cerr << "winnow: nothing of this run is left in the bin: it was brought back before, or purged\n";
    return status;
  }

 private:
  static bool is_left_out(const SegmentLine& line, const std::set<std::int64_t>& without_file) {
    return std::ranges::all_of(line.owners(), [&](std::int64_t owner) { return without_file.contains(owner); });
  }

  void ask(const SegmentPart& part, const std::set<std::string_view>& some) {
    const std::vector<std::string_view> keys(some.begin(), some.end());
    Return& found = returns_[part.store + "/" + part.target];
    Selection selection;
    selection.target = part.target;
    session_.world().stores.get(part.store).store->fetch(selection, keys, [&](std::span<const winnow_item> items) {
      found.taken += items.size();
      return Next::more;
    });
  }

  Session& session_;
  std::map<std::string, Return> returns_;
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
