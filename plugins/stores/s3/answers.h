/// What S3 answers in XML, as plain data. Pure functions; each throws Error(WINNOW_BROKEN) for what is no such
/// answer: half a listing is none. Source of the forms: Amazon S3 API Reference.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::s3 {

/// What a listing tells of an object, and the answer to HEAD too.
struct ObjectFacts {
  std::string key;
  std::string etag;  ///< without quotes
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< TIME in whole seconds, or WINNOW_TIME_UNREADABLE
  std::string storage_class;  ///< "STANDARD" also where nothing is said
};

struct Listing {
  std::vector<ObjectFacts> objects;
  std::string next;  ///< the token that goes on; empty: this was the end
};
Listing read_listing(std::string_view xml);

/// One version of an object, or a delete marker.
struct Version {
  ObjectFacts object;  ///< of a marker key and time only
  std::string id;
  bool latest = false;
  bool marker = false;
};
struct Versions {
  std::vector<Version> versions;
  std::string next_key, next_id;  ///< where to go on; empty: this was the end
};
Versions read_versions(std::string_view xml);

/// What became of one key of a DeleteObjects.
struct Deleted {
  std::string key, version;
  std::string marker;         ///< the version of the marker that was made; empty: none
  std::string code, message;  ///< of a refusal; empty: it went
};
std::vector<Deleted> read_deleted(std::string_view xml);

/// An error that S3 words. Empty where the text is none: proxies answer in HTML.
struct Problem {
  std::string code, message;
};
Problem read_problem(std::string_view xml) noexcept;

/// The ETag in the answer to CopyObject or UploadPartCopy; empty where it holds an error instead, which S3 may send
/// under status 200.
std::string read_copied(std::string_view xml);

std::map<std::string, std::string> read_tags(std::string_view xml);

/// Whether an access list gives rights to nobody but the object's owner.
bool is_owners_alone(std::string_view xml);

/// The text of the first element of this name at any depth; empty: there is none.
std::string read_element(std::string_view xml, const char* name);

/// A rule of a lifecycle that takes objects or versions away.
struct LifecycleRule {
  std::string id;
  std::string prefix;             ///< empty: all keys
  std::optional<int> expires;     ///< days until current objects go; 0: on a date
  std::optional<int> noncurrent;  ///< days until versions go that are no longer current; 0: none is said
  bool narrowed = false;          ///< by tags or sizes, so that it may not concern all keys of the prefix
};
/// Those that are enabled.
std::vector<LifecycleRule> read_lifecycle(std::string_view xml);

/// Text for an XML element.
std::string escaped(std::string_view text);

/// An ETag without its quotes.
std::string unquoted(std::string text);

}  // namespace winnow::s3
