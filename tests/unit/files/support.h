/// A files store over a folder of its own, with a host and a bin that a test can look into.
#pragma once

#include <sys/stat.h>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/times.h"
#include "plugins/stores/files/files_store.h"

namespace winnow::files {

inline const std::string kPlace = ".trash/2026-06-19T22-31-00-000Z";

class TestHost final : public Host {
 public:
  void log(int level, std::string_view message) override;
  Time now() const override { return at; }
  bool stopping() const override { return false; }
  std::int64_t read_time(std::string_view iso) const override;
  std::uint32_t reason(std::string_view) override { return 1; }
  void finding(std::string_view, double, bool, std::string_view) override {}

  std::vector<std::string> own_paths() const override { return own; }

  std::vector<std::string> warnings;
  std::vector<std::string> own;
  Time at = time_of(0);

 private:
  std::mutex mutex_;  ///< folders are worked on side by side
};

/// Keeps what is put, and takes all that was put unless told otherwise.
class TestBin final : public Bin {
 public:
  void open(std::string_view target, std::string_view header) override;
  void put(const winnow_piece& piece) override;
  void seal(std::span<std::uint8_t> take) override;

  struct Put {
    std::size_t item;
    std::string key, content;
  };
  std::string target, header;
  std::vector<Put> puts;
  std::function<void(const winnow_piece&)> on_put = [](const winnow_piece&) {};
  std::function<void()> on_seal = [] {};
  std::vector<std::string> keep;  ///< keys that seal() does not give away
  int sealed = 0;
};

/// What a scan or fetch showed.
struct Seen {
  std::string key, version, obstacle;
  std::int64_t time;
  std::uint64_t bytes;
  std::vector<Value> fields;
};

class Sandbox {
 public:
  Sandbox();
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  std::filesystem::path at(const std::string& path) const { return root / path; }
  /// Writes a file, making its folders; its time is 2025-06-19T22:31:00.123456789Z.
  void write(const std::string& path, const std::string& content = "content") const;
  std::string read(const std::string& path) const;
  bool has(const std::string& path) const;
  /// Nothing is parked: no more than the note of what the tree is.
  bool bin_is_empty() const;
  struct stat stat_of(const std::string& path) const;

  /// The store, made anew; `from` and `format`: the options time.from and time.format.
  FilesStore& open(const std::string& from = "modified", const std::string& format = "");

  std::vector<Seen> scan(const std::string& target, std::vector<std::string> fields = {});
  std::vector<Seen> fetch(const std::vector<std::string>& keys);
  /// The keys of a scan, sorted; with an obstacle as "key (obstacle)".
  std::vector<std::string> listing(const std::string& target);

  /// Removes the keys as a scan of them just now would show them; `flags`: of the permit.
  std::vector<winnow_outcome> remove(const std::vector<std::string>& keys, TestBin& bin, std::uint32_t flags = 0);
  std::vector<winnow_outcome> restore(const TestBin& bin);
  std::vector<winnow_outcome> purge(const TestBin& bin);
  std::vector<winnow_outcome> settle(const TestBin& bin);

  std::filesystem::path outer;  ///< holds the root, and what must not be reached
  std::filesystem::path root;
  TestHost host;
  std::int64_t not_after = INT64_MAX;  ///< of the permits
  winnow_permit permit{};              ///< of the call under way, which a bin may so end
  std::string version;                 ///< of the items to remove; empty: as they are

 private:
  std::vector<winnow_outcome> act(winnow_action action, const TestBin& bin);
  const winnow_permit& mint(winnow_action action, std::span<const std::string_view> keys);

  std::unique_ptr<FilesStore> store_;
};

using Outcomes = std::vector<winnow_outcome>;

}  // namespace winnow::files
