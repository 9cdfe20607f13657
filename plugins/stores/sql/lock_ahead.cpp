#include "sql/lock_ahead.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace winnow::sql {

void LockAhead::expect(std::string_view target, std::span<const std::string_view> keys) {
  target_ = target;
  keys_.assign(keys.begin(), keys.end());
  if (!keys.empty()) return;
  work_.reset();
  failed_ = false;
}

void LockAhead::forget() {
  failed_ = failed_ || work_ != nullptr;
  work_.reset();
}

bool LockAhead::wanted(const Table& table) const {
  return !failed_ && !keys_.empty() && target_ == table.target && table.references.empty() &&
         dialect_.locks_ahead();
}

void LockAhead::begin(const Selection& selection, std::function<std::shared_ptr<Driver>()> connect) {
  auto work = std::make_unique<Work>();
  work->keys = std::exchange(keys_, {});
  try {
    work->rows = std::async(std::launch::async, [this, to = work.get(), selection, connect = std::move(connect)] {
      const std::vector<std::string_view> keys(to->keys.begin(), to->keys.end());
      to->driver = connect();
      return std::make_unique<LockedRows>(dialect_, *to->driver, host_, selection, keys, Entry::ahead);
    });
  } catch (const std::system_error&) {
    return;  // no thread is to be had, and none is needed
  }
  work_ = std::move(work);
}

std::optional<LockAhead::Batch> LockAhead::take(const Selection& selection,
                                                std::span<const std::string_view> keys) {
  const std::unique_ptr<Work> work = std::move(work_);
  if (!work) return std::nullopt;
  try {
    std::unique_ptr<LockedRows> rows = work->rows.get();
    if (!std::ranges::equal(work->keys, keys) || !rows->reads_like(selection)) return std::nullopt;
    dialect_.keep_winnow_off(*work->driver, selection.target);
    return Batch{work->driver, std::move(rows)};
  } catch (const std::exception&) {
    failed_ = true;  // whatever it is, the batch meets it itself
    return std::nullopt;
  }
}

}  // namespace winnow::sql
