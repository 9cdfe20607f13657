/// The store of MongoDB databases: collections are targets, documents are items. What each member must hold stands
/// at winnow_store in winnow/plugin.h. Thread rule: one call at a time on an instance.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "client.h"
#include "winnow/job.hpp"
#include "winnow/options.hpp"
#include "winnow/store.hpp"

namespace winnow::mongodb {

extern const Options kOptions;

/// How a document is known not to have changed between its copy and its removal.
enum class Proof {
  whole_document,  ///< the removing statement compares all of it
  version_field,   ///< it compares one field, which the application changes with every write
  exclusive        ///< nobody else writes while a job runs, as the operator says
};

class MongoStore final : public Store {
 public:
  /// Throws Error(WINNOW_BAD_CONFIG).
  MongoStore(const OptionValues& options, Host& host);

  std::string identity() override { return client_.identity(); }
  std::vector<Fact> inspect(std::string_view target) override;
  std::optional<std::uint64_t> total(std::string_view target) override;
  void scan(const Selection& selection, const ItemSink& out) override;
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override;
  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override;
  void restore(const winnow_permit& permit, std::span<const winnow_header> headers,
               std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  /// Throws Error(WINNOW_UNSUPPORTED): copies of documents lie with the host.
  void purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
             std::span<winnow_outcome> outcomes) override;
  void settle(const winnow_permit& permit, std::span<const winnow_header> headers,
              std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  std::vector<std::string> targets() override;
  /// Does nothing: every removing statement compares the document as it was read.
  void lock(std::string_view) override {}

 private:
  /// Throws Error(WINNOW_BAD_CONFIG) for what is no ordinary collection.
  CollectionFacts require(std::string_view target);
  /// Whether the server compares whole documents in a query as we need it, tried on a document of the target. An
  /// empty collection proves nothing and needs no proof.
  bool compares_documents(std::string_view target);
  Proof proof_for(std::string_view target);
  winnow_outcome restore_one(const winnow_piece& piece);
  std::optional<Document> live(std::string_view target, std::string_view key);

  Client client_;
  std::string version_field_;
  bool exclusive_;
  Host& host_;
  std::map<std::string, bool, std::less<>> compares_;  ///< by target
};

}  // namespace winnow::mongodb
