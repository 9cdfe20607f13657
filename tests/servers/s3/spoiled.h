/// A store behind a proxy that spoils what a test picks, and a bin that knows what was asked for after its seal.
#pragma once

#include "proxy.h"
#include "support.h"

namespace winnow::s3 {

using Outcomes = std::vector<winnow_outcome>;

/// A box whose store asks through a proxy.
struct Spoiled : Box {
  explicit Spoiled(std::function<Fault(const std::string&, const std::string&)> pick, Kind kind = Kind::plain)
      : Box(kind), proxy(settings("").server.endpoint, std::move(pick)) {
    reopen();
  }
  ~Spoiled() { store.reset(); }
  void reopen() {
    open([&](Settings& all) { all.server.endpoint = proxy.endpoint(); });
  }
  /// As the TOML says keys = "write-once", or does not.
  void reopen(bool write_once) {
    open([&](Settings& all) {
      all.server.endpoint = proxy.endpoint();
      all.write_once = write_once;
    });
  }
  Proxy proxy;
};

/// The fault for the first `times` requests that are meant.
inline auto first(int times, Fault fault, std::function<bool(const std::string&, const std::string&)> meant) {
  return [times, fault, meant = std::move(meant)](const std::string& method, const std::string& target) mutable {
    if (times == 0 || !meant(method, target)) return Fault::none;
    --times;
    return fault;
  };
}

/// A bin that knows which requests take away what was sealed.
struct WatchedBin : TestBin {
  WatchedBin() {
    on_seal = [this] { sealed = true; };
  }
  bool is_deletion(const std::string& method, const std::string& target) const {
    return sealed && (method == "DELETE" || (method == "POST" && target.ends_with("?delete=")));
  }
  auto deletion() const {
    return [this](const std::string& method, const std::string& target) { return is_deletion(method, target); };
  }
  std::atomic<bool> sealed = false;
};

}  // namespace winnow::s3
