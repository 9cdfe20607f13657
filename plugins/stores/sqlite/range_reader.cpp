#include "range_reader.h"

#include <utility>

namespace winnow::sqlite {
namespace {

constexpr std::size_t kMostBytes = 64 * 1024 * 1024;  // of a batch whose rows have grown since they were planned

std::vector<std::string> shown_by(const Selection& selection) {
  std::vector<std::string> out = selection.fields;
  out.push_back(selection.time_field);
  out.push_back(selection.time_form);
  return out;
}

}  // namespace

void RangeRows::add(RowReader& reader, bool matches, const Host& host) {
  const std::optional<std::size_t> item = range_.meet(reader.integer_key());
  if (!item) return;
  reader.add_item(page_, host);
  if (matches) contents_ += reader.content();
  entries_.push_back({*item, matches, reader.holds_odd_value(), contents_.size()});
}

RangeRows::Row RangeRows::row(std::size_t i) const {
  const Entry& entry = entries_[i];
  const std::size_t begin = i == 0 ? 0 : entries_[i - 1].content;
  return {entry.item, entry.matches, entry.is_odd, page_.items()[i],
          std::string_view(contents_).substr(begin, entry.content - begin)};
}

RangeReader::RangeReader(const Table& table, const std::function<RowReader(const Table&)>& make,
                         const Selection& selection, const std::string& match, int first, std::vector<Value> values,
                         const Host& host)
    : table_(table),
      reader_(make(table_)),
      select_("SELECT " + reader_.list() + ", " + match + " FROM main." + identifier(table_.name) +
              " NOT INDEXED WHERE " + table_.rowid + " BETWEEN ?1 AND ?2 ORDER BY " + table_.rowid),
      first_(first),
      values_(std::move(values)),
      width_(selection.fields.size()),
      shown_(shown_by(selection)),
      host_(host) {}

bool RangeReader::reads_like(const RangeReader& other) const {
  return select_ == other.select_ && values_ == other.values_ && shown_ == other.shown_;
}

std::unique_ptr<RangeRows> RangeReader::read(Connection& connection, RowRange range,
                                             const std::function<bool()>& stopping) {
  Statement rows(connection, select_);
  rows.bind(1, range.first());
  rows.bind(2, range.last());
  rows.bind_all(first_, values_);
  auto out = std::make_unique<RangeRows>(std::move(range), width_);
  while (!stopping() && rows.step()) {
    reader_.load(rows.get());
    out->add(reader_, sqlite3_column_int(rows.get(), reader_.width()) == 1, host_);
    if (out->bytes() > kMostBytes) return nullptr;
  }
  return out;
}

}  // namespace winnow::sqlite
