#include "replicas.h"

#include <charconv>
#include <optional>

namespace winnow::mysql {
namespace {

/// The columns of SHOW SLAVE STATUS have no other names to be asked by; both servers have only ever added behind
/// them.
constexpr std::size_t kSecondsBehind = 32;

/// nullopt: it does not replicate.
std::optional<std::int64_t> seconds_behind(MysqlDriver& replica, const std::string& name) {
  bool is_replica = false;
  std::optional<std::int64_t> worst;
  bool stands_still = false;
  replica.query("SHOW SLAVE STATUS", {}, [&](std::span<const sql::Cell> row) {
    is_replica = true;
    const sql::Cell& cell = row[kSecondsBehind];
    std::int64_t seconds = 0;
    if (!cell || std::from_chars(cell->data(), cell->data() + cell->size(), seconds).ec != std::errc{}) {
      stands_still = true;
    } else if (!worst || seconds > *worst) {
      worst = seconds;
    }
    return Next::more;
  });
  if (!is_replica) throw Error(WINNOW_BAD_CONFIG, "replicas: " + name + " replicates from nobody; name a replica");
  return stands_still ? std::nullopt : worst;
}

}  // namespace

Replicas::Replicas(const std::vector<std::string>& urls) {
  for (const std::string& url : urls) replicas_.push_back({parse_url(url), nullptr});
}

std::string Replicas::behind(Span most) {
  for (auto& [address, connection] : replicas_) {
    const std::string name = place_of(address);
    try {
      if (!connection || !connection->usable()) connection = std::make_unique<MysqlDriver>(address);
      const std::optional<std::int64_t> seconds = seconds_behind(*connection, name);
      if (!seconds) return name + " does not replicate";
      if (std::chrono::seconds(*seconds) > most) return name + " is " + std::to_string(*seconds) + " s behind";
    } catch (const Error& error) {
      if (error.code() == WINNOW_BAD_CONFIG) throw;
      if (error.code() == WINNOW_UNAVAILABLE) return name + " cannot be asked (" + error.what() + ")";
      throw Error(WINNOW_BAD_CONFIG, "replicas: " + name + " does not tell how far it is behind (" + error.what() +
                                         "); GRANT REPLICA MONITOR (MySQL: REPLICATION CLIENT) there");
    }
  }
  return {};
}

}  // namespace winnow::mysql
