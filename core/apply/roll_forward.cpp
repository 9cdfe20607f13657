#include "core/apply/roll_forward.h"

#include <algorithm>
#include <optional>

#include "core/apply/remover.h"
#include "core/judge/links.h"

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

/// Whether the TOML still says that the segment's job names files of the store.
bool has_link(World& world, const SegmentHeader& header, const std::string& identity) {
  for (const JobConfig& job : world.config.jobs) {
    if (job.name != header.job || job.target != header.target) continue;
    for (const FileLink& link : job.files) {
      if (world.stores.get(link.store).identity == identity) return true;
    }
  }
  return false;
}

/// Those of `keys` that must stay: a row names them, or the TOML does not tell any more whether one does. nullopt:
/// nobody can tell now. The rows have gone, so that this must not keep the batch from being settled, or its rows
/// could never be brought back.
std::optional<NamedBy> to_stay(World& world, const Segment& segment, const BinPieces& files,
                               std::span<const std::string_view> keys) {
  try {
    if (has_link(world, segment.header, files.identity)) {
      return Links(world, world.stores.with_identity(files.store, files.identity), "").named_by_rows(keys);
    }
  } catch (const std::exception&) {
    return std::nullopt;
  }
  NamedBy all;
  for (const std::string_view key : keys) all.emplace(key, "");
  return all;
}

}  // namespace

void roll_forward(World& world, const Segment& segment, BinPieces& files, const std::set<std::int64_t>& rows_gone) {
  std::vector<std::size_t> at;
  std::vector<std::string_view> keys;
  for (std::size_t i = 0; i < files.pieces.size(); ++i) {
    const bool row_gone = std::any_of(files.owners[i].begin(), files.owners[i].end(),
                                      [&](std::int64_t owner) { return rows_gone.contains(owner); });
    if (files.outcomes[i] != WINNOW_SAME || !row_gone) continue;
    at.push_back(i);
    keys.emplace_back(view(files.pieces[i].key));
  }
  if (at.empty()) return;
  const std::optional<NamedBy> staying = to_stay(world, segment, files, keys);
  if (staying) std::erase_if(at, [&](std::size_t i) { return staying->contains(view(files.pieces[i].key)); });
  for (const std::size_t i : at) files.outcomes[i] = WINNOW_FAILED;
  if (at.empty() || !staying) return;

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
