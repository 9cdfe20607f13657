#include "core/apply/files_elsewhere.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/bin_id.h"
#include "core/bin/bin_items.h"
#include "core/bin/copy_fields.h"
#include "core/bin/segment.h"
#include "core/judge/spelling.h"
#include "core/plan/tally.h"
#include "core/safety/holds.h"
#include "core/safety/key_rules.h"

namespace winnow {
namespace {

constexpr std::size_t kKeysAtOnce = 500;

/// Keys of files, each with a row that names it.
using Named = std::map<std::string, std::string, std::less<>>;

class Search {
 public:
  explicit Search(World& world, const std::vector<ComingBack>& coming) : world_(world), coming_(coming) {}

  std::vector<std::string> run() {
    std::map<std::string, Named> by_store;
    for (const ComingBack& one : coming_) {
      guarded(BinId{one.row.run, one.row.job, one.row.n, 0}.segment(), [&] { read_names(one, by_store); });
    }
    for (auto& [store, named] : by_store) {
      guarded("store " + store, [&] {
        OpenStore& files = world_.stores.get(store);
        leave_out_living(files, named);
        if (!named.empty()) look_in_bin(files, named);
      });
    }
    return std::move(out_);
  }

 private:
  template <typename Do>
  void guarded(const std::string& what, const Do& act) {
    try {
      act();
    } catch (const std::exception& error) {
      say(what +
          ": nobody can tell whether files that its rows name lie in the bin with another run: " + error.what());
    }
  }

  void say(const std::string& words) {
    if (out_.size() < kMostErrors) out_.push_back(words);
  }

  /// What jobs over that target link, whichever of them removed the rows.
  std::vector<const FileLink*> links_of(const SegmentPart& part) {
    std::vector<const FileLink*> out;
    for (const JobConfig& job : world_.config.jobs) {
      if (job.files.empty() || job.target != part.target) continue;
      if (job.store != part.store && world_.stores.get(job.store).identity != part.identity) continue;
      for (const FileLink& link : job.files) out.push_back(&link);
    }
    return out;
  }

  void read_names(const ComingBack& coming, std::map<std::string, Named>& by_store) {
    const bool any =
        std::ranges::any_of(world_.config.jobs, [](const JobConfig& job) { return !job.files.empty(); });
    if (!any || coming.lines.empty()) return;
    const Segment segment = read_segment(world_.medium, coming.row);
    std::vector<std::vector<const FileLink*>> links;
    std::vector<CopyReader> readers;
    for (const SegmentPart& part : segment.parts) {
      links.push_back(links_of(part));
      readers.emplace_back(part);
    }
    for (const SegmentLine& line : segment.lines) {
      if (!line.purged.empty() || links[line.part].empty() || !coming.lines.contains(line.number)) continue;
      const CopyFields fields = readers[line.part].read(line);
      for (const FileLink* link : links[line.part]) {
        const auto value = fields.find(link->column);
        if (value == fields.end() || value->second.is_null()) continue;
        auto keys = keys_of(borrow(value->second), link->spelling).value_or(std::vector<std::string>{});
        for (std::string& key : keys) {
          by_store[link->store].emplace(std::move(key), line.key);
        }
      }
    }
  }

  static void leave_out_living(OpenStore& files, Named& named) {
    std::erase_if(named, [&](const auto& one) {
      return !files.key_rules || refuse_key(one.first, *files.key_rules).has_value();
    });
    Selection selection;
    selection.target = files.config->allow.front();
    std::set<std::string, std::less<>> living;
    std::vector<std::string_view> some;
    const auto ask = [&] {
      files.store->fetch(selection, some, [&living](std::span<const winnow_item> items) {
        for (const winnow_item& item : items) living.emplace(view(item.key));
        return Next::more;
      });
      some.clear();
    };
    for (const auto& [key, row] : named) {
      some.push_back(key);
      if (some.size() == kKeysAtOnce) ask();
    }
    if (!some.empty()) ask();
    std::erase_if(named, [&](const auto& one) { return living.contains(one.first); });
  }

  bool comes_back(std::int64_t segment, std::int64_t line) const {
    return std::ranges::any_of(
        coming_, [&](const ComingBack& one) { return one.row.id == segment && one.lines.contains(line); });
  }

  void look_in_bin(OpenStore& files, Named& named) {
    SegmentQuery query;
    for (const auto& [key, row] : named) query.keys.insert(key);
    BinIndex index(world_.state);
    std::vector<SegmentRow> rows = index.find(query);
    std::ranges::reverse(rows);  // the last copy is the one that went last
    for (const SegmentRow& row : rows) {
      if (named.empty()) return;
      guarded(BinId{row.run, row.job, row.n, 0}.segment(), [&] { look_in(row, index.lines(row), files, named); });
    }
  }

  void look_in(const SegmentRow& row, const std::map<std::int64_t, LineState>& states, const OpenStore& files,
               Named& named) {
    const Segment segment = read_segment(world_.medium, row);
    for (const SegmentLine& line : segment.lines) {
      const auto at = named.find(line.key);
      const bool here = at != named.end() && line.purged.empty() && is_needed(states, line.number) &&
                        contents_of(segment.parts[line.part].identity) == contents_of(files.identity);
      if (!here) continue;
      if (!comes_back(row.id, line.number)) {
        const std::string id = BinId{row.run, row.job, row.n, line.number}.text();
        say(printable(at->second) + ": its file " + printable(line.key) +
            " is not there: it lies in the bin with run " + row.run + " of job " + row.job +
            "; `winnow trash restore " + id + "` brings it back");
      }
      named.erase(at);
    }
  }

  World& world_;
  const std::vector<ComingBack>& coming_;
  std::vector<std::string> out_;
};

}  // namespace

std::vector<std::string> files_elsewhere(World& world, const std::vector<ComingBack>& coming) {
  return Search(world, coming).run();
}

}  // namespace winnow
