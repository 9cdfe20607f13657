#include "core/apply/vanished.h"

#include <algorithm>

#include "core/apply/remover.h"
#include "core/base/failure.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/bin/bin_id.h"
#include "core/bin/bin_items.h"
#include "core/bin/bin_pieces.h"
#include "core/bin/parked.h"

namespace winnow {
namespace {

std::string name_of(const std::string& identity, std::string_view place, std::string_view key) {
  return identity + '\0' + std::string(place) + '\0' + std::string(key);
}

class Search {
 public:
  Search(World& world, const SegmentRow& row, const Segment& segment, const ShownCopies& shown, AskFor what,
         const std::set<std::int64_t>* of)
      : world_(world), row_(row), segment_(segment), shown_(shown), what_(what), of_(of) {}

  std::vector<Vanished> run() {
    std::vector<Vanished> out;
    for (BinPieces& group : pieces_of(segment_, unseen())) {
      try {
        ask(group);
      } catch (const Failure& failure) {
        out.push_back({failure.what(), Vanished::How::not_looked_at, 0});
      }
    }
    if (found_.empty()) return out;
    // An undo or a purge may have come between the look into the index and the one into the store.
    const LineSet still = lying_here();
    for (auto& [line, one] : found_) {
      if (still.contains(line)) out.push_back(std::move(one));
    }
    return out;
  }

 private:
  LineSet lying_here() const {
    LineSet out;
    BinIndex index(world_.state);
    const auto now = index.get(row_.run, row_.job, row_.n);
    if (!now || !now->at_rest()) return out;
    for (const auto& [line, state] : index.lines(*now)) {
      if (is_needed(state)) out.add(line);
    }
    return out;
  }

  /// Those of which only their store can tell.
  LineSet unseen() {
    const LineSet here = lying_here();
    LineSet out;
    for (const SegmentLine& line : segment_.lines) {
      if (!here.contains(line.number) || !line.purged.empty()) continue;
      if (of_ != nullptr && !of_->contains(line.number)) continue;
      const SegmentPart& part = segment_.parts.at(line.part);
      const auto file = parked_file(part, line);
      const bool seen =
          file ? look_at(*file, line) == ParkedSight::same : shown_.contains(part.identity, row_.place, line.key);
      if (!seen) out.add(line.number);
    }
    return out;
  }

  void ask(BinPieces& group) {
    OpenStore& store = world_.stores.with_identity(group.store, group.identity);
    if (!store.parks) return;  // its copies are in the segment itself
    const std::size_t all = group.pieces.size();
    const std::size_t some =
        what_ == AskFor::some && store.key_rules && store.key_rules->kind == KeyKind::object ? 1 : all;
    ask(store, group, 0, some);
    // One that is there is kept where no listing shows it, as a version is, and so are the others; and a store that
    // cannot tell of one cannot of any.
    const winnow_outcome first = group.outcomes.front();
    if (first != WINNOW_DONE && first != WINNOW_IN_DOUBT) ask(store, group, some, all - some);
  }

  void ask(OpenStore& store, BinPieces& group, std::size_t first, std::size_t n) {
    if (n == 0) return;
    const std::span<const winnow_piece> pieces = std::span(group.pieces).subspan(first, n);
    const std::span<winnow_outcome> outcomes = std::span(group.outcomes).subspan(first, n);
    try {
      Remover(world_.clock)
          .settle(*store.store, {row_.run, group.target, row_.place, 0}, group.headers, pieces, outcomes);
    } catch (const Error& error) {
      throw failure_of("store " + store.config->name, error);
    }
    for (std::size_t i = 0; i < n; ++i) judge(store, group.lines[first + i], view(pieces[i].key), outcomes[i]);
  }

  void judge(const OpenStore& store, std::int64_t line, std::string_view key, winnow_outcome outcome) {
    const std::string bin = "the bin of store " + store.config->name;
    switch (outcome) {
      case WINNOW_DONE: return;
      case WINNOW_GONE:
      case WINNOW_CHANGED: return lost(line, key, "its copy is not in " + bin + " any more");
      case WINNOW_SAME:
        return note(line, key, "it is not in " + bin + ", and lives where it came from; `winnow undo` notes that");
      default: break;
    }
    const std::string why = way_back(line);
    if (store.key_rules && why.empty()) {
      // Some servers list the versions of an object in no order, so that a bucket may be unable to tell for good.
      const bool never = store.key_rules->kind == KeyKind::object;
      return tell(line, key, "store " + store.config->name + " cannot tell whether it is there",
                  never ? Vanished::How::unsure : Vanished::How::not_looked_at);
    }
    // A store that knows its copies one by one found another thing where this one was put.
    tell(
        line, key,
        "its copy is not in " + bin + " as it was put there; undo and purge leave it alone until it is again" + why,
        Vanished::How::lost);
  }

  /// What a copy that keeps no times did can be mended.
  std::string way_back(std::int64_t number) const {
    const auto line = std::ranges::find(segment_.lines, number, &SegmentLine::number);
    const auto file = parked_file(segment_.parts.at(line->part), *line);
    if (!file) return {};
    switch (look_at(*file, *line)) {
      case ParkedSight::other_time:
        return ": its time is another, as after a copy that keeps none; `touch -d @" + time_of_parked(*line) + " " +
               shell_word(file->string()) + "` sets it";
      case ParkedSight::other_size: return ": its size is another";
      case ParkedSight::no_file: return ": it is no file any more";
      default: return {};
    }
  }

  void lost(std::int64_t line, std::string_view key, const std::string& how) {
    tell(
        line, key,
        how +
            ", and undo cannot bring it back; put it back from a backup, or let it go: `winnow trash purge --job " +
            row_.job + " --key KEY --reason WHY --apply`",
        Vanished::How::lost);
  }
  void note(std::int64_t line, std::string_view key, const std::string& how) {
    tell(line, key, how, Vanished::How::unsure);
  }
  void tell(std::int64_t line, std::string_view key, const std::string& words, Vanished::How how) {
    const std::string name = BinId{row_.run, row_.job, row_.n, line}.text() + ", " + printable(key);
    found_.emplace_back(line, Vanished{name + ": " + words, how, line});
  }

  World& world_;
  const SegmentRow& row_;
  const Segment& segment_;
  const ShownCopies& shown_;
  AskFor what_;
  const std::set<std::int64_t>* of_;                      ///< lines; nullptr: all
  std::vector<std::pair<std::int64_t, Vanished>> found_;  ///< by line
};

}  // namespace

void ShownCopies::add(const std::string& identity, const winnow_parked& copy) {
  if (copy.key.size != 0) copies_.insert(name_of(identity, view(copy.place), view(copy.key)));
}

bool ShownCopies::contains(const std::string& identity, std::string_view place, std::string_view key) const {
  return copies_.contains(name_of(identity, place, key));
}

std::vector<Vanished> vanished_from(World& world, const SegmentRow& row, const Segment& segment,
                                    const ShownCopies& shown, AskFor what, const std::set<std::int64_t>* of) {
  return Search(world, row, segment, shown, what, of).run();
}

}  // namespace winnow
