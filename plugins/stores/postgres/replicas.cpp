#include "replicas.h"

#include <charconv>

namespace winnow::postgres {

std::string replica_behind(sql::Driver& primary, Span most) {
  std::string out;
  Span worst = most;
  bool hidden = false;
  // A replica that has nothing to do tells no lag, and so does one that is still catching up. Of a session that the
  // account may not see all columns but its process are NULL, which must not pass for that.
  primary.query(
      "SELECT coalesce(nullif(application_name, ''), 'a replica') || coalesce(' at ' || host(client_addr), ''), "
      "(state IS NULL)::text, (state IN ('startup', 'catchup'))::text, "
      "coalesce(extract(epoch FROM replay_lag) * 1000000, 0)::bigint::text FROM pg_stat_replication",
      {}, [&](std::span<const sql::Cell> row) {
        hidden = hidden || row[1] == "true";
        const std::string name(row[0].value_or(""));
        const std::string_view micros = row[3].value_or("0");
        std::int64_t lag = 0;
        std::from_chars(micros.data(), micros.data() + micros.size(), lag);
        if (row[2] == "true" && out.empty()) out = name + " is catching up";
        if (Span{lag} > worst) {
          worst = Span{lag};
          out = name + " is " + std::to_string((lag + 999'999) / 1'000'000) + " s behind";
        }
        return Next::more;
      });
  if (hidden) {
    throw Error(WINNOW_DENIED,
                "max_lag: this account may not see how far replicas are behind; GRANT pg_monitor TO it");
  }
  return out;
}

}  // namespace winnow::postgres
