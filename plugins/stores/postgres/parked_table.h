/// A partition in the bin: its receipt, and the moves of its table between its home and the bin.
/// Thread rule: pure, but for the connection.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "partitions.h"

namespace winnow::postgres {

/// {"oid":"16400","schema":"public","name":"events_2026_01","bin":"winnow_trash_2026-06-19T22-31-00-000Z",
///  "bound":"FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00')","range":"((at IS NOT NULL)
///  ..."}
struct Receipt {
  std::string oid, schema, name;
  std::string bin;  ///< the schema in which it is parked, under its own name
  std::string bound, range;

  std::string home() const;    ///< quoted, for statements
  std::string parked() const;  ///< likewise
};

/// The schema of a batch's partitions, by its place in the bin; those of the nth home after the first have it in
/// their name, since two homes may use one name twice. Throws Error(WINNOW_BROKEN) for a place that is none.
std::string bin_schema(std::string_view place, std::size_t nth_home);

/// The place of the batch whose partitions lie in this schema; nullopt: it is no schema of the bin.
std::optional<std::string> place_of_bin(std::string_view schema);

std::string write_receipt(const Receipt& receipt);
/// Throws Error(WINNOW_BROKEN) for what is no receipt of a partition.
Receipt read_receipt(std::string_view json);

/// Takes the partition from its table into the bin. Inside a transaction; throws ServerError.
void park(sql::Driver& driver, const std::string& table, const Receipt& receipt);
/// Looks at all rows of a parked partition, where nobody waits for it: attach() then believes what this proved.
/// Likewise.
void prove_range(sql::Driver& driver, const Receipt& receipt);
/// Puts it back, in a moment. Likewise.
void attach(sql::Driver& driver, const std::string& table, const Receipt& receipt);

/// Drops the schema if it is empty by now. Inside a transaction.
void drop_if_empty(sql::Driver& driver, const std::string& bin);

/// Runs `step` under a savepoint and answers the server's words where it refuses; empty: it was done. Throws
/// ServerError(WINNOW_UNAVAILABLE) where a lock is not to be had or the connection is lost.
template <class Step>
std::string attempt(sql::Driver& driver, const Step& step) {
  driver.execute("SAVEPOINT winnow_step");
  std::string why;
  try {
    step();
  } catch (const sql::ServerError& error) {
    if (error.code() == WINNOW_UNAVAILABLE) throw;
    why = error.what();
    driver.execute("ROLLBACK TO SAVEPOINT winnow_step");
  }
  driver.execute("RELEASE SAVEPOINT winnow_step");
  return why;
}

/// From here on to the end of the transaction nothing waits long for a lock: whoever comes later queues behind one
/// that is waited for.
void wait_shortly(sql::Driver& driver);

/// Runs `step`, which takes a lock on `table` and what hangs together with it, a few times until it gets it. Throws
/// Error(WINNOW_UNAVAILABLE) where it does not, WINNOW_STOPPED where the host wants to stop.
void insist(sql::Driver& driver, const Host& host, const std::string& table, const std::function<void()>& step);

}  // namespace winnow::postgres
