#include "walk.h"

#include <utility>

#include "rows.h"

namespace winnow::sqlite {
namespace {

Stored stored(const Cell& cell) {
  return {cell.type, cell.integer, cell.real, std::string(cell.bytes)};
}

}  // namespace

Walk::Walk(const Table& table) : table_(&table) {
  columns_ = table.rowid.empty() ? key_order(table) : table.rowid;
  steps_.push_back({"", columns_, {}, std::nullopt});
}

Walk::Walk(const Table& table, const TimeIndex& index) : table_(&table), index_(&index) {
  columns_ = identifier(index.column) + ", " + table.rowid;
  for (const Stretch& stretch : index.stretches) steps_.push_back(through(stretch, " >= "));
}

Walk::Step Walk::through(Stretch stretch, const char* from_operator) const {
  // Compared bytewise, as the index has them, whatever the column declares.
  const std::string column = identifier(index_->column) + " COLLATE BINARY";
  Step out{"", column + ", " + table_->rowid, {}, std::nullopt};
  if (!stretch.from && !stretch.to) {
    out.condition = column + " IS NULL";
  } else {
    if (stretch.from) {
      out.marks.push_back(*stretch.from);
      out.condition = column + from_operator + "?1";
    }
    if (stretch.to) {
      out.marks.push_back(*stretch.to);
      out.condition += (stretch.from ? " AND " : "") + column + " < ?" + std::to_string(out.marks.size());
    }
    out.rest = std::move(stretch);
  }
  return out;
}

Walk::Step Walk::behind(Stored value, Stored rowid) const {
  return {identifier(index_->column) + " COLLATE BINARY IS ?1 AND " + table_->rowid + " > ?2",
          table_->rowid,
          {std::move(value), std::move(rowid)},
          std::nullopt};
}

std::string Walk::from(const std::string& condition) const {
  const Step& step = steps_.front();
  std::string out = " FROM main." + identifier(table_->name);
  if (index_ != nullptr) {
    out += " INDEXED BY " + identifier(index_->name);
  } else if (!table_->rowid.empty()) {
    // Without this SQLite might take an index for the condition and sort its matches anew for every page.
    out += " NOT INDEXED";
  }
  out += " WHERE ";
  if (!step.condition.empty()) out += step.condition + " AND ";
  return out + "(" + condition + ") ORDER BY " + step.order;
}

bool Walk::can_stand_at(sqlite3_stmt* row, int first) const {
  return index_ == nullptr || !is_odd(table_->column(index_->column), cell(row, first));
}

void Walk::stand_at(sqlite3_stmt* row, int first) {
  Step& step = steps_.front();
  if (index_ == nullptr) {
    const std::size_t count = table_->rowid.empty() ? table_->key.size() : 1;
    step.marks.clear();
    std::string marks;
    for (std::size_t i = 0; i < count; ++i) {
      step.marks.push_back(stored(cell(row, first + static_cast<int>(i))));
      marks += (i == 0 ? "?" : ", ?") + std::to_string(i + 1);
    }
    step.condition = "(" + columns_ + ") > (" + marks + ")";
    return;
  }
  const Stored value = stored(cell(row, first));
  Step same = behind(value, stored(cell(row, first + 1)));
  if (std::optional<Stretch> rest = std::move(step.rest)) {
    rest->from = value;
    step = through(std::move(*rest), " > ");
    steps_.insert(steps_.begin(), std::move(same));
  } else {
    step = std::move(same);
  }
}

}  // namespace winnow::sqlite
