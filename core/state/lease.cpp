#include "core/state/lease.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>

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
  Transaction transaction(state);
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

bool is_leased(const State& state, const std::string& name) {
  struct stat info {};
  if (::stat((state.lease_folder() / (name + ".lock")).c_str(), &info) != 0) return false;
  std::array<char, 64> wanted{};
  std::snprintf(wanted.data(), wanted.size(), " %02x:%02x:%llu ", ::major(info.st_dev), ::minor(info.st_dev),
                static_cast<unsigned long long>(info.st_ino));
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    if (line.find(" FLOCK ") != std::string::npos && line.find(wanted.data()) != std::string::npos) return true;
  }
  return false;
}

}  // namespace winnow
