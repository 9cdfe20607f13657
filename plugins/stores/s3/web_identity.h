/// Temporary keys for the token of a web identity, as a pod's service account has one: STS gives them, and gives
/// new ones before they end. Thread rule: any thread.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "signature.h"

namespace winnow::s3 {

class WebIdentity {
 public:
  /// `endpoint`: of STS, as Client wants it.
  struct Settings {
    std::string endpoint, region, role, session;
    std::string token_file;  ///< read each time: what wrote it renews it
  };
  explicit WebIdentity(Settings settings) : settings_(std::move(settings)) {}

  /// Throws Error(WINNOW_UNAVAILABLE) where STS does not answer, Error(WINNOW_BAD_CONFIG) where it refuses or the
  /// token cannot be read. No message shows the token or a key.
  Credentials keys();

 private:
  void renew();

  Settings settings_;
  std::mutex guard_;
  Credentials keys_;
  std::chrono::steady_clock::time_point renew_at_{};
};

}  // namespace winnow::s3
