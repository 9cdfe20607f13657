#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "core/base/failure.h"
#include "core/base/file.h"
#include "core/base/times.h"
#include "core/cli/demo/demo.h"

namespace winnow::demo {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using std::chrono::minutes;

constexpr mode_t kModes[] = {0640, 0600, 0644};
constexpr std::size_t kAvatars = 40;
constexpr std::size_t kStrayFiles = 12;
/// Attachments whose file somebody removed by hand.
constexpr std::size_t kMissingEvery = 200;

std::string some_text(std::string head, std::size_t size, Random& random) {
  std::string out = std::move(head);
  while (out.size() < size) out += static_cast<char>('!' + random.below(94));
  return out;
}

/// A new file with its own mode, whatever the umask says, and its own time, to the nanosecond.
void write_file(const fs::path& path, const std::string& text, mode_t mode, Time at) {
  fs::create_directories(path.parent_path());
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file) throw system_failure(path.string(), "cannot write", errno);
  write_all(file.get(), text, path);
  const timespec time{micros_of(at) / 1'000'000, micros_of(at) % 1'000'000 * 1000 + 789};
  const timespec times[] = {time, time};
  if (::fchmod(file.get(), mode) != 0 || ::futimens(file.get(), times) != 0) {
    throw system_failure(path.string(), "cannot set its mode and time", errno);
  }
}

/// The name of a backup of that day: crm_2026-11-21.dump.
std::string dump_name(Time at) {
  return "crm_" + iso(at).substr(0, 10) + ".dump";
}

/// Backups at a fixed step back from `newest`. Answers how many.
std::size_t write_series(const fs::path& folder, Time newest, Span step, std::size_t count, Random& random) {
  for (std::size_t i = 0; i < count; ++i) {
    const Time at = newest - step * static_cast<std::int64_t>(i);
    write_file(folder / dump_name(at), some_text("PGDMP", 200 + random.below(600), random), 0640,
               at + random.span(minutes(9)));
  }
  return count;
}

}  // namespace

std::size_t write_uploads(const fs::path& folder, const std::vector<Attachment>& attachments, Time now,
                          Random& random) {
  std::size_t files = 0;
  for (std::size_t i = 0; i < attachments.size(); ++i) {
    if (i % kMissingEvery == kMissingEvery - 1) continue;
    const Attachment& attachment = attachments[i];
    write_file(folder / attachment.key, some_text("%PDF-1.7\n", 300 + random.below(6000), random),
               random.pick(kModes), attachment.at);
    ++files;
  }
  for (std::size_t i = 1; i <= kAvatars; ++i) {
    write_file(folder / "public/avatars" / ("user" + std::to_string(i) + ".png"),
               some_text("\x89PNG\r\n", 100 + random.below(900), random), 0644, now - random.span(hours(24 * 900)));
  }
  for (std::size_t i = 1; i <= kStrayFiles; ++i) {
    write_file(folder / "private/imports" / ("import-" + std::to_string(i) + ".csv"),
               some_text("id,name\n", 80 + random.below(300), random), 0600, now - random.span(hours(24 * 600)));
  }
  return files + kAvatars + kStrayFiles;
}

std::size_t write_backups(const fs::path& folder, Time now, Random& random) {
  const Time tonight = std::chrono::floor<std::chrono::days>(now) - hours(24);
  std::size_t files = write_series(folder / "daily", tonight + hours(12), hours(24), 30, random) +
                      write_series(folder / "nightly", tonight + hours(2), hours(24), 60, random) +
                      write_series(folder / "weekly", tonight + hours(3), hours(24 * 7), 30, random) +
                      write_series(folder / "dumps", tonight + hours(15), hours(24 * 5), 40, random);
  // A backup that failed, one that was broken off, and somebody's note.
  write_file(folder / "daily/crm_failed.dump", "", 0640, tonight + hours(11));
  write_file(folder / "nightly/crm_latest.dump.part", "PGDMP", 0640, tonight - hours(24 * 40));
  write_file(folder / "README.txt", "Restore with pg_restore.\n", 0644, tonight - hours(24 * 700));
  return files + 3;
}

}  // namespace winnow::demo
