#include "core/apply/batch_record.h"

#include <algorithm>

#include "core/apply/still_wanted.h"
#include "core/bin/segment_row.h"
#include "core/state/ledger.h"
#include "core/state/places.h"

namespace winnow {
namespace {

SegmentHeader header_of(const Setup& setup, World& world, std::int64_t n, const std::vector<std::string>& parking) {
  SegmentHeader header;
  header.state = world.state.id();
  header.run = world.run;
  header.job = setup.job->name;
  header.n = n;
  header.store = setup.store->config->name;
  header.identity = setup.store->identity;
  header.target = setup.job->target;
  header.lease = setup.lease;
  header.reason = setup.selection->reason;
  header.time_field = setup.selection->time_field;
  header.at = world.clock.now();
  if (!parking.empty()) header.place = Places(world.state).reserve(parking, header.at);
  const LedgerHead head = Ledger(world.state).head();
  header.ledger_seq = head.seq;
  header.ledger_head = head.hash;
  return header;
}

}  // namespace

BatchRecord::BatchRecord(const BatchContext& context, std::int64_t n, const std::vector<std::string>& parking)
    : context_(context),
      header_(header_of(context.setup, context.world, n, parking)),
      row_(row_of(header_, segment_path(header_.run, header_.job, n))),
      keys_(context.world.state),
      writer_(std::in_place, context.world.medium, row_.path, header_) {}

std::size_t BatchRecord::open_part(const OpenStore& store, std::string_view target, std::string_view header) {
  return writer_->open({store.config->name, store.identity, std::string(target), std::string(header)});
}

std::int64_t BatchRecord::write(std::size_t part, std::span<const std::size_t> rows, const winnow_piece& piece,
                                std::uint64_t bytes, std::uint32_t reason) {
  if (line_.reason.empty() || reason != reason_) {
    reason_ = reason;
    line_.reason = context_.world.host.words(reason);
  }
  line_.part = part;
  line_.item = static_cast<std::int64_t>(rows.front());
  line_.others.assign(rows.begin() + 1, rows.end());
  line_.key = view(piece.key);
  line_.time = piece.time == WINNOW_TIME_UNREADABLE ? WINNOW_TIME_NONE : piece.time;
  line_.bytes = bytes;
  line_.content = view(piece.content);
  keys_.add(line_.key);
  const std::int64_t line = writer_->put(line_);
  bytes_.resize(static_cast<std::size_t>(line + 1));
  bytes_.back() = bytes;
  return line;
}

void BatchRecord::seal(Take take, std::size_t planned) {
  State& state = context_.world.state;
  row_.taken = LineSet::of(std::move(take.lines));
  row_.items = take.items;
  row_.counted = take.items + take.along;
  row_.taken.each([this](std::int64_t line) { row_.bytes += bytes_[static_cast<std::size_t>(line)]; });
  row_.sha256 = writer_->finish(row_.taken);
  Transaction transaction(state);
  context_.lease.check(state);
  check_still_wanted(context_);
  context_.setup.holds.check_unchanged(state);
  for (const LinkedStore& link : context_.setup.links) link.holds.check_unchanged(state);
  if (context_.over == OverLimits::allowed) row_.let_through = context_.breaker.paid_of(row_.counted);
  context_.breaker.draw(row_.run, planned + static_cast<std::uint64_t>(take.along), context_.over);
  row_.id = BinIndex(state).add_sealed(row_);
  BinIndex(state).note_keys(row_.id, keys_);
  Ledger(state).append(context_.world.clock.now(), "sealed",
                       {{"run", row_.run},
                        {"job", row_.job},
                        {"segment", row_.n},
                        {"items", row_.items},
                        {"bytes", row_.bytes},
                        {"sha256", row_.sha256}});
  transaction.commit();
}

void BatchRecord::close(std::int64_t removed, std::int64_t along, std::map<std::int64_t, LineState> others) {
  std::erase_if(others, [this](const auto& line) { return !row_.taken.contains(line.first); });
  State& state = context_.world.state;
  const Time now = context_.world.clock.now();
  Transaction transaction(state);
  BinIndex(state).settle(row_.id, removed + along, others, now);
  context_.breaker.spend_allowance(std::min(row_.let_through, removed + along));
  Ledger(state).append(now, "settled",
                       {{"run", row_.run}, {"job", row_.job}, {"segment", row_.n}, {"removed", removed}});
  transaction.commit();
}

}  // namespace winnow
