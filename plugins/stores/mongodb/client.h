/// One connection to a MongoDB server or replica set, over libmongoc. Errors of the driver become Error; secrets of
/// the URL appear in none. Thread rule: one thread at a time.
#pragma once

#include <mongoc/mongoc.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "document.h"

namespace winnow::mongodb {

/// What the server says of a collection.
struct CollectionFacts {
  std::string type;  ///< collection, view, timeseries
  bool capped = false;
  bool has_collation = false;  ///< a default collation other than simple comparison
};

/// How the removal of one document that was asked of the server ended.
enum class Deleted {
  yes,
  no,       ///< nothing met the query
  refused,  ///< the server would not
  unknown   ///< the answer was lost
};

enum class Visit { more, enough };

class Client {
 public:
  /// `database`: empty takes the one in the URL. Throws Error(WINNOW_BAD_CONFIG).
  Client(const std::string& url, const std::string& database);

  const std::string& database() const { return database_; }
  /// "host:27017" or the replica set's name, with the database; no user, no password.
  std::string identity();

  std::optional<CollectionFacts> facts(std::string_view collection);
  std::vector<std::string> collections();
  std::vector<Document> indexes(std::string_view collection);
  std::uint64_t count(std::string_view collection);

  /// Calls `visit` with each document; `options` as of the find command. Nothing is kept in memory but the driver's
  /// batch.
  void find(std::string_view collection, const bson_t& query, const bson_t& options,
            const std::function<Visit(const bson_t&)>& visit);

  /// Deletes the document that meets `query`, of one `_id`. One command for each, because the server answers how
  /// many went and not which: of several nobody could tell which of them somebody else deleted at that moment. Does
  /// not wait for a majority. `words`: of what went wrong. Throws nothing for what happened on the server.
  Deleted remove_one(std::string_view collection, const bson_t& query, const CollectionFacts& facts,
                     const std::string& comment, std::string& words);

  /// A write that meets no document, and waits until a majority has all that was written before it: what was
  /// deleted till then does not come back, and what is read afterwards can no longer be rolled back. Why that is
  /// not known; empty: it is.
  std::string wait_for_majority(std::string_view collection, const std::string& comment);

  /// Inserts as it is, without the collection's validator. nullopt: done; else why not.
  enum class Refusal { duplicate_key, other };
  struct NotInserted {
    Refusal why;
    std::string words;
  };
  std::optional<NotInserted> insert(std::string_view collection, const bson_t& document);

  /// Whether an operation with this comment is still at work on the server; nullopt: the server does not tell.
  std::optional<bool> is_busy(const std::string& comment);

 private:
  struct DestroyClient {
    void operator()(mongoc_client_t* client) const { mongoc_client_destroy(client); }
  };
  struct DestroyCollection {
    void operator()(mongoc_collection_t* collection) const { mongoc_collection_destroy(collection); }
  };
  using Collection = std::unique_ptr<mongoc_collection_t, DestroyCollection>;

  Collection collection(std::string_view name);
  Document command(const char* database, const bson_t& command);

  std::unique_ptr<mongoc_client_t, DestroyClient> client_;
  std::string database_;
  std::string hosts_;
};

}  // namespace winnow::mongodb
