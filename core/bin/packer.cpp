#include "core/bin/packer.h"

#include <fcntl.h>
#include <zstd.h>

#include <cerrno>
#include <system_error>

#include "core/base/failure.h"

namespace winnow {
namespace {

constexpr int kLevel = 1;  // higher ones cost more time than the disk takes for what they save

}  // namespace

void Packer::Free::operator()(ZSTD_CCtx_s* context) const {
  ZSTD_freeCCtx(context);
}

Packer::Packer(const std::filesystem::path& path, std::size_t block)
    : path_(path),
      block_(block),
      file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)),
      context_(ZSTD_createCCtx()),
      packed_(ZSTD_CStreamOutSize(), '\0') {
  if (!file_) throw system_failure(path.string(), "cannot write the bin", errno);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

Packer::~Packer() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::string Packer::digest() {
  drain();
  return digest_.hex();
}

void Packer::end() {
  drain();
  compress({}, Frame::ends);
  sync(file_.get(), path_);
}

bool Packer::has_thread() {
  try {
    if (!thread_.joinable()) thread_ = std::thread([this] { serve(); });
  } catch (const std::system_error&) {
    return false;  // none is to be had
  }
  return true;
}

void Packer::hand_over() {
  if (!has_thread()) return drain();
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !full_; });
    if (broken_) std::rethrow_exception(broken_);
    handed_.swap(text_);
    full_ = true;
  }
  changed_.notify_all();
  text_.clear();
}

void Packer::drain() {
  if (!thread_.joinable()) {
    work(text_);
    text_.clear();
    return;
  }
  if (!text_.empty()) hand_over();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !full_; });
  if (broken_) std::rethrow_exception(broken_);
}

void Packer::serve() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return full_ || over_; });
    if (!full_) return;
    lock.unlock();
    std::exception_ptr thrown;
    try {
      work(handed_);
    } catch (...) {
      thrown = std::current_exception();
    }
    lock.lock();
    // The file is not whole after the first failure, so the first is the one that the caller is told of.
    if (!broken_) broken_ = thrown;
    full_ = false;
    changed_.notify_all();
  }
}

void Packer::work(std::string_view text) {
  digest_.add(text);
  compress(text, Frame::goes_on);
}

void Packer::compress(std::string_view text, Frame frame) {
  const bool last = frame == Frame::ends;
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  for (bool done = false; !done;) {
    ZSTD_outBuffer out{packed_.data(), packed_.size(), 0};
    const std::size_t left = ZSTD_compressStream2(context_.get(), &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left) != 0) {
      throw Failure(path_.string(), std::string("cannot compress: ") + ZSTD_getErrorName(left));
    }
    write_all(file_.get(), {packed_.data(), out.pos}, path_);
    done = last ? left == 0 : in.pos == in.size;
  }
}

}  // namespace winnow
