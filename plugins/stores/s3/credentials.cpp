#include "credentials.h"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <string_view>

#include "web_identity.h"
#include "winnow/value.hpp"

namespace winnow::s3 {

namespace {

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t\r") + 1);
}

std::string credentials_file() {
  std::string named = environment("AWS_SHARED_CREDENTIALS_FILE");
  return named.empty() ? environment("HOME") + "/.aws/credentials" : named;
}

/// The keys of "[profile]" in the file; nullopt: there is no such section.
std::optional<Credentials> read_profile(const std::string& path, const std::string& profile) {
  std::ifstream file(path);
  std::optional<Credentials> out;
  bool inside = false;
  for (std::string text; std::getline(file, text);) {
    const std::string_view line = trimmed(text);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      inside = line == "[" + profile + "]";
      if (inside && !out) out.emplace();
      continue;
    }
    const std::size_t equals = line.find('=');
    if (!inside || equals == line.npos) continue;
    const std::string_view name = trimmed(line.substr(0, equals));
    const std::string value(trimmed(line.substr(equals + 1)));
    if (name == "aws_access_key_id") out->access_key = value;
    if (name == "aws_secret_access_key") out->secret_key = value;
    if (name == "aws_session_token") out->session_token = value;
  }
  return out;
}

Credentials whole(Credentials found, const std::string& where) {
  if (found.access_key.empty() || found.secret_key.empty()) {
    throw Error(WINNOW_BAD_CONFIG, where + ": an access key and a secret key belong together, and one is missing");
  }
  return found;
}

}  // namespace

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string{} : value;
}

Credentials find_credentials(const Credentials& given, const std::string& profile) {
  if (!given.access_key.empty() || !given.secret_key.empty()) return whole(given, "access_key and secret_key");
  if (profile.empty()) {
    const Credentials found{environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY"),
                            environment("AWS_SESSION_TOKEN")};
    if (!found.access_key.empty() || !found.secret_key.empty()) {
      return whole(found, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }
  }
  const std::string chosen = profile.empty() ? environment("AWS_PROFILE") : profile;
  const std::string name = chosen.empty() ? "default" : chosen;
  const std::string path = credentials_file();
  if (const auto found = read_profile(path, name)) return whole(*found, path + ", profile " + name);
  throw Error(WINNOW_BAD_CONFIG,
              "no credentials: write access_key and secret_key (with ${NAME}), or set AWS_ACCESS_KEY_ID and "
              "AWS_SECRET_ACCESS_KEY, or a profile \"" +
                  name + "\" in " + path);
}

KeySource find_keys(const Credentials& given, const std::string& profile, const std::string& region) {
  const bool has_keys = !given.access_key.empty() || !given.secret_key.empty() || !profile.empty() ||
                        !environment("AWS_ACCESS_KEY_ID").empty() || !environment("AWS_SECRET_ACCESS_KEY").empty();
  const std::string token_file = environment("AWS_WEB_IDENTITY_TOKEN_FILE");
  if (has_keys || token_file.empty()) return [found = find_credentials(given, profile)] { return found; };
  const std::string role = environment("AWS_ROLE_ARN");
  if (role.empty()) {
    throw Error(WINNOW_BAD_CONFIG, "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not: name the role");
  }
  std::string endpoint = environment("AWS_ENDPOINT_URL_STS");
  if (endpoint.empty()) {
    endpoint = "https://sts." + region + ".amazonaws.com" + (region.starts_with("cn-") ? ".cn" : "");
  }
  const std::string session = environment("AWS_ROLE_SESSION_NAME");
  const auto identity = std::make_shared<WebIdentity>(
      WebIdentity::Settings{endpoint, region, role, session.empty() ? "winnow" : session, token_file});
  return [identity] { return identity->keys(); };
}

}  // namespace winnow::s3
