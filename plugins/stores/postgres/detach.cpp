#include <algorithm>
#include <map>
#include <set>

#include "parked_table.h"
#include "partition_fields.h"
#include "partition_store.h"

namespace winnow::postgres {
namespace {

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

  /// Everything that can fail comes before seal(): the locks, the schemas, and taking the partitions out of their
  /// table, one by one, which shows what the server does not let go. All of it is one transaction, which nobody
  /// else sees; after seal() only what the host did not take is put back, by rolling back and taking out the rest
  /// again, and COMMIT makes all of it or nothing.
  void run() {
    lock();
    choose();
    for (const auto& [home, bin] : bins_) make(bin);
    driver_.execute("SAVEPOINT winnow_parked");
    park_all();
    if (parcels_.empty()) return;
    put();
    std::vector<std::uint8_t> take(items_.size(), 0);
    bin_.seal(take);
    const auto stays = [&](const Parcel& parcel) { return take[parcel.item] != 1; };
    for (const Parcel& parcel : parcels_) {
      if (stays(parcel)) outcomes_[parcel.item] = WINNOW_REFUSED;
    }
    if (std::erase_if(parcels_, stays) > 0) {
      driver_.execute("ROLLBACK TO SAVEPOINT winnow_parked");
      for (const Parcel& parcel : parcels_)
        insist(driver_, host_, table_.name, [&] { park(driver_, table_.name, parcel.receipt); });
    }
    if (!parcels_.empty()) finish();
  }

 private:
  struct Parcel {
    std::size_t item;
    const Partition* partition;
    Receipt receipt;
  };

  /// All that is to be locked at once, or nothing of it: readers and writers of the table wait behind whoever waits
  /// for these locks.
  void lock() {
    keep_winnow_off(driver_, table_name(selection_.target, schema_));
    const PartitionedTable table = read_partitions(driver_, selection_.target, schema_, host_, Sizes::no);
    std::string names = "ONLY " + table.name;
    for (const Partition& one : table.partitions) {
      const bool goes =
          std::ranges::any_of(items_, [&](const winnow_item& item) { return view(item.key) == one.key; });
      // Of a default partition the server has to know that it holds nothing of the range.
      if (one.obstacle == "default_partition" || (goes && one.obstacle.empty()))
        names += ", " + quoted_name(one.schema) + "." + quoted_name(one.name);
    }
    wait_shortly(driver_);
    driver_.execute(
        "SET LOCAL statement_timeout = '500ms'");  // for all of them, where one is waited for after another
    insist(driver_, host_, table.name,
           [&] { driver_.execute("LOCK TABLE " + names + " IN ACCESS EXCLUSIVE MODE"); });
    driver_.execute("SET LOCAL statement_timeout = 0");
  }

  /// Those that still are what was planned, as they are under the lock.
  void choose() {
    table_ = read_partitions(driver_, selection_.target, schema_, host_, Sizes::no);
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
        refuse(i, one->obstacle);
      } else {
        parcels_.push_back(
            {i, one, {one->oid, one->schema, one->name, bin_of(one->schema), one->bound, one->range}});
      }
    }
  }

  const std::string& bin_of(const std::string& home) {
    const auto known = bins_.find(home);
    if (known != bins_.end()) return known->second;
    return bins_.emplace(home, bin_schema(view(permit_.place), bins_.size())).first->second;
  }

  /// The server itself looks into parked partitions for their owners, on behalf of foreign keys.
  void make(const std::string& bin) {
    driver_.execute("CREATE SCHEMA " + quoted_name(bin));
    std::set<std::string> owners;
    for (const Parcel& parcel : parcels_) {
      if (parcel.receipt.bin == bin) owners.insert(parcel.partition->owner);
    }
    for (const std::string& owner : owners)
      driver_.execute("GRANT USAGE ON SCHEMA " + quoted_name(bin) + " TO " + quoted_name(owner));
  }

  void park_all() {
    std::erase_if(parcels_, [&](const Parcel& parcel) {
      std::string why;
      insist(driver_, host_, table_.name,
             [&] { why = attempt(driver_, [&] { park(driver_, table_.name, parcel.receipt); }); });
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
      Partition partition = *parcel.partition;
      partition.bytes = items_[parcel.item].bytes;  // nobody asks for sizes while the table stands still
      fill(at, partition, selection_, page);
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

  /// Says in each schema's comment what a person needs who finds the partitions without winnow.
  void comment() {
    for (const auto& [home, bin] : bins_) {
      std::string words = "partitions of " + table_.name + " that winnow took away in run " +
                          std::string(view(permit_.run)) + " (" + selection_.reason + "); they came from schema " +
                          quoted_name(home) + ":";
      for (const Parcel& parcel : parcels_) {
        if (parcel.receipt.schema == home)
          words += "\n" + quoted_name(parcel.receipt.name) + " " + parcel.receipt.bound;
      }
      driver_.execute("COMMENT ON SCHEMA " + quoted_name(bin) + " IS " + sql::enclosed(words, '\''));
      drop_if_empty(driver_, bin);
    }
  }

  void finish() {
    const auto answer = [&](winnow_outcome outcome) {
      for (const Parcel& parcel : parcels_) outcomes_[parcel.item] = outcome;
    };
    comment();
    require_in_time(permit_);
    const sql::CommitEnd end = transaction_.commit();
    answer(sql::after(end, WINNOW_DONE));
    sql::require_committed(end, table_.name, "removed");
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
