#include "core/serve/access.h"

#include <arpa/inet.h>
#include <sys/stat.h>

#include <array>
#include <charconv>

#include "core/base/encoding.h"
#include "core/base/failure.h"
#include "core/base/file.h"
#include "winnow/text.hpp"

namespace winnow {
namespace {

constexpr std::size_t kShortest = 16;
constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kBasic = "Basic ";

bool is_loopback(const std::string& host) {
  in_addr four{};
  if (::inet_pton(AF_INET, host.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  return host == "::1" || host == "localhost";
}

/// The host of "name:port" or "[::1]:port".
std::string name_in(const std::string& host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

/// What is given as a token, however; empty: nothing is.
std::string token_in(const std::string& authorization) {
  if (authorization.starts_with(kBearer)) return authorization.substr(kBearer.size());
  if (!authorization.starts_with(kBasic)) return {};
  const auto pair = from_base64(authorization.substr(kBasic.size()));
  if (!pair || pair->find(':') == std::string::npos) return {};
  return pair->substr(pair->find(':') + 1);
}

}  // namespace

ListenAddress parse_listen(const std::string& text) {
  const auto fail = [&](const char* what) {
    throw configuration_failure("--listen", "\"" + printable(text) + "\" " + what, "write it like 127.0.0.1:8090");
  };
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) fail("has no port");
  ListenAddress out;
  out.host = text.substr(0, colon);
  if (out.host.starts_with('[') && out.host.ends_with(']')) out.host = out.host.substr(1, out.host.size() - 2);
  if (out.host.empty()) fail("has no address; 0.0.0.0 is all of this host's");
  std::array<unsigned char, 16> ignored{};
  if (out.host != "localhost" && ::inet_pton(AF_INET, out.host.c_str(), ignored.data()) != 1 &&
      ::inet_pton(AF_INET6, out.host.c_str(), ignored.data()) != 1) {
    fail("is no address of this host");
  }
  const char* const end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data() + colon + 1, end, out.port);
  if (error != std::errc{} || after != end || out.port < 0 || out.port > 65535) fail("has no port from 0 to 65535");
  out.loopback = is_loopback(out.host);
  return out;
}

std::string read_token(const std::filesystem::path& file) {
  std::string text;
  try {
    text = read_file(file);
  } catch (const Failure& failure) {
    throw configuration_failure("--token-file", failure.what(),
                                "make one: openssl rand -hex 32 > FILE; chmod 600 FILE");
  }
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0 || (info.st_mode & (S_IRWXO | S_IWGRP)) != 0) {
    throw configuration_failure("--token-file", file.string() + " can be read or written by others",
                                "chmod 600 " + file.string());
  }
  text = text.substr(0, text.find_first_of("\r\n"));
  if (text.size() < kShortest) {
    throw configuration_failure("--token-file", file.string() + ": its token is shorter than 16 characters",
                                "make one: openssl rand -hex 32 > FILE");
  }
  return text;
}

Access::Access(const ListenAddress& address, const std::string& token)
    : digest_(token.empty() ? "" : sha256_hex(token)) {
  if (address.loopback || !token.empty()) return;
  throw configuration_failure("--listen", address.host + " can be reached from elsewhere, so a token is needed",
                              "--token-file FILE, or listen on 127.0.0.1");
}

Verdict Access::judge(const Asking& asking) const {
  if (digest_.empty()) return is_loopback(name_in(asking.host)) ? Verdict::welcome : Verdict::wrong_host;
  // Digests are compared, so that how long it takes says nothing of the token.
  const std::string token = token_in(asking.authorization);
  return !token.empty() && sha256_hex(token) == digest_ ? Verdict::welcome : Verdict::needs_token;
}

}  // namespace winnow
