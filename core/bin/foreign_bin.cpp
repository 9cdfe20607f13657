#include "core/bin/foreign_bin.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/segment.h"
#include "core/safety/guard.h"
#include "core/state/bin_index.h"
#include "core/state/lease.h"
#include "core/state/ledger.h"
#include "core/state/places.h"

namespace winnow {
namespace {

constexpr std::size_t kSegmentLines = 1000;

/// Tells what the index knows. A place that was reserved is of this state's runs as a whole; of one that was taken
/// over, what its segments name.
class Known {
 public:
  Known(World& world, const OpenStore& store) : world_(world), store_(store) {
    for (const SegmentRow& row : BinIndex(world.state).find(SegmentQuery{})) {
      if (!row.place.empty()) segments_.emplace(row.place, row);
    }
  }

  bool operator()(const winnow_parked& copy) {
    const std::string place(view(copy.place));
    const auto at = keys_.find(place);
    const std::optional<std::set<std::string>>& keys =
        at != keys_.end()
            ? at->second
            : keys_.emplace(place, is_reserved(place) ? std::nullopt : taken_over(place)).first->second;
    return !keys || keys->contains(std::string(view(copy.key)));
  }

 private:
  bool is_reserved(const std::string& place) { return Places(world_.state).is_reserved(store_.identity, place); }

  std::optional<std::set<std::string>> taken_over(const std::string& place) {
    std::set<std::string> out;
    const auto [begin, end] = segments_.equal_range(place);
    for (auto at = begin; at != end; ++at) {
      const SegmentRow& row = at->second;
      const Segment segment = read_segment(world_.medium, row);
      for (const SegmentLine& line : segment.lines) {
        if (line.purged.empty() && segment.parts[line.part].identity == store_.identity) out.insert(line.key);
      }
    }
    return out;
  }

  World& world_;
  const OpenStore& store_;
  std::multimap<std::string, SegmentRow> segments_;                   ///< by place
  std::map<std::string, std::optional<std::set<std::string>>> keys_;  ///< by place; nullopt: all of it
};

/// The target of the TOML to which `key` belongs: a job's, else the entry of `allow` itself.
std::string target_of(const World& world, const OpenStore& store, std::string_view key) {
  for (const JobConfig& job : world.config.jobs) {
    if (job.store == store.config->name && allows(job.target, key)) return job.target;
  }
  const auto& allow = store.key_rules->allow;
  return *std::find_if(allow.begin(), allow.end(), [&](const std::string& entry) { return allows(entry, key); });
}

/// Why the copy cannot be taken over; nullopt: it can.
std::optional<std::string> trouble_of(const Guard& guard, const winnow_parked& copy) {
  if (copy.trouble.size != 0) return std::string(view(copy.trouble));
  winnow_item item{};
  item.key = copy.key;
  item.time = copy.removed;
  if (const auto reason = guard.refuse(item)) return "deletedAt or key: " + std::string(*reason);
  return std::nullopt;
}

std::string write_segment(World& world, const OpenStore& store, const ForeignBin& bin,
                          const ForeignBin::Batch& batch, std::span<const ForeignCopy> copies, std::int64_t n,
                          const std::string& reason) {
  const LedgerHead head = Ledger(world.state).head();
  SegmentHeader header;
  header.state = world.state.id();
  header.run = world.run;
  header.job = kAdopted;
  header.n = n;
  header.store = store.config->name;
  header.identity = store.identity;
  header.target = batch.target;
  header.lease = lease_name(store.identity, batch.target);
  header.place = batch.place;
  header.reason = reason;
  header.at = time_of(batch.removed);
  header.ledger_seq = head.seq;
  header.ledger_head = head.hash;
  std::string path = segment_path(header.run, header.job, n);
  SegmentWriter writer(world.medium, path, header);
  SegmentLine line;
  line.part = writer.open({header.store, header.identity, header.target, bin.header});
  line.reason = reason;
  LineSet taken;
  for (const ForeignCopy& copy : copies) {
    line.key = copy.key;
    line.bytes = copy.bytes;
    line.content = copy.content;
    taken.add(writer.put(line));
    ++line.item;
  }
  writer.finish(taken);
  return path;
}

}  // namespace

ForeignBin look_into_bin(World& world, OpenStore& store, const ParkedSink& also) {
  ForeignBin out;
  const Guard guard(store.key_rules, TimeRules{}, world.as_of, world.config.zone);
  Known known(world, store);
  const auto take = [&](const winnow_parked& copy) {
    also(copy);
    if (known(copy)) return;
    if (const auto trouble = trouble_of(guard, copy)) {
      out.troubles.push_back(printable(view(copy.path)) + ": " + *trouble);
      return;
    }
    out.header = view(copy.header);
    const std::string key(view(copy.key));
    out.batches[{std::string(view(copy.place)), copy.removed, target_of(world, store, key)}].push_back(
        {key, std::string(view(copy.content)), copy.bytes});
  };
  try {
    store.store->parked(take);
  } catch (const Error& error) {
    throw failure_of("store " + store.config->name, error);
  }
  return out;
}

std::vector<std::string> write_segments(World& world, const OpenStore& store, const ForeignBin& bin,
                                        const std::string& reason) {
  std::vector<std::string> out;
  for (const auto& [batch, copies] : bin.batches) {
    for (std::span<const ForeignCopy> rest = copies; !rest.empty();) {
      const auto some = rest.first(std::min(rest.size(), kSegmentLines));
      const auto n = static_cast<std::int64_t>(out.size() + 1);
      out.push_back(write_segment(world, store, bin, batch, some, n, reason));
      rest = rest.subspan(some.size());
    }
  }
  return out;
}

}  // namespace winnow
