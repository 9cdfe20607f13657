/// file-empty and file-fresh.
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/safety/gate_kinds.h"

namespace winnow {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kEmptyKeys = {"path"};
const std::vector<std::string> kFreshKeys = {"path", "max_age", "min_size"};

constexpr Span kMostAhead = std::chrono::minutes(2);  // clocks of two machines may differ by so much

/// A path of the TOML with its ${NAME} filled in.
fs::path path_of(const std::string& written, const fs::path& folder, const GateWorld& world) {
  return folder / world.environment.fill(written, "gate path");
}

/// What the pattern matches; a path without `*`, `?` and `[` matches what is there of that name.
std::vector<fs::path> matches_of(const fs::path& pattern) {
  glob_t found{};
  const int error = ::glob(pattern.c_str(), GLOB_ERR, nullptr, &found);
  std::vector<fs::path> out;
  if (error == 0) out.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  if (error != 0 && error != GLOB_NOMATCH) throw Failure(pattern.string(), "a folder of it cannot be read");
  return out;
}

/// What a fallback file holds, for people: whether its last line is whole matters to who repairs it.
std::string content_of(const fs::path& path, std::uint64_t bytes) {
  std::ifstream file(path, std::ios::binary);
  file.seekg(-1, std::ios::end);
  return human_bytes(bytes) + (file.get() == '\n' ? "" : " with a torn last line");
}

class FileEmpty final : public Gate {
 public:
  FileEmpty(std::string path, fs::path folder) : path_(std::move(path)), folder_(std::move(folder)) {}
  std::string name() const override { return "file-empty " + printable(path_); }
  std::string wanted() const override { return "an empty file"; }

  /// Of a pattern every file must be empty; the first that is not is told.
  GateFinding judge(const GateWorld& world) const override {
    const fs::path pattern = path_of(path_, folder_, world);
    struct stat link {};
    if (::lstat(pattern.c_str(), &link) == 0) return judge_one(pattern);
    if (errno != ENOENT) throw system_failure(pattern.string(), "cannot be looked at", errno);
    std::optional<GateFinding> found;
    for (const fs::path& path : matches_of(pattern)) {
      found = judge_one(path);
      if (found->state == GateState::open) continue;
      found->found = printable(path.filename().string()) + ": " + found->found;
      return *found;
    }
    return found ? *found : without_file(pattern);
  }

 private:
  GateFinding judge_one(const fs::path& path) const {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) throw system_failure(path.string(), "cannot be looked at", errno);
    if (!S_ISREG(info.st_mode)) return {name(), GateState::closed, "something that is no file", wanted()};
    if (info.st_size == 0) return {name(), GateState::open, "an empty file", wanted()};
    return {name(), GateState::closed, content_of(path, static_cast<std::uint64_t>(info.st_size)), wanted()};
  }

  /// Nothing has been written there yet, unless it is the folder that is missing (a disk that is not mounted).
  GateFinding without_file(const fs::path& path) const {
    const fs::path folder = path.parent_path();
    if (!fs::is_directory(folder) || ::access(folder.c_str(), R_OK | X_OK) != 0) {
      throw Failure(folder.string(), "the file's folder is missing or cannot be read");
    }
    return {name(), GateState::open, "no such file, in a folder that can be read", wanted()};
  }

  std::string path_;
  fs::path folder_;
};

struct Candidate {
  fs::path path;
  Time at;
  std::uint64_t bytes = 0;
};

/// The newest regular file that the pattern matches.
std::optional<Candidate> newest(const fs::path& pattern) {
  std::optional<Candidate> out;
  for (const fs::path& path : matches_of(pattern)) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
    const Time at{std::chrono::seconds(info.st_mtim.tv_sec) +
                  std::chrono::duration_cast<Span>(std::chrono::nanoseconds(info.st_mtim.tv_nsec))};
    if (!out || at > out->at) out = {path, at, static_cast<std::uint64_t>(info.st_size)};
  }
  return out;
}

class FileFresh final : public Gate {
 public:
  FileFresh(std::string path, fs::path folder, Duration max_age, std::uint64_t min_size)
      : path_(std::move(path)), folder_(std::move(folder)), max_age_(std::move(max_age)), min_size_(min_size) {}
  std::string name() const override { return "file-fresh " + printable(path_); }
  std::string wanted() const override {
    return "a file not older than " + max_age_.text +
           (min_size_ > 0 ? " of at least " + human_bytes(min_size_) : std::string{});
  }

  GateFinding judge(const GateWorld& world) const override {
    const Time now = world.clock.now();
    const std::optional<Candidate> file = newest(path_of(path_, folder_, world));
    if (!file) return {name(), GateState::closed, "no file", wanted()};
    const bool ahead = file->at > now + kMostAhead;
    const std::string age = ahead ? "from the future: its time lies ahead of the clock"
                                  : words_of(std::max<Span>(now - file->at, Span{0})) + " old";
    const std::string found =
        printable(file->path.filename().string()) + ", " + age + ", " + human_bytes(file->bytes);
    const bool fresh = !ahead && file->at >= before(now, max_age_, Zone{}) && file->bytes >= min_size_;
    return {name(), fresh ? GateState::open : GateState::closed, found, wanted()};
  }

 private:
  std::string path_;
  fs::path folder_;
  Duration max_age_;
  std::uint64_t min_size_;
};

struct Unit {
  std::string_view word;
  std::uint64_t bytes;
};
constexpr std::array kUnits = {Unit{"B", 1},
                               Unit{"KB", 1000},
                               Unit{"MB", 1000'000},
                               Unit{"GB", 1000'000'000},
                               Unit{"KiB", 1ULL << 10},
                               Unit{"MiB", 1ULL << 20},
                               Unit{"GiB", 1ULL << 30}};

/// "10MiB", or a number of bytes.
std::uint64_t read_size(const Entry& entry) {
  constexpr std::string_view kHint = "write it like \"10MiB\" (B KB MB GB KiB MiB GiB)";
  if (entry.node().is_integer()) {
    if (entry.integer() < 1) entry.fail("must be at least 1 byte", kHint);
    return static_cast<std::uint64_t>(entry.integer());
  }
  const std::string text = entry.text();
  std::uint32_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data(), end, count);
  const std::string_view word(after, static_cast<std::size_t>(end - after));
  for (const Unit& unit : kUnits) {
    if (error == std::errc{} && count > 0 && word == unit.word) return count * unit.bytes;
  }
  entry.fail("\"" + printable(text) + "\" is not a size", kHint);
}

}  // namespace

std::unique_ptr<Gate> make_file_empty(const Section& row, const fs::path& folder) {
  row.refuse_others(kEmptyKeys);
  return std::make_unique<FileEmpty>(row.need("path", "the file that must be empty").text(), folder);
}

std::unique_ptr<Gate> make_file_fresh(const Section& row, const fs::path& folder) {
  row.refuse_others(kFreshKeys);
  const auto size = row.find("min_size");
  return std::make_unique<FileFresh>(row.need("path", "a file, or a pattern such as \"/backups/*.dump\"").text(),
                                     folder, row.need("max_age", "how old the newest file may be").duration(),
                                     size ? read_size(*size) : 0);
}

}  // namespace winnow
