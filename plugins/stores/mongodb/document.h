/// Documents as the border wants them: keys, field values, versions and copies, all read from BSON.
///
/// A key is the `_id` as people write it: an ObjectId as its 24 hex digits, a whole number as digits, a string as
/// it is; a string that could be taken for one of those, and every other type, as canonical Extended JSON (v2) of
/// the value. Numbers of other types than int32 and int64 keep their type in the key; the server takes 5 and 5.0
/// for one `_id`.
///
/// A copy is the document's canonical Extended JSON, kept only where it reads back as the very same bytes.
/// Thread rule: plain functions and data.
#pragma once

#include <bson/bson.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "winnow/job.hpp"
#include "winnow/selection.hpp"

namespace winnow::mongodb {

/// An owned document.
class Document {
 public:
  Document() : raw_(bson_new()) {}
  /// Takes ownership.
  explicit Document(bson_t* taken) : raw_(taken) {}
  static Document copy(const bson_t& other) { return Document(bson_copy(&other)); }

  bson_t* get() { return raw_.get(); }
  const bson_t* get() const { return raw_.get(); }
  std::string_view bytes() const { return {reinterpret_cast<const char*>(bson_get_data(raw_.get())), raw_->len}; }

 private:
  struct Destroy {
    void operator()(bson_t* document) const { bson_destroy(document); }
  };
  std::unique_ptr<bson_t, Destroy> raw_;
};

inline std::string_view bytes_of(const bson_t& document) {
  return {reinterpret_cast<const char*>(bson_get_data(&document)), document.len};
}

/// The key of a document; empty where it has no `_id`, or one whose key would not be read back as the same value.
std::string key_of(const bson_t& document);

/// Appends what a key means as the field `name`; false: it is the key of no document.
bool append_key(bson_t* into, const char* name, std::string_view key);

/// Whether a field at any depth has no name. MongoDB keeps such documents, and the driver sends no query with one.
bool has_unnamed_field(const bson_t& document);

/// Whether a query can name the document by its `_id`: one that holds a field without a name, an operator or a
/// pattern cannot be asked for as a value.
bool can_be_asked_for(const bson_t& document);
bool can_be_asked_for(std::string_view key);  ///< the same of its key

/// One field of an item, which owns its words. Missing fields and null are NULL; dates are TIME; ObjectId and UUID
/// are TEXT, so that they can be compared with what a TOML writes; lists, documents and whatever lies below a list
/// are OTHER, which no comparison but equality meets: `att.key` of a list of documents is the list of their keys.
Value field_of(const bson_t& document, const std::string& path);

/// An item's time, as winnow_item.time. `form`: iso, s, ms or us where the field is no date; empty: dates, and
/// texts that read as ISO 8601.
std::int64_t time_of_field(const bson_t& document, const std::string& path, const std::string& form,
                           const Host& host);

/// SHA-256 over the document, cut to 16 bytes, as 32 hex digits.
std::string version_of(const bson_t& document);

/// The copy; nullopt: it would not bring back exactly this document.
std::optional<std::string> copy_of(const bson_t& document);

/// A copy read back. Throws Error(WINNOW_BROKEN).
Document parse_copy(std::string_view copy);

}  // namespace winnow::mongodb
