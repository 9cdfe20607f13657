#include "read_ahead.h"

#include <system_error>
#include <utility>

namespace winnow::sqlite {
namespace {

std::int64_t data_version(Connection& connection) {
  return connection.number("PRAGMA data_version");
}

}  // namespace

void ReadAhead::expect(std::string_view target, std::span<const std::string_view> keys) {
  target_ = target;
  keys_.assign(keys.begin(), keys.end());
}

void ReadAhead::begin(Connection& writer, const Table& table, std::unique_ptr<RangeReader> reader) {
  forget();
  const std::vector<std::string> expected = std::exchange(keys_, {});
  if (target_ != table.name || writer.text("PRAGMA journal_mode") != "wal") return;
  std::optional<RowRange> range =
      RowRange::of(table, std::vector<std::string_view>(expected.begin(), expected.end()));
  if (!range) return;
  stopping_ = false;
  Work work{std::move(reader), data_version(writer), {}};
  try {
    work.rows = std::async(std::launch::async, [this, read = work.reader.get(), range = std::move(*range)] {
      if (!connection_) connection_ = open_();
      return read->read(*connection_, range, [this] { return stopping_.load(std::memory_order_relaxed); });
    });
  } catch (const std::system_error&) {
    return;  // no thread is to be had, and none is needed
  }
  work_ = std::move(work);
}

std::unique_ptr<RangeRows> ReadAhead::take(Connection& writer, const RowRange& range, const RangeReader& reader) {
  if (!work_ || work_->version != data_version(writer) || !work_->reader->reads_like(reader)) {
    forget();
    return nullptr;
  }
  std::unique_ptr<RangeRows> rows;
  try {
    rows = work_->rows.get();
    // Both were opened by the path, so both are of the one file that stands there.
    connection_->require_in_place();
    writer.require_in_place();
  } catch (const std::exception&) {
    connection_.reset();  // whatever it is, the writer meets it itself
    rows.reset();
  }
  work_.reset();
  return rows && rows->range().has_items_of(range) ? std::move(rows) : nullptr;
}

void ReadAhead::forget() {
  stopping_ = true;
  work_.reset();  // the future waits for the thread's end
}

}  // namespace winnow::sqlite
