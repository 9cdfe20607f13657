#include "core/state/lease.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "core/base/encoding.h"
#include "core/base/failure.h"

namespace winnow {

std::string lease_name(std::string_view identity, std::string_view target) {
  Sha256 hash;
  hash.add_field(identity);
  hash.add_field(target);
  return hash.hex().substr(0, 32);
}

Lease::Lease(State& state, const std::string& name) : name_(name) {
  const std::filesystem::path folder = state.lease_folder();
  make_folders(folder);
  const std::filesystem::path path = folder / (name + ".lock");
  file_ = Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file_) throw system_failure(path.string(), "cannot open the lease", errno);
  if (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw system_failure(path.string(), "cannot take the lease", errno);
    throw Failure("", "another run works on this target", "wait until it ends; `winnow history` shows it",
                  FailureKind::locked);
  }
  Transaction transaction(state.db());
  state.db().run("INSERT INTO fences(lease, fence) VALUES(?, 1) ON CONFLICT(lease) DO UPDATE SET fence = fence + 1",
                 name);
  fence_ = state.db().integer("SELECT fence FROM fences WHERE lease = ?", name).value();
  transaction.commit();
}

void Lease::check(State& state) const {
  if (state.db().integer("SELECT fence FROM fences WHERE lease = ?", name_) != fence_) {
    throw Failure("", "the lease of this target was taken over by another run; nothing more is removed");
  }
}

}  // namespace winnow
