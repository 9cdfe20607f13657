/// The lower half of a segment's writer: text is digested, compressed and written block by block, on a thread of
/// its own while the next block is being filled. What fails there is thrown by the next call here.
///
/// A segment of less than one block starts no thread. Thread rule: one caller.
#pragma once

#include <condition_variable>
#include <exception>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "core/base/encoding.h"
#include "core/base/file.h"

struct ZSTD_CCtx_s;

namespace winnow {

class Packer {
 public:
  /// Makes or empties `path`. `block`: how many bytes of text are handed over at once. Throws Failure, as all
  /// members do.
  Packer(const std::filesystem::path& path, std::size_t block);
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  ~Packer();

  /// Where text is appended; look() after each line.
  std::string& text() { return text_; }
  void look() {
    if (text_.size() >= block_) hand_over();
  }
  /// SHA-256 of all text so far, as hex.
  std::string digest();
  /// Ends the file and syncs it.
  void end();

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
  };

  /// Begins it where there is none yet.
  bool has_thread();
  void hand_over();
  /// Afterwards the thread has nothing left, and digest and compressor are the caller's.
  void drain();
  void serve();
  void work(std::string_view text);
  enum class Frame { goes_on, ends };
  void compress(std::string_view text, Frame frame);

  std::filesystem::path path_;
  std::size_t block_;
  std::string text_;

  // The thread's while `full_`, the caller's after drain().
  Descriptor file_;
  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
  std::string packed_;
  Sha256 digest_;
  std::string handed_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool full_ = false;  ///< `handed_` waits for the thread, or is being worked on
  bool over_ = false;
  std::exception_ptr broken_;
  std::thread thread_;
};

}  // namespace winnow
