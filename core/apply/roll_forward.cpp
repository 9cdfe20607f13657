#include "core/apply/roll_forward.h"

#include <algorithm>

#include "core/apply/remover.h"
#include "core/judge/references.h"

namespace winnow {
namespace {

/// Takes what is exactly as its receipt in the segment says.
class ReceiptBin final : public Bin {
 public:
  explicit ReceiptBin(const std::vector<winnow_piece>& receipts)
      : receipts_(receipts), put_(receipts.size(), false) {}
  void open(std::string_view, std::string_view) override {}
  void put(const winnow_piece& piece) override {
    put_.at(piece.item) = view(piece.content) == view(receipts_[piece.item].content);
  }
  void seal(std::span<std::uint8_t> take) override {
    for (std::size_t i = 0; i < put_.size(); ++i) take[i] = put_[i] ? 1 : 0;
  }

 private:
  const std::vector<winnow_piece>& receipts_;
  std::vector<bool> put_;
};

/// The columns in which the segment's job names files of the store `identity`.
std::set<std::string> columns_of(World& world, const JobConfig& job, const std::string& identity) {
  std::set<std::string> columns;
  for (const FileLink& link : job.files) {
    if (world.stores.get(link.store).identity == identity) columns.insert(link.column);
  }
  return columns;
}

/// Those of `keys` that must stay: a row names them, or nobody can tell any more.
std::set<std::string> to_stay(World& world, const Segment& segment, const std::string& identity,
                              const std::vector<std::string>& keys) {
  const SegmentHeader& header = segment.header;
  const auto& jobs = world.config.jobs;
  const auto job = std::find_if(jobs.begin(), jobs.end(), [&](const JobConfig& one) {
    return one.name == header.job && one.target == header.target;
  });
  const std::set<std::string> columns =
      job == jobs.end() ? std::set<std::string>{} : columns_of(world, *job, identity);
  if (columns.empty()) return {keys.begin(), keys.end()};
  std::set<std::string> out;
  OpenStore& rows = world.stores.with_identity(header.store, header.identity);
  for (const std::string& column : columns) out.merge(still_named(world.stores, rows, *job, column, keys));
  return out;
}

}  // namespace

void roll_forward(World& world, const Segment& segment, BinPieces& files, const std::set<std::int64_t>& rows_gone) {
  std::vector<std::size_t> at;
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < files.pieces.size(); ++i) {
    const bool row_gone = std::any_of(files.owners[i].begin(), files.owners[i].end(),
                                      [&](std::int64_t owner) { return rows_gone.contains(owner); });
    if (files.outcomes[i] != WINNOW_SAME || !row_gone) continue;
    at.push_back(i);
    keys.emplace_back(view(files.pieces[i].key));
  }
  const std::set<std::string> staying = to_stay(world, segment, files.identity, keys);
  std::erase_if(at, [&](std::size_t i) { return staying.contains(std::string(view(files.pieces[i].key))); });
  if (at.empty()) return;

  std::vector<winnow_piece> receipts;
  std::vector<winnow_item> items;
  for (const std::size_t i : at) {
    receipts.push_back(files.pieces[i]);
    winnow_item item{};
    item.key = files.pieces[i].key;
    item.time = WINNOW_TIME_NONE;
    items.push_back(item);
  }
  Selection selection;
  selection.target = files.target;
  selection.reason = segment.header.reason;
  std::vector<winnow_outcome> outcomes(items.size(), WINNOW_NOT_TRIED);
  ReceiptBin bin(receipts);
  Remover(world.clock)
      .remove(*world.stores.with_identity(files.store, files.identity).store,
              {segment.header.run, files.target, segment.header.place, 0}, selection, items, bin, outcomes);
  for (std::size_t i = 0; i < at.size(); ++i) {
    const bool moved_or_unknown = outcomes[i] == WINNOW_DONE || outcomes[i] == WINNOW_IN_DOUBT;
    if (moved_or_unknown) files.outcomes[at[i]] = outcomes[i];
  }
}

}  // namespace winnow
