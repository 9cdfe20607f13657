#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "parked_table.h"
#include "partition_fields.h"
#include "partition_store.h"

namespace winnow::postgres {
namespace {

std::string literal(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + "'";
}

/// One remove() call, in one transaction.
class Detaching {
 public:
  Detaching(sql::Driver& driver, const std::string& schema, Host& host, const winnow_permit& permit,
            const Selection& selection, std::span<const winnow_item> items, Bin& bin,
            std::span<winnow_outcome> outcomes)
      : driver_(driver),
        schema_(schema),
        host_(host),
        permit_(permit),
        selection_(selection),
        items_(items),
        bin_(bin),
        outcomes_(outcomes),
        transaction_(driver) {}

  /// Everything that can fail comes before seal(): the locks, the schemas, and taking each partition out and back
  /// under a savepoint. After it only the same steps are done again, for what was taken, and COMMIT makes all of
  /// them or none.
  void run() {
    lock();
    choose();
    for (const auto& [home, bin] : bins_) driver_.execute("CREATE SCHEMA " + quoted_name(bin));
    rehearse();
    if (parcels_.empty()) return;
    comment();
    put();
    std::vector<std::uint8_t> take(items_.size(), 0);
    bin_.seal(take);
    for (const Parcel& parcel : parcels_) {
      if (take[parcel.item] == 1) park(driver_, table_.name, parcel.receipt);
    }
    finish(take);
  }

 private:
  struct Parcel {
    std::size_t item;
    const Partition* partition;
    Receipt receipt;
  };

  /// All that is to be locked at once, or nothing of it: readers and writers of the table wait behind whoever waits
  /// for these locks, so that each try is short.
  void lock() {
    keep_winnow_off(driver_, table_name(selection_.target, schema_));
    const PartitionedTable table = read_partitions(driver_, selection_.target, schema_, host_);
    std::string names = "ONLY " + table.name;
    for (const Partition& one : table.partitions) {
      const bool goes =
          std::ranges::any_of(items_, [&](const winnow_item& item) { return view(item.key) == one.key; });
      // Of a default partition the server has to know that it holds nothing of the range.
      if (goes || one.obstacle == "default_partition")
        names += ", " + quoted_name(one.schema) + "." + quoted_name(one.name);
    }
    constexpr int kTries = 10;
    driver_.execute("SET LOCAL lock_timeout = '300ms'");
    std::string who;
    for (int i = 0; i < kTries; ++i) {
      if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped by the host while it waits for a lock");
      who = attempt(driver_, [&] { driver_.execute("LOCK TABLE " + names + " IN ACCESS EXCLUSIVE MODE"); });
      if (who.empty()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    throw Error(WINNOW_UNAVAILABLE, table.name + " has to stand still for a moment to let go of a partition, and " +
                                        "somebody works on it without a pause: " + who);
  }

  /// Those that still are what was planned, as they are under the lock.
  void choose() {
    table_ = read_partitions(driver_, selection_.target, schema_, host_);
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const std::string_view key = view(items_[i].key);
      const Partition* const one = table_.find(key);
      if (!seen.insert(key).second) {
        outcomes_[i] = WINNOW_REFUSED;  // named twice: once is enough
      } else if (one == nullptr) {
        outcomes_[i] = WINNOW_GONE;
      } else if (items_[i].version.size != 0 && view(items_[i].version) != one->version()) {
        outcomes_[i] = WINNOW_CHANGED;
      } else if (!one->obstacle.empty()) {
        refuse(i, std::string(one->obstacle));
      } else {
        parcels_.push_back({i, one, {one->oid, one->schema, one->name, bin_of(one->schema), one->bound}});
      }
    }
  }

  const std::string& bin_of(const std::string& home) {
    const auto known = bins_.find(home);
    if (known != bins_.end()) return known->second;
    return bins_.emplace(home, bin_schema(view(permit_.place), bins_.size())).first->second;
  }

  /// What a person needs who finds them without winnow.
  void comment() {
    for (const auto& [home, bin] : bins_) {
      std::string words = "partitions of " + table_.name + " that winnow took away in run " +
                          std::string(view(permit_.run)) + " (" + selection_.reason + "); they came from schema " +
                          quoted_name(home) + ":";
      for (const Parcel& parcel : parcels_) {
        if (parcel.receipt.schema == home)
          words += "\n" + quoted_name(parcel.receipt.name) + " " + parcel.receipt.bound;
      }
      driver_.execute("COMMENT ON SCHEMA " + quoted_name(bin) + " IS " + literal(words));
    }
  }

  void rehearse() {
    std::erase_if(parcels_, [&](const Parcel& parcel) {
      driver_.execute("SAVEPOINT winnow_rehearsal");
      const std::string why = attempt(driver_, [&] { park(driver_, table_.name, parcel.receipt); });
      driver_.execute("ROLLBACK TO SAVEPOINT winnow_rehearsal");
      if (why.empty()) return false;
      host_.log(WINNOW_WARN, parcel.partition->key + ": " + why);
      refuse(parcel.item, "the database does not let it go");
      return true;
    });
  }

  void refuse(std::size_t item, const std::string& why) {
    outcomes_[item] = WINNOW_REFUSED;
    bin_.refuse(item, why);
  }

  void put() {
    bin_.open(selection_.target, "{}");
    Page page(selection_.fields.size());
    for (const Parcel& parcel : parcels_) {
      const Page::Place at = page.add();
      fill(at, *parcel.partition, selection_, page);
      const std::string receipt = write_receipt(parcel.receipt);
      winnow_piece piece{};
      piece.item = parcel.item;
      piece.target = borrow(std::string_view{selection_.target});
      piece.key = items_[parcel.item].key;
      piece.fields = at.item.fields;
      piece.time = at.item.time;
      piece.content = borrow(std::string_view{receipt});
      bin_.put(piece);
    }
  }

  void finish(const std::vector<std::uint8_t>& take) {
    const auto answer = [&](winnow_outcome taken) {
      for (const Parcel& parcel : parcels_) {
        outcomes_[parcel.item] = take[parcel.item] == 1 ? taken : winnow_outcome{WINNOW_REFUSED};
      }
    };
    if (std::ranges::none_of(parcels_, [&](const Parcel& one) { return take[one.item] == 1; }))
      return answer(WINNOW_REFUSED);
    require_in_time(permit_);
    switch (transaction_.commit()) {
      case sql::CommitEnd::committed: return answer(WINNOW_DONE);
      case sql::CommitEnd::rolled_back:
        answer(WINNOW_FAILED);
        throw Error(WINNOW_UNAVAILABLE, table_.name + ": COMMIT was refused; nothing was removed");
      case sql::CommitEnd::unknown:
        answer(WINNOW_IN_DOUBT);
        throw Error(WINNOW_UNAVAILABLE,
                    table_.name + ": the answer to COMMIT was lost; whether partitions are gone is not known");
    }
  }

  sql::Driver& driver_;
  const std::string& schema_;
  Host& host_;
  const winnow_permit& permit_;
  const Selection& selection_;
  std::span<const winnow_item> items_;
  Bin& bin_;
  std::span<winnow_outcome> outcomes_;
  sql::Transaction transaction_;
  PartitionedTable table_;                   ///< as it is under the lock
  std::map<std::string, std::string> bins_;  ///< by home
  std::vector<Parcel> parcels_;
};

}  // namespace

void PartitionStore::remove(const winnow_permit& permit, const Selection& selection,
                            std::span<const winnow_item> items, Bin& bin, std::span<winnow_outcome> outcomes) {
  check_permit(permit, WINNOW_REMOVE, keys_of(items));
  check_fields(selection);
  Detaching(driver(), schema_, host_, permit, selection, items, bin, outcomes).run();
}

}  // namespace winnow::postgres
