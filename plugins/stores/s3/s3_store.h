/// The s3 store: the objects of one bucket, whosever server it is on.
///
///   [stores.backups]
///   plugin   = "s3"
///   bucket   = "backups"
///   endpoint = "https://s3.example.com"   # absent: AWS
///   region   = "eu-central-1"
///   allow    = ["nightly/", "dumps/crm-*"]
///
/// An item is an object, named by its key in bytes, never normalised. Thread rule: one call at a time on an
/// instance.
#pragma once

#include <functional>
#include <optional>

#include "bucket.h"
#include "fields.h"
#include "removing.h"
#include "settings.h"
#include "winnow/store.hpp"

namespace winnow::s3 {

class S3Store : public Store {
 public:
  /// Throws Error(WINNOW_BAD_CONFIG) where an option is wrong or there are no credentials. Asks no server.
  S3Store(const OptionValues& options, Host& host);
  /// For tests of one part at a time.
  S3Store(Settings settings, parking::TimeRule times, Host& host);

  /// Endpoint and bucket; of AWS, whose buckets have one name in all regions, the bucket alone.
  std::string identity() override { return identity_; }
  std::vector<Fact> inspect(std::string_view target) override;
  /// Right after a scan of the target what that saw, else by a listing of its own.
  std::optional<std::uint64_t> total(std::string_view target) override;
  void scan(const Selection& selection, const ItemSink& out) override;
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override;
  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override;
  void restore(const winnow_permit& permit, std::span<const winnow_header> headers,
               std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  void purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
             std::span<winnow_outcome> outcomes) override;
  void settle(const winnow_permit& permit, std::span<const winnow_header> headers,
              std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  void parked(const ParkedSink& out) override;
  bool keeps_files() const override { return true; }
  void put_file(std::string_view name, std::string_view content) override;
  std::optional<std::string> get_file(std::string_view name) override;
  std::vector<std::string> list_files(std::string_view folder) override;
  void drop_file(std::string_view name) override;
  /// The folders of the first thousand objects.
  std::vector<std::string> targets() override;
  /// Does nothing: an object is removed only as it was read.
  void lock(std::string_view) override {}

 private:
  /// Shows the objects of a target page by page, in any order, and counts them.
  void walk(std::string_view target, std::size_t connections,
            const std::function<void(std::vector<ObjectFacts>)>& page);
  void read_tags_of(std::vector<FoundObject>& objects) const;
  std::optional<Head> find(std::string_view key) const;
  std::string_view obstacle_of(const ObjectFacts& facts);
  Versioning versioning();
  Work work();
  Condition condition_for(const winnow_permit& permit);

  Host& host_;
  std::string identity_;
  parking::TimeRule times_;
  bool write_once_;
  Server server_;
  Bucket bucket_;
  std::optional<Versioning> versioning_;  ///< once it was asked
  std::optional<Condition> condition_;    ///< once it was tried
  Rights rights_;
  /// Of the last scan, so that counting a target takes no listing of its own.
  std::string counted_target_;
  std::uint64_t counted_ = 0;
};

}  // namespace winnow::s3
