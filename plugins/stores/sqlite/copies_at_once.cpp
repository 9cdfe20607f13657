#include <algorithm>

#include "copies.h"

namespace winnow::sqlite {
namespace {

// Of one INSERT: beyond some dozens of rows it does not become cheaper, and SQLite may know 999 parameters alone.
constexpr std::size_t kMostAtOnce = 32;
constexpr std::size_t kMostParameters = 999;

}  // namespace

std::size_t CopiedTable::most_at_once() const {
  return std::clamp<std::size_t>(kMostParameters / width(), 1, kMostAtOnce);
}

bool CopiedTable::bring_back(std::span<const std::string_view> copies) {
  // FAIL, because to ABORT several rows SQLite would have to keep each page as it was.
  if (!insert_several_ || rows_.size() != copies.size()) {
    insert_several_ = std::make_unique<Statement>(connection_, insert_into("FAIL", copies.size()));
    rows_.resize(copies.size());
  }
  int parameter = 1;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    read_row(copies[i], rows_[i]);
    for (const Stored& value : rows_[i]) value.bind(*insert_several_, parameter++);
  }
  const int code = insert_several_->try_step();
  insert_several_->reset();
  return code == SQLITE_DONE;
}

}  // namespace winnow::sqlite
