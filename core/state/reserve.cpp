#include "core/state/reserve.h"

#include <fcntl.h>
#include <unistd.h>

#include "core/base/file.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kSize = std::uintmax_t{16} << 20;

/// 0 where nobody can tell.
std::uintmax_t free_beside(const fs::path& state) {
  std::error_code unknown;
  const fs::space_info space = fs::space(state.parent_path(), unknown);
  return unknown ? 0 : space.available;
}

}  // namespace

fs::path reserve_of(const fs::path& state) {
  return state.string() + kReserveEnding;
}

void make_reserve(const fs::path& state) {
  const fs::path path = reserve_of(state);
  std::error_code error;
  if (fs::exists(fs::symlink_status(path, error)) || free_beside(state) < 3 * kSize) return;
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return;
  // Half a reserve would be taken for a whole one.
  if (::posix_fallocate(file.get(), 0, static_cast<off_t>(kSize)) != 0) ::unlink(path.c_str());
}

RoomToPurge::RoomToPurge(fs::path state) : state_(std::move(state)) {
  if (free_beside(state_) < kSize) ::unlink(reserve_of(state_).c_str());
}

RoomToPurge::~RoomToPurge() {
  make_reserve(state_);
}

}  // namespace winnow
