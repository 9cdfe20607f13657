/// Which keys lie in a segment, as digests: with them a search by key reads the few segments that may have it, not
/// the whole bin.
///
/// The state keeps no keys. Of each it keeps 32 bits of a digest with a key of the state's own: two keys that are
/// taken for one cost a look into a segment that has neither, and nothing else. A digest is never the last word.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/sip_hash.h"
#include "core/state/state.h"

namespace winnow {

/// Digests of keys, by a secret of the state. Thread rule: any.
class KeyDigester {
 public:
  explicit KeyDigester(const State& state);
  std::uint32_t operator()(std::string_view key) const {
    return static_cast<std::uint32_t>(sip_hash(secret_, key));
  }

 private:
  SipKey secret_;
};

/// Those of a segment. Thread rule: one thread.
class KeyDigests {
 public:
  explicit KeyDigests(const State& state) : digest_(state) {}

  void add(std::string_view key) { digests_.push_back(digest_(key)); }
  /// As they lie in the state: in order, each once, four bytes a digest, the highest first.
  std::string bytes() const;

 private:
  KeyDigester digest_;
  std::vector<std::uint32_t> digests_;
};

/// Whether `bytes`, as KeyDigests::bytes() wrote them, have the digest.
bool has_digest(std::string_view bytes, std::uint32_t digest);

}  // namespace winnow
