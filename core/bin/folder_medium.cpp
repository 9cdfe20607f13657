#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/bin/medium.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPart = ".part";

/// The folder of a job and that of its run, where nothing is left in them.
void remove_if_empty(const fs::path& of_job) {
  if (::rmdir(of_job.c_str()) == 0) ::rmdir(of_job.parent_path().c_str());
}

/// What a file system keeps at its top for itself (lost+found, .snapshot) is no part of the bin.
bool is_of_file_system(const fs::path& path) {
  return !path.has_parent_path() && (path.string().starts_with('.') || path == "lost+found");
}

/// Adds the paths, relative to `root`, of all files in `folder`; one that is not there has none.
void add_files(const fs::path& root, const fs::path& folder, std::vector<std::string>& out) {
  const fs::path whole = folder.empty() ? root : root / folder;
  std::error_code error;
  fs::directory_iterator entry(whole, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const fs::path path = folder / entry->path().filename();
    if (is_of_file_system(path)) continue;
    if (entry->is_directory() && !entry->is_symlink()) {
      add_files(root, path, out);
    } else if (entry->is_regular_file() && path.extension() != kPart) {
      out.push_back(path.string());
    }
  }
  if (error && error != std::errc::no_such_file_or_directory)
    throw system_failure(whole.string(), "cannot be looked through", error.value());
}

}  // namespace

fs::path Medium::part_of(const std::string& path) const {
  return (folder_ / path).string() + std::string(kPart);
}

fs::path Medium::begin(const std::string& path) const {
  make_folders((folder_ / path).parent_path());
  return part_of(path);
}

void Medium::forget_part(const std::string& path) const {
  const fs::path part = part_of(path);
  if (::unlink(part.c_str()) != 0 && errno != ENOENT) throw system_failure(part.string(), "cannot unlink", errno);
  remove_if_empty(part.parent_path());
}

void Medium::sweep(const std::string& folder) const {
  const fs::path path = folder_ / folder;
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return;
  std::vector<fs::path> parts;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.path().extension() == kPart) parts.push_back(entry.path());
  }
  for (const fs::path& part : parts) fs::remove(part);
  remove_if_empty(path);
}

std::string FolderMedium::name_of(const std::string& path) const {
  return (path.empty() ? folder() : folder() / path).string();
}

std::optional<std::string> FolderMedium::read(const std::string& path) const {
  try {
    if (has(path)) return read_file(folder() / path);
  } catch (const Failure&) {
    if (has(path)) throw;  // else it went between the two
  }
  return std::nullopt;
}

bool FolderMedium::has(const std::string& path) const {
  return fs::exists(folder() / path);
}

void FolderMedium::publish(const std::string& path) const {
  const fs::path whole = folder() / path;
  if (::rename(part_of(path).c_str(), whole.c_str()) != 0) {
    throw system_failure(whole.string(), "cannot rename", errno);
  }
  sync_folder(whole.parent_path());
}

void FolderMedium::drop(const std::vector<std::string>& paths) const {
  if (paths.empty()) return;
  for (const std::string& path : paths) {
    const fs::path file = folder() / path;
    if (::unlink(file.c_str()) != 0 && errno != ENOENT) throw system_failure(file.string(), "cannot unlink", errno);
  }
  const fs::path of_job = (folder() / paths.front()).parent_path();
  if (fs::exists(of_job)) sync_folder(of_job);
  remove_if_empty(of_job);
}

std::vector<std::string> FolderMedium::list(const std::string& below) const {
  std::vector<std::string> out;
  add_files(folder(), below, out);
  std::sort(out.begin(), out.end());
  return out;
}

void FolderMedium::require_there() const {
  if (!fs::exists(folder())) throw Failure(folder().string(), "the bin is not there", "mount it, or restore it");
}

}  // namespace winnow
