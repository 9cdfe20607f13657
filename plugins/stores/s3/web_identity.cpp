#include "web_identity.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "answers.h"
#include "client.h"
#include "server.h"
#include "times.h"

namespace winnow::s3 {
namespace {

std::string read_token(const std::string& path) {
  std::ifstream file(path);
  std::string out{std::istreambuf_iterator<char>(file), {}};
  while (!out.empty() && (out.back() == '\n' || out.back() == '\r')) out.pop_back();
  if (out.empty()) throw Error(WINNOW_BAD_CONFIG, "AWS_WEB_IDENTITY_TOKEN_FILE: no token can be read from " + path);
  return out;
}

/// How long the keys of this answer hold, by the clock of who gave them.
std::chrono::microseconds validity(const Answer& answer) {
  const auto date = answer.headers.find("date");
  const std::int64_t now = date == answer.headers.end() ? WINNOW_TIME_UNREADABLE : time_of_header(date->second);
  const std::int64_t end = time_of_listing(read_element(answer.body, "Expiration"));
  if (now == WINNOW_TIME_UNREADABLE || end == WINNOW_TIME_UNREADABLE) {
    throw Error(WINNOW_BROKEN, "STS does not say how long its keys hold");
  }
  return std::chrono::microseconds(std::max<std::int64_t>(end - now, 0));
}

}  // namespace

Credentials WebIdentity::keys() {
  const std::lock_guard lock(guard_);
  if (keys_.access_key.empty() || std::chrono::steady_clock::now() >= renew_at_) renew();
  return keys_;
}

void WebIdentity::renew() {
  Request request;
  request.method = "POST";
  request.path = "/";
  request.headers["content-type"] = "application/x-www-form-urlencoded";
  request.body = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=" + encode(settings_.role) +
                 "&RoleSessionName=" + encode(settings_.session) +
                 "&WebIdentityToken=" + encode(read_token(settings_.token_file));
  const auto asked = std::chrono::steady_clock::now();
  const Answer answer = Client(settings_.endpoint, settings_.region, {}).send(std::move(request), "");
  if (answer.status != 200) throw refusal(answer, "get keys for " + settings_.role + " from " + settings_.endpoint);
  Credentials fresh{read_element(answer.body, "AccessKeyId"), read_element(answer.body, "SecretAccessKey"),
                    read_element(answer.body, "SessionToken")};
  if (fresh.access_key.empty() || fresh.secret_key.empty()) {
    throw Error(WINNOW_BROKEN, "the answer of " + settings_.endpoint + " holds no keys");
  }
  keys_ = std::move(fresh);
  renew_at_ = asked + validity(answer) * 3 / 4;  // a request that is under way then still ends in time
}

}  // namespace winnow::s3
