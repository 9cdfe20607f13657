#include "core/plugin/secrets.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "core/base/encoding.h"

namespace winnow {
namespace {

constexpr std::size_t kShortest = 4;

struct Secret {
  std::string value;
  std::string shown;
};

std::mutex mutex;
std::vector<Secret>& secrets() {
  static auto& all = *new std::vector<Secret>;  // plugins may speak until the process ends
  return all;
}

void add(std::string_view name, std::string_view value) {
  if (value.size() < kShortest) return;
  const std::lock_guard lock(mutex);
  std::vector<Secret>& all = secrets();
  if (std::ranges::find(all, value, &Secret::value) != all.end()) return;
  // The longest first: a password is a part of its URL.
  const auto at = std::ranges::find_if(all, [&](const Secret& one) { return one.value.size() < value.size(); });
  all.insert(at, {std::string(value), "<" + std::string(name) + ">"});
}

/// As it stands there, and as a driver that has read it says it.
void add_both(std::string_view name, std::string_view value) {
  add(name, value);
  add(name, percent_decoded(value));
}

std::string replaced(std::string_view text, const std::vector<Secret>& all) {
  std::string out(text);
  for (const Secret& secret : all) {
    for (std::size_t at = 0; (at = out.find(secret.value, at)) != std::string::npos; at += secret.shown.size())
      out.replace(at, secret.value.size(), secret.shown);
  }
  return out;
}

}  // namespace

void keep_password_in(std::string_view name, std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme != std::string_view::npos) {
    std::string_view authority = value.substr(scheme + 3);
    authority = authority.substr(0, authority.find('/'));
    const std::size_t at = authority.rfind('@');
    const std::size_t colon = authority.find(':');
    if (at != std::string_view::npos && colon < at) add_both(name, authority.substr(colon + 1, at - colon - 1));
  }
  constexpr std::string_view kPassword = "password=";
  if (const std::size_t begin = value.find(kPassword); begin != std::string_view::npos) {
    std::string_view rest = value.substr(begin + kPassword.size());
    const bool quoted = rest.starts_with('\'');
    if (quoted) rest.remove_prefix(1);
    add_both(name, rest.substr(0, rest.find_first_of(quoted ? "'" : "& ;")));
  }
}

void keep_secret(std::string_view name, std::string_view value) {
  add_both(name, value);
  keep_password_in(name, value);
}

std::string without_secrets(std::string_view text) {
  const std::lock_guard lock(mutex);
  return replaced(text, secrets());
}

std::string without_secrets_cut(std::string_view text) {
  const std::lock_guard lock(mutex);
  std::string out = replaced(text, secrets());
  for (const Secret& secret : secrets()) {
    for (std::size_t length = std::min(secret.value.size() - 1, out.size()); length >= kShortest; --length) {
      if (!out.ends_with(std::string_view(secret.value).substr(0, length))) continue;
      out.replace(out.size() - length, length, secret.shown);
      break;
    }
  }
  return out;
}

}  // namespace winnow
