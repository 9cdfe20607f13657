#include "core/cli/proposal.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/base/text.h"

namespace winnow {
namespace {

template <std::size_t N>
bool has_any(const std::string& text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

/// What a time column's name says of it.
enum class Meaning { deleted, expires, created, some_time };

constexpr std::array<std::string_view, 4> kDeleted = {"deleted", "removed", "archived", "trashed"};
constexpr std::array<std::string_view, 4> kExpires = {"expire", "expiry", "valid_until", "valid_to"};
constexpr std::array<std::string_view, 4> kCreated = {"created", "inserted", "logged", "occurred"};
constexpr std::array<std::string_view, 4> kTimeEnds = {"_at", "_on", "_date", "_time"};
constexpr std::array<std::string_view, 5> kTimes = {"time", "timestamp", "date", "ts", "modified"};
constexpr std::array<std::string_view, 7> kFileWords = {"file",       "path",  "attachment", "blob",
                                                        "object_key", "photo", "image"};

Meaning meaning_of(const std::string& written) {
  const std::string name = lowered(written);
  if (has_any(name, kDeleted)) return Meaning::deleted;
  if (has_any(name, kExpires)) return Meaning::expires;
  if (has_any(name, kCreated)) return Meaning::created;
  return Meaning::some_time;
}

bool sounds_like_time(const Fact& field) {
  const std::string name = lowered(field.name);
  if (field.type == WINNOW_BOOL || name.starts_with("is_")) return false;
  return field.type == WINNOW_TIME || std::find(kTimes.begin(), kTimes.end(), name) != kTimes.end() ||
         std::any_of(kTimeEnds.begin(), kTimeEnds.end(), [&](auto end) { return name.ends_with(end); }) ||
         field.name.ends_with("At");
}

/// The first time column of that meaning; empty: there is none.
std::string column_of(const SeenTarget& seen, Meaning meaning) {
  for (const Fact& fact : seen.facts) {
    if (fact.kind == WINNOW_FACT_FIELD && sounds_like_time(fact) && meaning_of(fact.name) == meaning)
      return fact.name;
  }
  return {};
}

/// The rule, its column and a keep time to begin from.
struct Draft {
  std::string rule;  ///< `plugin = "audit-prune"`
  std::string column;
  std::string retention;
  std::string why;
};

bool tells_fields(const SeenTarget& seen) {
  return std::any_of(seen.facts.begin(), seen.facts.end(),
                     [](const Fact& fact) { return fact.kind == WINNOW_FACT_FIELD; });
}

/// The plugin whose name is about the target, or which is for rows that are marked as deleted, where they are.
std::optional<Draft> draft_of_plugin(const SeenTarget& seen, std::span<const JobKind> kinds) {
  std::string name = lowered(seen.target);
  std::erase_if(name, [](char c) { return c == ' ' || c == '_' || c == '-'; });
  const auto draft = [&](const JobKind& kind) -> std::optional<Draft> {
    std::string column = column_of(seen, meaning_of(kind.column));
    if (column.empty() && !tells_fields(seen)) column = kind.column;
    if (column.empty()) return std::nullopt;
    return Draft{"plugin    = " + as_toml(kind.id), column, kind.retention, kind.summary};
  };
  for (const JobKind& kind : kinds) {
    const bool is_about = name.find(kind.id.substr(0, kind.id.find('-'))) != std::string::npos;
    if (!is_about || kind.column.empty()) continue;
    if (auto out = draft(kind)) return out;
  }
  for (const JobKind& kind : kinds) {
    if (kind.column.empty() || meaning_of(kind.column) != Meaning::deleted || !tells_fields(seen)) continue;
    if (auto out = draft(kind)) return out;
  }
  return std::nullopt;
}

std::optional<Draft> draft_of(const SeenTarget& seen, std::span<const JobKind> kinds) {
  const std::string rule = R"(policy    = "older_than.lua")";
  if (seen.holds_files) return Draft{rule, "modified", "365d", "files by their last change"};
  if (auto out = draft_of_plugin(seen, kinds)) return out;
  const std::string expires = column_of(seen, Meaning::expires);
  if (!expires.empty()) return Draft{rule, expires, "30d", "rows past their expiry"};
  std::string age = column_of(seen, Meaning::created);
  if (age.empty()) age = column_of(seen, Meaning::some_time);
  if (age.empty() && !tells_fields(seen)) age = "created_at";
  if (age.empty()) return std::nullopt;
  return Draft{rule, age, "365d", "rows by their age, whatever their state"};
}

std::string list_of(const SeenTarget& seen, winnow_fact_kind kind) {
  std::string out;
  for (const Fact& fact : seen.facts) {
    if (fact.kind == kind) out += (out.empty() ? "" : ", ") + printable(fact.name);
  }
  return out;
}

}  // namespace

std::string as_toml(const std::string& text) {
  // A JSON string is a TOML string.
  return nlohmann::json(text).dump();
}

std::string proposal(const SeenTarget& seen, const std::string& name, std::span<const JobKind> kinds) {
  std::string out = "# " + printable(seen.target);
  if (seen.items)
    out +=
        ": " + (seen.holds_files ? count_of(*seen.items, "file", "files") : count_of(*seen.items, "row", "rows"));
  if (const std::string keys = list_of(seen, WINNOW_FACT_KEY); !keys.empty()) out += "; key " + keys;
  out += "\n";
  for (const Fact& fact : seen.facts) {
    const std::string detail = fact.detail.empty() ? "" : "; " + printable(fact.detail);
    if (fact.kind == WINNOW_FACT_BLOCKER)
      out += "#   nothing can be removed here: " + printable(fact.name) + detail + "\n";
    if (fact.kind == WINNOW_FACT_TRIGGER)
      out += "#   apply would be refused: trigger " + printable(fact.name) + detail + "\n";
    if (fact.kind == WINNOW_FACT_TTL && !fact.name.empty())
      out += "#   the store itself expires items by " + printable(fact.name) + "\n";
  }
  const std::optional<Draft> draft = draft_of(seen, kinds);
  if (!draft) {
    return out + "#   no column tells an age; its columns: " + list_of(seen, WINNOW_FACT_FIELD) + "\n";
  }
  out += "#   " + draft->why + "\n";
  out += "# [jobs." + name + "]\n# " + draft->rule + "\n# store     = " + as_toml(seen.store) +
         "\n# target    = " + as_toml(seen.target) + "\n# column    = " + as_toml(draft->column) + "\n";
  if (!seen.holds_files && !tells_fields(seen)) out += "#   the store does not tell its fields: is this the one?\n";
  if (!draft->retention.empty()) out += "# retention = " + as_toml(draft->retention) + "\n";
  bool takes_along = false;
  for (const Fact& fact : seen.facts) {
    if (fact.kind != WINNOW_FACT_DEPENDANT) continue;
    if (!takes_along) out += "# cascade   = \"archive\"   # what hangs on the rows is copied and goes along:\n";
    takes_along = true;
    out += "#   " + printable(fact.name) + (fact.detail.empty() ? "" : " (" + printable(fact.detail) + ")") + "\n";
  }
  for (const Fact& fact : seen.facts) {
    const bool names_file =
        fact.kind == WINNOW_FACT_FIELD && fact.type == WINNOW_TEXT && has_any(lowered(fact.name), kFileWords);
    if (names_file)
      out += "# files     = [{ column = " + as_toml(fact.name) +
             ", store = \"...\" }]   # if it names a file that goes with the row\n";
  }
  return out;
}

}  // namespace winnow
