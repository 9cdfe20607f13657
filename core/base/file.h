/// Files that must be on disk when a function returns. Failures carry the path. Thread rule: any.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace winnow {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor();
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// Whether both lead to one file or folder now, under whatever names: links, bind mounts, other spellings.
bool is_same_file(const std::filesystem::path& one, const std::filesystem::path& other);

/// Whether two identities of stores, of the form KIND:PATH, lead to the same file or folder now.
bool is_same_place(std::string_view one, std::string_view other);

std::string read_file(const std::filesystem::path& path);

/// Writes all of `bytes` to `fd`. `path` is for the message.
void write_all(int fd, std::string_view bytes, const std::filesystem::path& path);

/// fsync of a file or folder; an error is final, the descriptor must not be used again.
void sync(int fd, const std::filesystem::path& path);
void sync_folder(const std::filesystem::path& folder);

/// Makes the folder and its missing parents (mode 0700 each) and syncs every parent of a new one.
void make_folders(const std::filesystem::path& folder);

/// Writes `path` as a whole: a new file beside it, synced, renamed over it, folder synced.
void replace_file(const std::filesystem::path& path, std::string_view bytes, unsigned mode = 0644);

}  // namespace winnow
