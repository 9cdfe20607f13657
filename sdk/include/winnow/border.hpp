/// winnow/border.hpp - what stands between a plugin's classes and the tables of the host: errors as codes and
/// messages, the host and its bin as classes. Authors include winnow/export.hpp.
#pragma once

#include <cstring>
#include <exception>

#include "winnow/job.hpp"
#include "winnow/store.hpp"

namespace winnow::border {

/// Runs `body` and turns what it throws into a code and a message.
template <class Body>
winnow_code guarded(winnow_error* err, Body&& body) noexcept {
  const auto say = [err](winnow_code code, const char* words) {
    err->code = code;
    std::strncpy(err->message, words, sizeof err->message - 1);
    return code;
  };
  try {
    body();
    return WINNOW_OK;
  } catch (const Error& error) {
    return say(error.code() == WINNOW_OK ? WINNOW_BROKEN : error.code(), error.what());
  } catch (const std::exception& error) {
    return say(WINNOW_BROKEN, error.what());
  } catch (...) {
    return say(WINNOW_BROKEN, "an exception of an unknown type");
  }
}

inline const winnow_permit& permitted(const winnow_permit* permit) {
  if (permit == nullptr) throw Error(WINNOW_DENIED, "there is no permit");
  return whole(permit, WINNOW_PERMIT_1_0, "winnow_permit");
}

[[noreturn]] inline void stopped() {
  throw Error(WINNOW_STOPPED, "stopped by the host");
}

class HostProxy final : public Host {
 public:
  explicit HostProxy(const winnow_host* host) : host_(&whole(host, WINNOW_HOST_1_0, "winnow_host")) {}
  void log(int level, std::string_view message) override { host_->log(host_->ctx, level, borrow(message)); }
  Time now() const override { return time_of(host_->now(host_->ctx)); }
  bool stopping() const override { return host_->stopping(host_->ctx) != 0; }
  std::int64_t read_time(std::string_view iso) const override { return host_->read_time(host_->ctx, borrow(iso)); }
  std::uint32_t reason(std::string_view words) override { return host_->reason(host_->ctx, borrow(words)); }
  void finding(std::string_view name, double value, bool fine, std::string_view words) override {
    host_->finding(host_->ctx, borrow(name), value, fine ? 1 : 0, borrow(words));
  }

  std::vector<std::string> own_paths() const override {
    std::vector<std::string> out;
    if (!WINNOW_HAS(host_, own_paths)) return out;
    const winnow_text_sink sink{&out, [](void* ctx, winnow_text path) noexcept {
                                  static_cast<std::vector<std::string>*>(ctx)->emplace_back(view(path));
                                  return std::int32_t{0};
                                }};
    host_->own_paths(host_->ctx, &sink);
    return out;
  }

 private:
  const winnow_host* host_;
};

class BinProxy final : public Bin {
 public:
  explicit BinProxy(const winnow_bin* bin) : bin_(&whole(bin, WINNOW_BIN_1_0, "winnow_bin")) {}
  void open(std::string_view target, std::string_view header) override {
    if (bin_->open(bin_->ctx, borrow(target), borrow(header)) != 0) stopped();
  }
  void put(const winnow_piece& piece) override {
    if (bin_->put(bin_->ctx, &piece) != 0) stopped();
  }
  void seal(std::span<std::uint8_t> take) override {
    if (bin_->seal(bin_->ctx, take.data()) != 0) stopped();
  }
  void refuse(std::size_t item, std::string_view reason) override {
    if (WINNOW_HAS(bin_, refuse) && bin_->refuse(bin_->ctx, item, borrow(reason)) != 0) stopped();
  }

 private:
  const winnow_bin* bin_;
};

}  // namespace winnow::border
