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
  if (!fs::is_directory(path)) return;
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
  if (!has(path)) return std::nullopt;
  return read_file(folder() / path);
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
  const fs::path from = below.empty() ? folder() : folder() / below;
  if (!fs::exists(from)) return out;
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    if (entry.is_regular_file() && entry.path().extension() != kPart) {
      out.push_back(entry.path().lexically_relative(folder()).string());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

void FolderMedium::require_there() const {
  if (!fs::exists(folder())) throw Failure(folder().string(), "the bin is not there", "mount it, or restore it");
}

}  // namespace winnow
