/// The guard's structural rules on the keys of files and objects: may something with this name be touched at all?
///
///   const KeyRules rules{{"backups/", "backup-*"}, {}, KeyKind::object};
///   refuse_key("backups/db.sql.gz", rules);     // nullopt: allowed
///   refuse_key("backups/../secret", rules);     // "traversal"
///
/// A key is a string of bytes; nothing is decoded or folded to compare it with `allow`, and bytes that are not
/// UTF-8 are as good as any. Encoded forms are looked at only to refuse more. Thread rule: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace winnow {

/// What the keys name: objects of a bucket, or files, whose names a file system limits component by component.
enum class KeyKind { object, file };

struct KeyRules {
  /// "x/": what lies under that folder; "x-*": what begins so; anything else: exactly that name.
  std::vector<std::string> allow;
  /// Names that are refused with all that lies under them, beside those that are always protected.
  std::vector<std::string> protected_names;
  KeyKind kind = KeyKind::object;
};

/// The reason for which `key` is refused, as a stable identifier, or nullopt. Where several rules are broken the
/// answer is the first of: empty whitespace too_long leading_slash folder empty_segment dot_segment traversal
/// wildcard control backslash encoded protected reserved in_trash outside_allow.
std::optional<std::string_view> refuse_key(std::string_view key, const KeyRules& rules);

/// Whether one entry of `allow` covers `key`; by bytes, anchored at the start.
bool allows(std::string_view entry, std::string_view key);

}  // namespace winnow
