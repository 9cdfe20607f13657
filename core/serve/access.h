/// Who may ask for a page.
///
/// On a loopback address without a token everybody on this host may, but no web site that a browser here has open:
/// a name that leads to 127.0.0.1 is refused unless it is a name of this host's loopback (DNS rebinding). Elsewhere
/// a token is needed; a browser asks for it as the password of any user.
#pragma once

#include <filesystem>
#include <string>

namespace winnow {

/// "127.0.0.1:8090", "[::1]:8090".
struct ListenAddress {
  std::string host;  ///< without brackets
  int port = 0;      ///< 0: any that is free
  bool loopback = false;
};

/// Throws Failure (configuration).
ListenAddress parse_listen(const std::string& text);

/// The first line of the file. Throws Failure (configuration) for one that others may read, or that is shorter than
/// sixteen characters.
std::string read_token(const std::filesystem::path& file);

/// The two headers of a request that say who asks, empty where they are missing.
struct Asking {
  std::string host;
  std::string authorization;
};

enum class Verdict { welcome, needs_token, wrong_host };

class Access {
 public:
  /// `token`: empty for none, which only a loopback address may have: else throws Failure (configuration).
  Access(const ListenAddress& address, const std::string& token);

  /// Thread rule: any.
  Verdict judge(const Asking& asking) const;

 private:
  std::string digest_;  ///< of the token; empty: none is asked for
};

}  // namespace winnow
