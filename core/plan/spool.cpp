#include "core/plan/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/failure.h"

namespace winnow {
namespace {

constexpr std::size_t kBlock = 256 * 1024;
constexpr std::size_t kOneItem = 1024;  // most of them are shorter

}  // namespace

PlannedItem planned_item(const Selection& selection, const winnow_item& item, const Decision& decision) {
  PlannedItem out{std::string(view(item.key)),
                  std::string(view(item.version)),
                  item.time,
                  item.bytes,
                  decision.reason,
                  decision.files,
                  {}};
  for (const std::string& field : selection.group_by) {
    const auto at = std::find(selection.fields.begin(), selection.fields.end(), field);
    out.group.push_back(own(item.fields[at - selection.fields.begin()]));
  }
  return out;
}

Spool::Spool(const std::filesystem::path& folder) : folder_(folder) {
  make_folders(folder);
  file_ = Descriptor(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file_) throw system_failure(folder.string(), "cannot make a temporary file", errno);
}

void Spool::write_block() {
  write_all(file_.get(), block_, folder_);
  written_ += static_cast<std::int64_t>(block_.size());
  block_.clear();
}

void Spool::put(const void* bytes, std::size_t size) {
  block_.append(static_cast<const char*>(bytes), size);
}

void Spool::put(const std::string& text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  put(&size, sizeof size);
  put(text.data(), text.size());
}

const char* Spool::bytes(std::size_t size) {
  if (block_.size() - at_ < size) {
    block_.erase(0, at_);
    at_ = 0;
  }
  while (block_.size() < at_ + size) {
    const std::size_t before = block_.size();
    block_.resize(before + at_once_);
    const ssize_t got = ::read(file_.get(), block_.data() + before, at_once_);
    block_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno != EINTR) throw system_failure(folder_.string(), "cannot read the plan", errno);
    if (got == 0) throw Failure(folder_.string(), "the plan on disk is damaged");
  }
  return block_.data() + std::exchange(at_, at_ + size);
}

void Spool::get(void* into, std::size_t size) {
  std::memcpy(into, bytes(size), size);
}

std::string Spool::get_text() {
  std::uint32_t size = 0;
  get(&size, sizeof size);
  return {bytes(size), size};
}

std::int64_t Spool::add(const PlannedItem& item) {
  const std::int64_t place = written_ + static_cast<std::int64_t>(block_.size());
  put(item.key);
  put(item.version);
  put(&item.time, sizeof item.time);
  put(&item.bytes, sizeof item.bytes);
  put(&item.reason, sizeof item.reason);
  const auto files = static_cast<std::uint32_t>(item.files.size());
  put(&files, sizeof files);
  for (const LinkedFile& file : item.files) {
    put(&file.link, sizeof file.link);
    put(file.key);
    put(&file.bytes, sizeof file.bytes);
    put(&file.there, sizeof file.there);
  }
  const auto group = static_cast<std::uint32_t>(item.group.size());
  put(&group, sizeof group);
  for (const Value& value : item.group) {
    put(&value.type, sizeof value.type);
    put(&value.i, sizeof value.i);
    put(&value.r, sizeof value.r);
    put(value.text);
  }
  ++items_;
  if (block_.size() >= kBlock) write_block();
  return place;
}

void Spool::go_to(std::int64_t place) {
  block_.clear();
  at_ = 0;
  if (::lseek(file_.get(), place, SEEK_SET) != place) {
    throw system_failure(folder_.string(), "cannot read the plan", errno);
  }
}

void Spool::rewind() {
  if (!std::exchange(is_written_, true)) write_block();
  go_to(0);
  at_once_ = kBlock;
  read_ = 0;
}

bool Spool::next(PlannedItem& item) {
  if (read_ == items_) return false;
  read(item);
  ++read_;
  return true;
}

PlannedItem Spool::at(std::int64_t place) {
  go_to(place);
  at_once_ = kOneItem;
  PlannedItem out;
  read(out);
  return out;
}

void Spool::read(PlannedItem& item) {
  item.key = get_text();
  item.version = get_text();
  get(&item.time, sizeof item.time);
  get(&item.bytes, sizeof item.bytes);
  get(&item.reason, sizeof item.reason);
  std::uint32_t files = 0;
  get(&files, sizeof files);
  item.files.assign(files, LinkedFile{});
  for (LinkedFile& file : item.files) {
    get(&file.link, sizeof file.link);
    file.key = get_text();
    get(&file.bytes, sizeof file.bytes);
    get(&file.there, sizeof file.there);
  }
  std::uint32_t group = 0;
  get(&group, sizeof group);
  item.group.assign(group, Value{});
  for (Value& value : item.group) {
    get(&value.type, sizeof value.type);
    get(&value.i, sizeof value.i);
    get(&value.r, sizeof value.r);
    value.text = get_text();
  }
}

}  // namespace winnow
