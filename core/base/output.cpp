#include "core/base/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "core/base/encoding.h"
#include "core/base/failure.h"

namespace winnow {
namespace {

Failure unwritable(const std::filesystem::path& path, int error) {
  if (error != ENOENT && error != ENOTDIR) return system_failure(path.string(), "cannot be written", error);
  return Failure(path.string(), "cannot be written: its folder is not there",
                 "make the folder first, or name another");
}

}  // namespace

namespace fs = std::filesystem;

OutputFile::OutputFile(fs::path path, const OutputKind& kind, unsigned mode) : path_(std::move(path)), kind_(kind) {
  if (path_.empty()) throw Failure("the name of " + std::string(kind.words), "is empty", "name a file");
  if (!path_.has_filename()) throw Failure(path_.string(), "is a folder", "name a file in it");
  look();
  fresh_ = path_;
  fresh_ += "." + random_hex(4) + ".part";
  // O_EXCL and O_NOFOLLOW: a link that somebody laid under this name leads nowhere.
  file_ = Descriptor(::open(fresh_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!file_) {
    const int error = errno;
    fresh_.clear();
    throw unwritable(path_, error);
  }
}

OutputFile::~OutputFile() {
  if (!fresh_.empty()) ::unlink(fresh_.c_str());
}

OutputFile::There OutputFile::look() const {
  struct stat info {};
  if (::lstat(path_.c_str(), &info) != 0) {
    if (errno == ENOENT) return There::nothing;
    throw unwritable(path_, errno);
  }
  const auto refuse = [this](const char* what) {
    throw Failure(path_.string(), std::string(what) + " is not replaced by " + std::string(kind_.words),
                  "name a file that is not there yet");
  };
  if (S_ISDIR(info.st_mode)) refuse("a folder");
  if (S_ISLNK(info.st_mode)) refuse("a symbolic link");
  if (!S_ISREG(info.st_mode)) refuse("something that is no file");
  if (info.st_size == 0) return There::earlier_output;
  const Descriptor file(::open(path_.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file) throw system_failure(path_.string(), "cannot be read, so that nobody knows what it is", errno);
  std::string begin(kind_.beginning.size(), '\0');
  if (::pread(file.get(), begin.data(), begin.size(), 0) != static_cast<ssize_t>(begin.size()) ||
      begin != kind_.beginning) {
    refuse("another file, not an earlier output of this kind,");
  }
  return There::earlier_output;
}

void OutputFile::write(std::string_view bytes) {
  write_all(file_.get(), bytes, path_);
}

void OutputFile::commit() {
  sync(file_.get(), path_);
  // Looked at again: a run may have taken hours. Where nothing was, nothing that came meanwhile is replaced.
  const bool fresh_name = look() == There::nothing;
  const int error = fresh_name ? ::renameat2(AT_FDCWD, fresh_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE)
                               : ::rename(fresh_.c_str(), path_.c_str());
  // Some file systems know no RENAME_NOREPLACE.
  if (error != 0 && !(fresh_name && errno == EINVAL && ::rename(fresh_.c_str(), path_.c_str()) == 0)) {
    throw unwritable(path_, errno);
  }
  fresh_.clear();
  sync_folder(fs::absolute(path_).parent_path());
}

void write_output(const fs::path& path, const OutputKind& kind, std::string_view bytes, unsigned mode) {
  OutputFile out(path, kind, mode);
  out.write(bytes);
  out.commit();
}

}  // namespace winnow
