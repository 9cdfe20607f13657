#include <algorithm>
#include <map>

#include "deleting.h"
#include "parking/parallel.h"

namespace winnow::s3 {

namespace {

constexpr std::size_t kAtOnce = 1000;
constexpr std::size_t kAtLeast = 50;

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

void delete_some(const Bucket& bucket, std::span<const Exact> some, std::span<Deletion> out) {
  // What goes is named exactly and goes whatever it holds, so that a second time does no other harm than the first.
  const Answer answer = bucket.ask(many_of(bucket, some), Repeat::yes);
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
      out[i].outcome = WINNOW_DONE;
    } else {
      out[i] = {WINNOW_FAILED, at->second.code + " (" + at->second.message + ")", {}};
    }
  }
}

}  // namespace

std::vector<Deletion> delete_exactly(const Bucket& bucket, const winnow_permit& permit,
                                     std::span<const Exact> all) {
  std::vector<Deletion> out(all.size());
  // A server takes the keys of a request one by one, so that several requests get through more of them.
  const std::size_t connections = bucket.server().connections();
  const std::size_t at_once = std::clamp((all.size() + connections - 1) / connections, kAtLeast, kAtOnce);
  in_parallel((all.size() + at_once - 1) / at_once, connections, [&](std::size_t request) {
    if (is_over(permit)) return;
    const std::size_t at = request * at_once;
    const std::size_t n = std::min(at_once, all.size() - at);
    const std::span<Deletion> some = std::span(out).subspan(at, n);
    try {
      delete_some(bucket, all.subspan(at, n), some);
    } catch (const Error& error) {
      if (error.code() == WINNOW_STOPPED) throw;
      const winnow_outcome outcome = error.code() == WINNOW_UNAVAILABLE ? WINNOW_IN_DOUBT : WINNOW_FAILED;
      for (Deletion& one : some) one = {outcome, error.what(), {}};
    }
  });
  return out;
}

}  // namespace winnow::s3
