#include "core/safety/key_rules.h"

#include <algorithm>
#include <array>

#include "core/safety/key_forms.h"

namespace winnow {

namespace {

constexpr std::string_view kBin = ".trash";
constexpr std::string_view kMetaSuffix = ".trashmeta.json";
constexpr std::string_view kBinPrefix = ".trash/2026-06-19T22-31-00-000Z/";  // every batch's place is as long
constexpr std::size_t kMaxKey = 1024 - kBinPrefix.size() - kMetaSuffix.size();
constexpr std::size_t kMaxComponent = 255 - kMetaSuffix.size();  // NAME_MAX less what stands beside it in the bin
constexpr std::array<std::string_view, 2> kAlwaysProtected = {"_migrations", ".winnow"};  // at any depth

bool is_or_under(std::string_view key, std::string_view name) {
  if (name.ends_with('/')) name.remove_suffix(1);
  return !name.empty() && key.starts_with(name) && (key.size() == name.size() || key[name.size()] == '/');
}

/// Whether `holds` is true of any part of the key between slashes.
template <class Predicate>
bool any_segment(std::string_view key, Predicate holds) {
  while (true) {
    const std::size_t slash = key.find('/');
    if (holds(key.substr(0, slash))) return true;
    if (slash == std::string_view::npos) return false;
    key.remove_prefix(slash + 1);
  }
}

bool too_long(std::string_view key, const KeyRules& rules) {
  if (key.size() > kMaxKey) return true;
  return rules.kind == KeyKind::file &&
         any_segment(key, [](std::string_view segment) { return segment.size() > kMaxComponent; });
}

/// Whether a segment of the key is `wanted` once nothing is disguised. A disguised slash ends a segment too, so
/// that
/// "..%2f" is told as what its structure is and not as what it is written with.
bool has_plain_segment(std::string_view key, std::string_view wanted) {
  return any_segment(plain_form(key), [wanted](std::string_view segment) { return segment == wanted; });
}

bool has_segment(std::string_view key, std::string_view wanted) {
  return any_segment(key, [wanted](std::string_view segment) { return segment == wanted; });
}

bool is_protected(std::string_view key, const KeyRules& rules) {
  return std::ranges::any_of(kAlwaysProtected, [key](std::string_view name) { return has_segment(key, name); }) ||
         std::ranges::any_of(rules.protected_names,
                             [key](std::string_view name) { return is_or_under(key, name); });
}

bool outside_allow(std::string_view key, const KeyRules& rules) {
  return std::ranges::none_of(rules.allow, [key](std::string_view entry) { return allows(entry, key); });
}

struct KeyRule {
  std::string_view reason;
  bool (*broken)(std::string_view key, const KeyRules& rules);
};

/// In the order in which they are asked: form first, since the later ones rely on it.
constexpr KeyRule kKeyRules[] = {
    {"empty", [](std::string_view key, const KeyRules&) { return key.empty(); }},
    {"whitespace", [](std::string_view key, const KeyRules&) { return has_outer_space(key); }},
    {"too_long", too_long},
    {"leading_slash", [](std::string_view key, const KeyRules&) { return key.starts_with('/'); }},
    {"folder", [](std::string_view key, const KeyRules&) { return key.ends_with('/'); }},
    {"empty_segment", [](std::string_view key, const KeyRules&) { return key.find("//") != key.npos; }},
    {"dot_segment", [](std::string_view key, const KeyRules&) { return has_plain_segment(key, "."); }},
    {"traversal", [](std::string_view key, const KeyRules&) { return has_plain_segment(key, ".."); }},
    {"wildcard", [](std::string_view key, const KeyRules&) { return key.find_first_of("*?[") != key.npos; }},
    {"control", [](std::string_view key, const KeyRules&) { return has_control(key); }},
    {"backslash", [](std::string_view key, const KeyRules&) { return key.find('\\') != key.npos; }},
    {"encoded", [](std::string_view key, const KeyRules&) { return has_encoded_separator(key); }},
    {"protected", is_protected},
    {"reserved", [](std::string_view key, const KeyRules&) { return key.ends_with(kMetaSuffix); }},
    {"in_trash", [](std::string_view key, const KeyRules&) { return has_segment(key, kBin); }},
    {"outside_allow", outside_allow},
};

}  // namespace

bool allows(std::string_view entry, std::string_view key) {
  if (entry.ends_with('*')) {
    entry.remove_suffix(1);
    return !entry.empty() && key.starts_with(entry);
  }
  if (entry.ends_with('/')) return entry.size() > 1 && key.size() > entry.size() && key.starts_with(entry);
  return !entry.empty() && key == entry;
}

std::optional<std::string_view> refuse_key(std::string_view key, const KeyRules& rules) {
  for (const KeyRule& rule : kKeyRules) {
    if (rule.broken(key, rules)) return rule.reason;
  }
  return std::nullopt;
}

}  // namespace winnow
