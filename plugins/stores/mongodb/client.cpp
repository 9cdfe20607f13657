#include "client.h"

#include <algorithm>

#include "statements.h"

namespace winnow::mongodb {
namespace {

constexpr int kSelectionMillis = 10'000;
constexpr int kMajorityMillis = 60'000;
constexpr std::uint32_t kDuplicateKey = 11000;

/// The library is set up once a process and never taken down: plugins are not unloaded.
void set_up_driver() {
  static const bool done = [] {
    mongoc_init();
    // What the driver would write to standard error is told through Error instead.
    mongoc_log_set_handler(nullptr, nullptr);
    return true;
  }();
  static_cast<void>(done);
}

struct DestroyUri {
  void operator()(mongoc_uri_t* uri) const { mongoc_uri_destroy(uri); }
};
struct DestroyCursor {
  void operator()(mongoc_cursor_t* cursor) const { mongoc_cursor_destroy(cursor); }
};
using Cursor = std::unique_ptr<mongoc_cursor_t, DestroyCursor>;

bool is_out_of_reach(const bson_error_t& error) {
  return error.domain == MONGOC_ERROR_SERVER_SELECTION || error.domain == MONGOC_ERROR_STREAM ||
         error.domain == MONGOC_ERROR_CLIENT;
}

[[noreturn]] void fail(const std::string& where, const bson_error_t& error) {
  throw Error(is_out_of_reach(error) ? WINNOW_UNAVAILABLE : WINNOW_BROKEN, where + ": " + error.message);
}

/// Calls `visit` with each document of a cursor, and throws what ended it early.
void each(const Cursor& cursor, const std::string& where, const std::function<Visit(const bson_t&)>& visit) {
  const bson_t* document = nullptr;
  while (mongoc_cursor_next(cursor.get(), &document)) {
    if (visit(*document) == Visit::enough) return;
  }
  bson_error_t error;
  if (mongoc_cursor_error(cursor.get(), &error)) fail(where, error);
}

/// {w: "majority", wtimeout: ...}: what is told as done survives the loss of a minority.
Document majority() {
  Document out;
  bson_t concern;
  bson_append_document_begin(out.get(), "writeConcern", -1, &concern);
  bson_append_utf8(&concern, "w", -1, "majority", -1);
  bson_append_int32(&concern, "wtimeout", -1, kMajorityMillis);
  bson_append_document_end(out.get(), &concern);
  return out;
}

/// {w: 1}, whatever the url says: the server answers what it did.
Document acknowledged() {
  Document out;
  bson_t concern;
  bson_append_document_begin(out.get(), "writeConcern", -1, &concern);
  bson_append_int32(&concern, "w", -1, 1);
  bson_append_document_end(out.get(), &concern);
  return out;
}

void append_comment(Document& options, const std::string& comment) {
  bson_append_utf8(options.get(), "comment", -1, comment.data(), static_cast<int>(comment.size()));
}

bool has(const bson_t& document, const char* path) {
  bson_iter_t top;
  bson_iter_t at;
  return bson_iter_init(&top, &document) && bson_iter_find_descendant(&top, path, &at);
}

}  // namespace

Client::Client(const std::string& url, const std::string& database) {
  set_up_driver();
  bson_error_t error;
  const std::unique_ptr<mongoc_uri_t, DestroyUri> uri(mongoc_uri_new_with_error(url.c_str(), &error));
  if (!uri) throw Error(WINNOW_BAD_CONFIG, "url is no URL of MongoDB; write mongodb://HOST:PORT/DATABASE");
  const char* const named = mongoc_uri_get_database(uri.get());
  database_ = !database.empty() ? database : named == nullptr ? "" : named;
  if (database_.empty()) {
    throw Error(WINNOW_BAD_CONFIG, "no database is named; write it in the url, mongodb://HOST:PORT/DATABASE");
  }
  if (database_ == "admin" || database_ == "local" || database_ == "config") {
    throw Error(WINNOW_BAD_CONFIG, "\"" + database_ + "\" belongs to the server itself and is never a store");
  }
  if (!mongoc_uri_has_option(uri.get(), MONGOC_URI_SERVERSELECTIONTIMEOUTMS)) {
    mongoc_uri_set_option_as_int32(uri.get(), MONGOC_URI_SERVERSELECTIONTIMEOUTMS, kSelectionMillis);
  }
  if (const char* const set = mongoc_uri_get_replica_set(uri.get()); set != nullptr) {
    hosts_ = set;
  } else {
    std::vector<std::string> hosts;
    for (auto host = mongoc_uri_get_hosts(uri.get()); host != nullptr; host = host->next) {
      hosts.emplace_back(host->host_and_port);
    }
    std::sort(hosts.begin(), hosts.end());
    for (const std::string& host : hosts) hosts_ += (hosts_.empty() ? "" : ",") + host;
  }
  client_.reset(mongoc_client_new_from_uri_with_error(uri.get(), &error));
  if (!client_) throw Error(WINNOW_BAD_CONFIG, std::string("url: ") + error.message);
  mongoc_client_set_error_api(client_.get(), MONGOC_ERROR_API_VERSION_2);
  mongoc_client_set_appname(client_.get(), "winnow");
  // Whatever the url says: what a secondary does not know yet may be what keeps a document.
  const std::unique_ptr<mongoc_read_prefs_t, decltype(&mongoc_read_prefs_destroy)> primary(
      mongoc_read_prefs_new(MONGOC_READ_PRIMARY), &mongoc_read_prefs_destroy);
  mongoc_client_set_read_prefs(client_.get(), primary.get());
}

std::string Client::identity() {
  return "mongodb:" + hosts_ + "/" + database_;
}

Client::Collection Client::collection(std::string_view name) {
  return Collection(mongoc_client_get_collection(client_.get(), database_.c_str(), std::string(name).c_str()));
}

Document Client::command(const char* database, const bson_t& command) {
  bson_error_t error;
  Document reply(bson_new());
  bson_t answer;
  const bool fine = mongoc_client_command_simple(client_.get(), database, &command, nullptr, &answer, &error);
  Document out = Document::copy(answer);
  bson_destroy(&answer);
  if (!fine) fail(identity(), error);
  return out;
}

std::optional<CollectionFacts> Client::facts(std::string_view name) {
  Document options;
  bson_t filter;
  bson_append_document_begin(options.get(), "filter", -1, &filter);
  bson_append_utf8(&filter, "name", -1, name.data(), static_cast<int>(name.size()));
  bson_append_document_end(options.get(), &filter);
  const std::unique_ptr<mongoc_database_t, decltype(&mongoc_database_destroy)> database(
      mongoc_client_get_database(client_.get(), database_.c_str()), mongoc_database_destroy);
  std::optional<CollectionFacts> out;
  const Cursor cursor(mongoc_database_find_collections_with_opts(database.get(), options.get()));
  each(cursor, identity(), [&](const bson_t& found) {
    if (field_of(found, "name").text != name) return Visit::more;  // a server may leave the filter out
    out.emplace();
    out->type = field_of(found, "type").text;
    out->capped = field_of(found, "options.capped").i != 0;
    out->has_collation =
        has(found, "options.collation") && field_of(found, "options.collation.locale").text != "simple";
    return Visit::enough;
  });
  return out;
}

std::vector<std::string> Client::collections() {
  const std::unique_ptr<mongoc_database_t, decltype(&mongoc_database_destroy)> database(
      mongoc_client_get_database(client_.get(), database_.c_str()), mongoc_database_destroy);
  std::vector<std::string> out;
  const Cursor cursor(mongoc_database_find_collections_with_opts(database.get(), nullptr));
  each(cursor, identity(), [&](const bson_t& found) {
    out.push_back(field_of(found, "name").text);
    return Visit::more;
  });
  return out;
}

std::vector<Document> Client::indexes(std::string_view name) {
  std::vector<Document> out;
  const Collection target = collection(name);
  const Cursor cursor(mongoc_collection_find_indexes_with_opts(target.get(), nullptr));
  each(cursor, identity(), [&](const bson_t& index) {
    out.push_back(Document::copy(index));
    return Visit::more;
  });
  return out;
}

std::uint64_t Client::count(std::string_view name) {
  const Collection target = collection(name);
  const Document everything;
  bson_error_t error;
  const std::int64_t count =
      mongoc_collection_count_documents(target.get(), everything.get(), nullptr, nullptr, nullptr, &error);
  if (count < 0) fail(identity(), error);
  return static_cast<std::uint64_t>(count);
}

void Client::find(std::string_view name, const bson_t& query, const bson_t& options,
                  const std::function<Visit(const bson_t&)>& visit) {
  const Collection target = collection(name);
  const Cursor cursor(mongoc_collection_find_with_opts(target.get(), &query, &options, nullptr));
  each(cursor, identity(), visit);
}

Deleted Client::remove_one(std::string_view name, const bson_t& query, const CollectionFacts& facts,
                           const std::string& comment, std::string& words) {
  const Collection target = collection(name);
  Document options = acknowledged();
  append_comment(options, comment);
  if (facts.has_collation) append_simple_collation(options);
  bson_t answer;
  bson_error_t error;
  const bool fine = mongoc_collection_delete_one(target.get(), &query, options.get(), &answer, &error);
  const Document reply = Document::copy(answer);
  bson_destroy(&answer);
  if (fine) return field_of(*reply.get(), "deletedCount").i == 1 ? Deleted::yes : Deleted::no;
  words = error.message;
  // A refused statement is known; whatever else went wrong is not.
  bson_iter_t at;
  bson_iter_t list;
  const bool refused = bson_iter_init_find(&at, reply.get(), "writeErrors") && bson_iter_recurse(&at, &list) &&
                       bson_iter_next(&list);
  return refused && !is_out_of_reach(error) ? Deleted::refused : Deleted::unknown;
}

std::string Client::wait_for_majority(std::string_view name, const std::string& comment) {
  const Collection target = collection(name);
  Document options = majority();
  append_comment(options, comment);
  const Document nothing = query_by_keys({});
  bson_error_t error;
  const bool fine = mongoc_collection_delete_one(target.get(), nothing.get(), options.get(), nullptr, &error);
  return fine ? std::string{} : error.message;
}

std::optional<Client::NotInserted> Client::insert(std::string_view name, const bson_t& document) {
  const Collection target = collection(name);
  Document options = majority();
  bson_append_bool(options.get(), "bypassDocumentValidation", -1, true);
  // What the driver would check, field names with dots say, was in the collection before.
  bson_append_int32(options.get(), "validate", -1, 0);
  bson_error_t error;
  if (mongoc_collection_insert_one(target.get(), &document, options.get(), nullptr, &error)) return std::nullopt;
  if (is_out_of_reach(error)) fail(identity(), error);
  return NotInserted{error.code == kDuplicateKey ? Refusal::duplicate_key : Refusal::other, error.message};
}

std::optional<bool> Client::is_busy(const std::string& comment) {
  Document question;
  bson_append_int32(question.get(), "currentOp", -1, 1);
  bson_append_bool(question.get(), "$ownOps", -1, true);
  bson_append_utf8(question.get(), "command.comment", -1, comment.data(), static_cast<int>(comment.size()));
  try {
    const Document answer = command("admin", *question.get());
    bson_iter_t at;
    bson_iter_t list;
    if (!bson_iter_init_find(&at, answer.get(), "inprog") || !bson_iter_recurse(&at, &list)) return std::nullopt;
    return bson_iter_next(&list);
  } catch (const Error& error) {
    if (error.code() == WINNOW_UNAVAILABLE) throw;
    return std::nullopt;
  }
}

}  // namespace winnow::mongodb
