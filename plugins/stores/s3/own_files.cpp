#include "own_files.h"

#include "parking/bin.h"
#include "parking/text.h"

namespace winnow::s3 {

namespace {

constexpr int kReads = 4;

void delete_one(const Bucket& bucket, const std::string& key, const std::string& version) {
  Request request = bucket.request("DELETE", key);
  if (!version.empty()) request.query = {{"versionId", version}};
  // What goes is named exactly, so that a second time does no other harm than the first.
  const Answer answer = bucket.ask(request, Repeat::yes);
  if (answer.status / 100 != 2 && answer.status != 404) throw refusal(answer, "delete " + parking::shown(key));
}

}  // namespace

void put_own(const Bucket& bucket, std::string_view name, std::string_view content) {
  if (content.empty()) throw Error(WINNOW_BROKEN, "an empty file is never kept");
  const std::string key = parking::own_path(name);
  if (bucket.head(key)) {
    if (get_own(bucket, name) == content) return;
    throw Error(WINNOW_BROKEN, parking::shown(key) + " is there already, with another content");
  }
  Request put = bucket.request("PUT", key);
  put.body = content;
  put.headers["content-type"] = "application/octet-stream";
  put.headers["content-md5"] = content_md5(content);
  const Answer answer = bucket.ask(put, Repeat::yes);
  if (answer.status / 100 != 2) throw refusal(answer, "write " + parking::shown(key));
  const std::optional<Head> kept = bucket.head(key);
  if (!kept || kept->facts.size != content.size()) {
    throw Error(WINNOW_BROKEN, "the server took " + parking::shown(key) + " and does not have it");
  }
}

std::optional<std::string> get_own(const Bucket& bucket, std::string_view name) {
  const std::string key = parking::own_path(name);
  for (int attempt = 1;; ++attempt) {
    std::string out;
    Transfer transfer;
    transfer.piece = [&out](std::string_view bytes) { out += bytes; };
    try {
      // Once, since a second answer would be added to half of the first.
      const Answer answer = bucket.ask(bucket.request("GET", key), Repeat::no, transfer);
      if (answer.status == 404) return std::nullopt;
      if (answer.status != 200) throw refusal(answer, "read " + parking::shown(key));
      return out;
    } catch (const Error& error) {
      if (error.code() != WINNOW_UNAVAILABLE || attempt == kReads) throw;
    }
    bucket.server().pause(attempt);
  }
}

std::vector<std::string> list_own(const Bucket& bucket, std::string_view folder) {
  const std::string prefix = parking::own_path(folder) + "/";
  std::vector<std::string> out;
  std::string token;
  do {
    const Listing page = bucket.list(prefix, token);
    for (const ObjectFacts& object : page.objects) out.push_back(object.key.substr(parking::kOwnFolder.size() + 1));
    token = page.next;
  } while (!token.empty());
  return out;
}

void drop_own(const Bucket& bucket, Versioning versioning, std::string_view name) {
  const std::string key = parking::own_path(name);
  if (versioning == Versioning::never) {
    delete_one(bucket, key, "");
  } else {
    for (const Version& version : bucket.versions_of(key)) delete_one(bucket, key, version.id);
  }
  if (bucket.head(key))
    throw Error(WINNOW_BROKEN, "the server keeps " + parking::shown(key) + " although it was deleted");
}

}  // namespace winnow::s3
