#include "deleting.h"

#include <algorithm>
#include <array>
#include <map>

namespace winnow::s3 {

namespace {

constexpr int kDeleteAttempts = 4;

/// One deletion with what was learned on the way.
class Deleting {
 public:
  Deleting(const Bucket& bucket, const winnow_permit& permit, const Doomed& doomed)
      : bucket_(bucket), permit_(permit), doomed_(doomed) {}

  Deletion run() {
    for (int attempt = 1; attempt <= kDeleteAttempts && out_.outcome == WINNOW_NOT_TRIED; ++attempt) {
      if (is_over(permit_)) break;
      try {
        if (lost_ && !still_there()) break;
        if (is_over(permit_)) break;
        ask();
      } catch (const Refusal& refused) {  // of the look
        conclude(WINNOW_FAILED, refused.what());
      } catch (const Error& error) {
        lost_ = true;
        out_.why = error.what();
        if (error.code() == WINNOW_STOPPED || !wait_to_ask_again(bucket_, attempt)) break;
      }
    }
    if (out_.outcome == WINNOW_NOT_TRIED && !out_.why.empty()) conclude(WINNOW_FAILED, out_.why);
    return out_;
  }

 private:
  /// Where an earlier answer was lost, nobody can tell any more whose doing it is that the object is not the same.
  void conclude(winnow_outcome outcome, const std::string& why) {
    const bool doubt = lost_ && (outcome == WINNOW_FAILED || outcome == WINNOW_CHANGED);
    out_.outcome = doubt ? WINNOW_IN_DOUBT : outcome;
    if (outcome == WINNOW_GONE && lost_) out_.outcome = WINNOW_DONE;
    out_.why = why;
  }

  /// Looks at what is at the key, and concludes unless it is the object.
  bool still_there() {
    const std::optional<Head> now = bucket_.head(doomed_.key);
    if (!now) {
      conclude(WINNOW_GONE, "is not there any more");
    } else if (now->facts.etag != doomed_.facts.etag || now->facts.size != doomed_.facts.size ||
               now->facts.modified != doomed_.facts.modified) {
      conclude(WINNOW_CHANGED, "has changed");
    }
    return out_.outcome == WINNOW_NOT_TRIED;
  }

  void ask() {
    Request request = bucket_.request("DELETE", doomed_.key);
    request.headers["if-match"] = '"' + doomed_.facts.etag + '"';
    const Answer answer = bucket_.ask(request, Repeat::no);
    if (answer.status / 100 == 2) {
      const auto marker = answer.headers.find("x-amz-delete-marker");
      const auto version = answer.headers.find("x-amz-version-id");
      const bool marked = marker != answer.headers.end() && marker->second == "true";
      out_ = {WINNOW_DONE, {}, marked && version != answer.headers.end() ? version->second : std::string{}};
    } else if (answer.status == 404) {
      conclude(WINNOW_GONE, "is not there any more");
    } else if (answer.status == 412) {
      if (still_there()) conclude(WINNOW_FAILED, "the server says that it is not as it is");
    } else if (answer.status != 409) {  // 409: somebody writes to it at this moment; asked again
      conclude(WINNOW_FAILED, refusal(answer, "delete it").what());
    } else {
      out_.why = refusal(answer, "delete it").what();
    }
  }

  const Bucket& bucket_;
  const winnow_permit& permit_;
  const Doomed& doomed_;
  bool lost_ = false;
  Deletion out_;
};

Request many_of(const Bucket& bucket, std::span<const Exact> some) {
  Request out = bucket.request("POST", "");
  out.query = {{"delete", ""}};
  out.body = "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
  for (const Exact& one : some) {
    out.body += "<Object><Key>" + escaped(one.key) + "</Key>";
    if (!one.version.empty()) out.body += "<VersionId>" + escaped(one.version) + "</VersionId>";
    out.body += "</Object>";
  }
  out.body += "</Delete>";
  out.headers["content-md5"] = content_md5(out.body);
  return out;
}

/// Whether the server says that it will not. All else may have been done all the same: it broke off, or was too
/// busy.
bool is_refusal(const std::string& code) {
  constexpr std::array<std::string_view, 8> kRefusals = {
      "AccessDenied", "InvalidArgument",  "InvalidRequest",    "KeyTooLongError",
      "MalformedXML", "MethodNotAllowed", "ObjectLockEnabled", "PreconditionFailed"};
  return std::ranges::find(kRefusals, code) != kRefusals.end();
}

}  // namespace

bool wait_to_ask_again(const Bucket& bucket, int attempt) {
  if (bucket.server().is_silent()) return false;
  try {
    bucket.server().pause(attempt);
    return true;
  } catch (const Error&) {
    return false;
  }
}

Deletion delete_object(const Bucket& bucket, const winnow_permit& permit, const Doomed& doomed) {
  return Deleting(bucket, permit, doomed).run();
}

Exact exactly(const Head& head, Versioning versioning) {
  const bool unnamed = head.version.empty() && versioning != Versioning::never;
  return {head.facts.key, unnamed ? "null" : head.version};
}

void delete_some(const Bucket& bucket, std::span<const Exact> some, Repeat repeat, std::span<Deletion> out) {
  const Answer answer = bucket.ask(many_of(bucket, some), repeat);
  if (answer.status != 200) throw refusal(answer, "delete objects");
  std::map<std::pair<std::string, std::string>, Deleted> told;
  for (Deleted& one : read_deleted(answer.body)) {
    std::pair name(one.key, one.version);
    told.insert_or_assign(std::move(name), std::move(one));
  }
  for (std::size_t i = 0; i < some.size(); ++i) {
    const auto at = told.find({some[i].key, some[i].version});
    if (at == told.end()) {
      out[i] = {WINNOW_IN_DOUBT, "the server does not say what became of it", {}};
    } else if (at->second.code.empty() || at->second.code == "NoSuchKey" || at->second.code == "NoSuchVersion") {
      out[i] = {WINNOW_DONE, {}, at->second.marker};
    } else {
      const std::string& code = at->second.code;
      out[i] = {is_refusal(code) ? WINNOW_FAILED : WINNOW_IN_DOUBT, code + " (" + at->second.message + ")", {}};
    }
  }
}

}  // namespace winnow::s3
