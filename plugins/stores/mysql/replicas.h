/// How far replicas of a MariaDB or MySQL server are behind; each is asked itself, since the server does not know.
/// Thread rule: one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "driver.h"
#include "winnow/value.hpp"

namespace winnow::mysql {

class Replicas {
 public:
  /// `urls`: as parse_url() reads them. Throws Error(WINNOW_BAD_CONFIG).
  explicit Replicas(const std::vector<std::string>& urls);

  /// One that is more than `most` behind, does not replicate or cannot be asked, in words; empty: there is none.
  /// Throws Error(WINNOW_BAD_CONFIG) for a server that is no replica, and for an account that may not ask.
  std::string behind(Span most);

 private:
  struct Replica {
    Address address;
    std::unique_ptr<MysqlDriver> connection;  ///< opened on first use, and again when it was lost
  };
  std::vector<Replica> replicas_;
};

}  // namespace winnow::mysql
