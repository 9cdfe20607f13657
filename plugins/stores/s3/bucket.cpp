#include "bucket.h"

#include <charconv>

#include "digests.h"
#include "times.h"
#include "winnow/text.hpp"

namespace winnow::s3 {

Head head_of(std::string_view key, const Answer& answer) {
  Head out;
  out.headers = answer.headers;
  out.facts.key = key;
  out.facts.etag = unquoted(out.header("etag"));
  const std::string length = out.header("content-length");
  const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), out.facts.size);
  if (out.facts.etag.empty() || error != std::errc{} || end != length.data() + length.size()) {
    throw Error(WINNOW_BROKEN, "the server tells of an object without its ETag or its length");
  }
  out.facts.modified = time_of_header(out.header("last-modified"));
  out.facts.storage_class = out.header("x-amz-storage-class");
  if (out.facts.storage_class.empty()) out.facts.storage_class = "STANDARD";
  out.version = out.header("x-amz-version-id");
  return out;
}

std::string content_md5(std::string_view body) {
  return to_base64(md5(body));
}

Request Bucket::request(std::string method, std::string_view key) const {
  const std::string path = key.empty() && !base_.empty() ? base_ : base_ + "/" + encode_path(key);
  return {std::move(method), "", path, {}, {}, ""};
}

std::string Bucket::copy_source(std::string_view key, std::string_view version) const {
  const std::string out = encode(name_) + "/" + encode_path(key);
  return version.empty() ? out : out + "?versionId=" + encode(version);
}

Listing Bucket::list(std::string_view prefix, const std::string& token, std::size_t most) const {
  return list_by(prefix, most, "continuation-token", token);
}

Listing Bucket::list_after(std::string_view prefix, const std::string& key, std::size_t most) const {
  return list_by(prefix, most, "start-after", key);
}

Listing Bucket::list_by(std::string_view prefix, std::size_t most, const char* from,
                        const std::string& where) const {
  Request list = request("GET", "");
  list.query = {{"list-type", "2"},
                {"prefix", std::string(prefix)},
                {"max-keys", std::to_string(most)},
                {"encoding-type", "url"}};
  if (!where.empty()) list.query.emplace_back(from, where);
  const Answer answer = ask(list, Repeat::yes);
  if (answer.status != 200) throw refusal(answer, "list bucket " + name_);
  return read_listing(answer.body);
}

Versions Bucket::versions_after(std::string_view prefix, const std::string& key, const std::string& id,
                                std::size_t most) const {
  Request list = request("GET", "");
  list.query = {{"versions", ""},
                {"prefix", std::string(prefix)},
                {"max-keys", std::to_string(most)},
                {"encoding-type", "url"}};
  if (!key.empty()) list.query.emplace_back("key-marker", key);
  if (!id.empty()) list.query.emplace_back("version-id-marker", id);
  const Answer answer = ask(list, Repeat::yes);
  if (answer.status != 200) throw refusal(answer, "list versions in " + name_);
  return read_versions(answer.body);
}

std::vector<Version> Bucket::versions_of(std::string_view key) const {
  std::vector<Version> out;
  std::string next_key;
  std::string next_id;
  while (true) {
    Versions page = versions_after(key, next_key, next_id);
    bool beyond = false;
    for (Version& version : page.versions) {
      if (version.object.key == key) {
        out.push_back(std::move(version));
      } else {
        beyond = true;  // the key itself comes before all that begins with it
      }
    }
    if (page.next_key.empty() || (beyond && page.next_key != key)) return out;
    next_key = std::move(page.next_key);
    next_id = std::move(page.next_id);
  }
}

std::optional<Head> Bucket::head(std::string_view key, std::string_view version) const {
  Request head = request("HEAD", key);
  head.headers["x-amz-checksum-mode"] = "ENABLED";
  if (!version.empty()) head.query = {{"versionId", std::string(version)}};
  const Answer answer = ask(head, Repeat::yes);
  if (answer.status == 404) return std::nullopt;
  if (answer.status != 200) throw refusal(answer, "look at an object in " + name_);
  return head_of(key, answer);
}

bool Bucket::is_surely_gone(std::string_view key) const {
  const Listing listing = list(key, "", 1);  // the key itself comes before all that begins with it
  return listing.objects.empty() || listing.objects.front().key != key;
}

std::map<std::string, std::string> Bucket::tags(std::string_view key) const {
  const std::optional<std::string> found = configuration("tagging", key);
  return found ? read_tags(*found) : std::map<std::string, std::string>{};
}

std::optional<std::string> Bucket::read(std::string_view key) const {
  const Answer answer = ask(request("GET", key), Repeat::yes);
  if (answer.status == 404) return std::nullopt;
  if (answer.status != 200) throw refusal(answer, "read an object in " + name_);
  return answer.body;
}

Versioning Bucket::versioning() const {
  Request get = request("GET", "");
  get.query = {{"versioning", ""}};
  const Answer answer = ask(get, Repeat::yes);
  // A bucket without versions says so with a 200: a 404 is of no bucket.
  const bool unknown = answer.status == 501 || read_problem(answer.body).code == "MethodNotAllowed";
  if (answer.status != 200 && !unknown) throw refusal(answer, "read the versioning of bucket " + name_);
  const std::string status = unknown ? std::string{} : read_element(answer.body, "Status");
  if (status == "Enabled") return Versioning::enabled;
  return status == "Suspended" ? Versioning::suspended : Versioning::never;
}

std::optional<std::string> Bucket::configuration(const char* name, std::string_view key,
                                                 std::string_view version) const {
  Request get = request("GET", key);
  get.query = {{name, ""}};
  if (!version.empty()) get.query.emplace_back("versionId", version);
  const Answer answer = ask(get, Repeat::yes);
  if (answer.status == 200) return answer.body;
  const std::string code = read_problem(answer.body).code;
  // A 404 without S3's own words comes from what stands before the server, or in its place.
  const bool absent = answer.status == 404 && !code.empty() && code != "NoSuchBucket";
  const bool none = code == "NoSuchObjectLockConfiguration" || answer.status == 501 || code == "MethodNotAllowed";
  if (absent || none) return std::nullopt;
  throw refusal(answer,
                std::string("read the ") + name + " of " + (key.empty() ? "bucket " : "an object in ") + name_);
}

}  // namespace winnow::s3
