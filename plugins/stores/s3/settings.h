/// What the options of a store mean: which server, how its bucket is addressed, what the store is. Reads the
/// environment; asks no server.
#pragma once

#include <string>

#include "bucket.h"
#include "winnow/options.hpp"

namespace winnow::s3 {

extern const Options kOptions;

struct Settings {
  ServerSettings server;
  std::string bucket;
  Bucket::Addressing addressing = Bucket::Addressing::path;
  std::string identity;
  bool write_once = false;  ///< no key is ever written a second time, says the operator
};

/// Throws Error(WINNOW_BAD_CONFIG).
Settings read_settings(const OptionValues& options);

}  // namespace winnow::s3
