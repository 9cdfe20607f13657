#include <algorithm>

#include "sql/put_back.h"
#include "sql/server_store.h"

namespace winnow::sql {

void ServerStore::restore(const winnow_permit& permit, std::span<const winnow_header> headers,
                          std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_RESTORE, keys_of(pieces));
  require_in_time(permit);
  const std::shared_ptr<Driver> driver = borrowed_alone();
  Transaction transaction(*driver);
  std::vector<winnow_outcome> results(outcomes.begin(), outcomes.end());  // witnesses are told by them
  const bool rehearsed = (permit.flags & WINNOW_REHEARSE) != 0;
  naming(view(permit.target), [&] {
    const Copies copies(*dialect_, *driver, headers);
    dialect_->before_restore(*driver);
    put_back(
        permit, *dialect_, copies, *driver, [this](const std::string& why) { host_.log(WINNOW_WARN, why); }, pieces,
        rehearsed ? Parents::may_be_missing : Parents::needed, results);
    dialect_->after_restore(*driver);
  });
  if (rehearsed) {  // seen and compared; the transaction ends here without a trace
    std::copy(results.begin(), results.end(), outcomes.begin());
    return;
  }
  const CommitEnd end = transaction.commit();
  for (std::size_t i = 0; i < results.size(); ++i) outcomes[i] = after(end, results[i]);
}

void ServerStore::settle(const winnow_permit& permit, std::span<const winnow_header> headers,
                         std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_SETTLE, keys_of(pieces));
  require_in_time(permit);
  const std::shared_ptr<Driver> driver = borrowed_alone();
  const Transaction transaction(*driver);  // rolled back: settling changes nothing
  // The lock that each batch holds until it ends: once it is ours, the old session has committed or never will.
  naming(view(permit.target), [&] {
    const Copies copies(*dialect_, *driver, headers);
    for (const auto& [table, some, places] : shares_of(copies, pieces)) {
      if (!table.obstacle().empty()) {
        host_.log(WINNOW_WARN, "a copy cannot be compared: " + table.obstacle());
        for (const std::size_t place : places) outcomes[place] = WINNOW_IN_DOUBT;
        continue;
      }
      const std::vector<Standing> standing = table.standing(*driver, some);
      for (std::size_t i = 0; i < some.size(); ++i) outcomes[places[i]] = settled(standing[i]);
    }
  });
}

}  // namespace winnow::sql
