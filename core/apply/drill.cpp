#include "core/apply/drill.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "core/apply/remover.h"
#include "core/apply/vanished.h"
#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/bin/belonging.h"
#include "core/bin/bin_items.h"
#include "core/bin/bin_pieces.h"
#include "core/bin/copy_fields.h"
#include "core/bin/parked.h"
#include "core/plan/tally.h"
#include "core/state/bin_index.h"
#include "core/state/drills.h"
#include "core/state/lease.h"
#include "core/state/ledger.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{1} << 20;  // bytes read at a time

/// What came of a copy, the best first: an item is as good as its worst part.
enum class Proof { restored, read, conflict, failed };

/// `wanted` different numbers below `all`, each as likely as any other (Floyd: CACM 30/9, 1987, "A sample of
/// brilliance").
std::set<std::uint64_t> random_places(std::uint64_t wanted, std::uint64_t all) {
  std::mt19937_64 random{std::random_device{}()};
  std::set<std::uint64_t> out;
  for (std::uint64_t last = all - std::min(wanted, all); last < all; ++last) {
    const std::uint64_t place = std::uniform_int_distribution<std::uint64_t>(0, last)(random);
    if (!out.insert(place).second) out.insert(last);
  }
  return out;
}

bool is_binned(const std::pair<const std::int64_t, LineState>& line) {
  return line.second == LineState::binned;
}

/// Why the parked file is not what its receipt says; empty: it was read to its last byte, and is.
std::string trouble_of_file(const fs::path& path, const CopyFields& receipt) {
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(path, error))) return "its parked file is not there";
  std::ifstream in(path, std::ios::binary);
  std::uint64_t size = 0;
  for (std::vector<char> piece(kPiece); in; size += static_cast<std::uint64_t>(in.gcount())) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
  }
  if (in.bad() || !in.eof()) return "its parked file cannot be read";
  const auto wanted = receipt.find("size");
  if (wanted != receipt.end() && wanted->second.i != static_cast<std::int64_t>(size)) {
    return "its parked file has " + with_commas(size) + " bytes, not " +
           with_commas(static_cast<std::uint64_t>(wanted->second.i));
  }
  return {};
}

/// One job's part of a drill.
class JobTrial {
 public:
  JobTrial(World& world, std::string job) : world_(world) { report_.job = std::move(job); }

  JobDrill run(std::uint64_t sample, const Advance& advance) {
    const std::vector<SegmentRow> rows = lease_all();
    choose(rows, sample);
    std::uint64_t done = 0;
    for (const auto& [row, lines] : chosen_) {
      if (advance) advance("drill of " + report_.job, done, std::min(sample, report_.binned));
      done += lines.size();
      try {
        segment(row, lines);
      } catch (const std::exception& error) {
        // A segment that cannot be read has lost every copy in it.
        report_.sampled += lines.size();
        report_.failed += lines.size();
        say(BinId{row.run, row.job, row.n, 0}.segment() + ": " + error.what());
      }
    }
    note();
    return std::move(report_);
  }

 private:
  /// The segments of the job, once nobody else works on their targets: what is looked at now stays as it is.
  std::vector<SegmentRow> lease_all() {
    SegmentQuery query;
    query.job = report_.job;
    for (const SegmentRow& row : BinIndex(world_.state).find(query)) {
      leases_.try_emplace(row.lease, world_.state, row.lease);
    }
    return BinIndex(world_.state).find(query);
  }

  /// Lines at random, over all segments alike. What was begun and not settled is left to those who settle it.
  void choose(const std::vector<SegmentRow>& rows, std::uint64_t sample) {
    std::vector<std::uint64_t> binned;
    for (const SegmentRow& row : rows) {
      binned.push_back(0);
      const auto lines = BinIndex(world_.state).lines(row);
      if (!row.at_rest()) {
        report_.unsettled += static_cast<std::uint64_t>(std::count_if(lines.begin(), lines.end(), is_binned));
        continue;
      }
      binned.back() = static_cast<std::uint64_t>(std::count_if(lines.begin(), lines.end(), is_binned));
      report_.binned += binned.back();
    }
    const std::set<std::uint64_t> places = random_places(sample, report_.binned);
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto begin = places.lower_bound(first), end = places.lower_bound(first + binned[i]);
      if (begin != end) chosen_.emplace_back(rows[i], lines_at(rows[i], first, begin, end));
      first += binned[i];
    }
  }

  /// The binned lines of the segment at these places, of which `first` is that of its first.
  template <class Place>
  std::set<std::int64_t> lines_at(const SegmentRow& row, std::uint64_t first, Place at, Place end) const {
    std::set<std::int64_t> out;
    std::uint64_t place = first;
    for (const auto& line : BinIndex(world_.state).lines(row)) {
      if (!is_binned(line)) continue;
      if (at != end && *at == place++) {
        out.insert(line.first);
        ++at;
      }
    }
    return out;
  }

  void segment(const SegmentRow& row, const std::set<std::int64_t>& lines) {
    const Segment segment = read_segment(world_.medium, row);
    const auto states = BinIndex(world_.state).lines(row);
    std::vector<std::int64_t> wanted;
    std::set<std::int64_t> items;
    for (const BinItem& item : items_of(segment, states)) {
      const bool meant =
          std::ranges::any_of(item.lines, [&](const SegmentLine* line) { return lines.contains(line->number); });
      if (!meant) continue;
      items.insert(item.number);
      for (const SegmentLine* line : item.lines) {
        const auto state = states.find(line->number);
        if (state != states.end() && is_binned(*state)) wanted.push_back(line->number);
      }
    }
    std::map<std::int64_t, Proof> proofs;
    for (const std::int64_t item : items) proofs[item] = Proof::restored;
    const std::set<std::int64_t> tried(wanted.begin(), wanted.end());
    for (BinPieces& group : pieces_of(segment, LineSet::of(std::move(wanted)))) {
      const std::vector<Proof> found = prove(row, segment, group);
      for (std::size_t i = 0; i < found.size(); ++i) {
        for (const std::int64_t owner : group.owners[i]) {
          const auto item = proofs.find(owner);
          if (item != proofs.end()) item->second = std::max(item->second, found[i]);
        }
      }
    }
    for (const std::int64_t item : items_without_file(segment, states)) {
      const auto proof = proofs.find(item);
      if (proof == proofs.end()) continue;
      proof->second = Proof::failed;
      say(BinId{row.run, row.job, row.n, 0}.segment() + ": a file of an item was destroyed");
    }
    fail_vanished(row, segment, tried, proofs);
    for (const auto& [item, proof] : proofs) count(proof);
  }

  /// What undo would ask before it brings back a parked copy is asked here as well: whether it is the very one.
  void fail_vanished(const SegmentRow& row, const Segment& segment, const std::set<std::int64_t>& tried,
                     std::map<std::int64_t, Proof>& proofs) {
    if (row.place.empty()) return;
    for (const Vanished& one : vanished_from(world_, row, segment, {}, AskFor::all, &tried)) {
      if (one.how == Vanished::How::unsure) continue;
      say(one.words);
      for (const SegmentLine& line : segment.lines) {
        if (one.line != 0 ? line.number != one.line : !tried.contains(line.number)) continue;
        for (const std::int64_t owner : line.owners()) {
          if (const auto item = proofs.find(owner); item != proofs.end()) item->second = Proof::failed;
        }
      }
    }
  }

  std::vector<Proof> prove(const SegmentRow& row, const Segment& segment, BinPieces& group) {
    std::vector<Proof> out(group.pieces.size(), Proof::failed);
    try {
      OpenStore& store = world_.stores.with_identity(group.store, group.identity);
      if (store.store->rehearses()) {
        Remover(world_.clock)
            .rehearse(*store.store, {row.run, group.target, row.place, 0}, group.headers, group.pieces,
                      group.outcomes);
      }
      for (std::size_t i = 0; i < group.pieces.size(); ++i) {
        out[i] = proof_of(row, segment, group, i);
      }
    } catch (const std::exception& error) {
      say("store " + group.store + ": " + error.what());
    }
    return out;
  }

  Proof proof_of(const SegmentRow& row, const Segment& segment, const BinPieces& group, std::size_t at) {
    const BinId id{row.run, row.job, row.n, group.lines[at]};
    switch (group.outcomes[at]) {
      case WINNOW_DONE: return Proof::restored;
      case WINNOW_OCCUPIED:
      case WINNOW_STRANGER:
      case WINNOW_GONE: return Proof::conflict;  // what it would go back to is taken, or is not there any more
      case WINNOW_NOT_TRIED:
      case WINNOW_REFUSED: break;  // reading it is all that can be done here
      default: return say(id.text() + ": it would not come back as it was"), Proof::failed;
    }
    const auto line = std::ranges::find(segment.lines, group.lines[at], &SegmentLine::number);
    const SegmentPart& part = segment.parts.at(line->part);
    const CopyFields fields = CopyReader(part).read(*line);
    const auto parked = parked_file(part, *line);
    const std::string trouble = fields.empty() ? "what the copy says cannot be read"
                                : parked       ? trouble_of_file(*parked, fields)
                                               : std::string{};
    if (trouble.empty()) return Proof::read;
    return say(id.text() + ": " + trouble), Proof::failed;
  }

  void count(Proof proof) {
    ++report_.sampled;
    switch (proof) {
      case Proof::restored: ++report_.restored; break;
      case Proof::read: ++report_.read; break;
      case Proof::conflict: ++report_.conflicts; break;
      case Proof::failed: ++report_.failed; break;
    }
  }

  void note() {
    Transaction transaction(world_.state);
    Ledger(world_.state)
        .append(world_.clock.now(), "drilled",
                {{"run", world_.run},
                 {"job", report_.job},
                 {"binned", report_.binned},
                 {"sampled", report_.sampled},
                 {"restored", report_.restored},
                 {"read", report_.read},
                 {"conflicts", report_.conflicts},
                 {"failed", report_.failed},
                 {"unsettled", report_.unsettled},
                 {"operator", world_.who}});
    Drills drills(world_.state);
    if (report_.failed == 0) {
      drills.note_passed(report_.job, world_.clock.now());
    } else {
      drills.note_failed(report_.job, world_.clock.now());
    }
    transaction.commit();
  }

  void say(const std::string& words) {
    if (report_.errors.size() < kMostErrors) report_.errors.push_back(words);
  }

  World& world_;
  JobDrill report_;
  std::map<std::string, Lease> leases_;
  std::vector<std::pair<SegmentRow, std::set<std::int64_t>>> chosen_;
};

}  // namespace

std::vector<JobDrill> drill(World& world, const DrillTask& task) {
  check_bin_belongs_to_state(world);
  BinIndex index(world.state);
  std::set<std::string> jobs(task.jobs.begin(), task.jobs.end());
  for (const std::string& job : jobs) {
    if (!index.knows_job(job)) world.config.job(job);
  }
  if (task.jobs.empty()) {
    for (const SegmentRow& row : index.find(SegmentQuery{})) jobs.insert(row.job);
  }
  std::vector<JobDrill> out;
  for (const std::string& job : jobs) out.push_back(JobTrial(world, job).run(task.sample, task.advance));
  return out;
}

}  // namespace winnow
