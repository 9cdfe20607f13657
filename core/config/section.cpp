#include <algorithm>
#include <tuple>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/config/entry.h"

namespace winnow {
namespace {

/// TOML keys may hold anything; in a message they must not break the line.
std::string in_quotes(std::string_view key) {
  return '"' + printable(key) + '"';
}

std::string in_table(const Place& place) {
  return place.table.empty() ? "" : " in " + place.table;
}

}  // namespace

std::string Place::text() const {
  if (line == 0) return file;
  return file + ':' + std::to_string(line) + ':' + std::to_string(column);
}

Place Section::place(std::string_view key) const {
  const auto at = table_->find(key);
  if (at == table_->end() || place_.line == 0) return place_;
  const auto [line, column] = at->first.source().begin;
  return line == 0 ? place_ : Place{place_.file, line, column};
}

std::optional<Entry> Section::find(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (node == nullptr) return std::nullopt;
  return Entry(std::string(key), *node, place(key));
}

Entry Section::need(std::string_view key, std::string_view meaning) const {
  auto entry = find(key);
  if (!entry) {
    // What it was meant to be may stand there under a name that is a little off.
    const std::vector<std::string> wanted{std::string(key)};
    for (const Entry& other : entries_as_written()) {
      const std::string meant = did_you_mean(other.name(), wanted);
      if (meant.empty()) continue;
      throw configuration_failure(other.place().text(), "unknown key " + in_quotes(other.name()) + in_table(place_),
                                  meant);
    }
    fail("needs " + in_quotes(key) + " (" + std::string(meaning) + ")",
         "write " + std::string(key) + " = ... there");
  }
  return *std::move(entry);
}

std::vector<Entry> Section::entries() const {
  std::vector<Entry> out;
  for (const auto& [key, node] : *table_) out.emplace_back(std::string(key.str()), node, place(key.str()));
  return out;
}

std::vector<Entry> Section::entries_as_written() const {
  std::vector<Entry> out = entries();
  std::stable_sort(out.begin(), out.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.place().line, a.place().column) < std::tie(b.place().line, b.place().column);
  });
  return out;
}

std::optional<Entry> Section::first_other(const std::vector<std::string>& known) const {
  for (Entry& entry : entries_as_written()) {
    if (std::find(known.begin(), known.end(), entry.name()) == known.end()) return std::move(entry);
  }
  return std::nullopt;
}

void Section::refuse_others(const std::vector<std::string>& known) const {
  const auto other = first_other(known);
  if (!other) return;
  std::string all;
  for (const std::string& one : known) all += (all.empty() ? "there may stand " : ", ") + one;
  const std::string meant = did_you_mean(other->name(), known);
  throw configuration_failure(other->place().text(), "unknown key " + in_quotes(other->name()) + in_table(place_),
                              meant.empty() ? all : meant);
}

void Section::fail(std::string_view what, std::string_view hint) const {
  const std::string subject = place_.table.empty() ? "" : place_.table + ' ';
  throw configuration_failure(place_.text(), subject + std::string(what), hint);
}

}  // namespace winnow
