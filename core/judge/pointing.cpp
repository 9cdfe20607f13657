#include "core/judge/pointing.h"

#include <algorithm>
#include <vector>

#include "core/base/failure.h"
#include "core/base/text.h"
#include "core/judge/key_forms.h"
#include "core/judge/setup.h"
#include "core/judge/values_inside.h"
#include "core/judge/written_values.h"

namespace winnow {
namespace {

/// Where so many values are none, the column is another one than was meant.
constexpr std::size_t kLookedAt = 1000;

/// In the declaration of a field or key: texts are equal there that differ.
constexpr std::string_view kLoose = " COLLATE ";

/// The declarations under which a column holds whole numbers, and nothing else.
bool is_whole_number(std::string_view declared) {
  const std::string word = lowered(declared.substr(0, declared.find_first_of("( ")));
  for (const char* const one : {"smallint", "integer", "bigint", "int", "tinyint", "mediumint"}) {
    if (word == one) return true;
  }
  return false;
}

/// What keys of a target look like, as far as a value can be told from one.
class Keys {
 public:
  explicit Keys(std::span<const Fact> facts) {
    for (const Fact& fact : facts) {
      if (fact.kind != WINNOW_FACT_KEY) continue;
      ++columns_;
      names_ += (names_.empty() ? "" : ", ") + fact.name;
      declared_ = fact.detail;
    }
  }

  bool known() const {
    return columns_ > 1 || (columns_ == 1 && (is_whole_number(declared_) || declared_ == "uuid"));
  }
  bool of_several_columns() const { return columns_ > 1; }
  const std::string& names() const { return names_; }
  const std::string& declared() const { return declared_; }

  bool may_have(const std::string& text) const {
    if (columns_ > 1) return !list_form(text).empty() && parts_of_list(text) == columns_;
    if (declared_ == "uuid") return bytes_in(text).size() == kUuidBytes || !uuid_in(text).empty();
    return !plain_number(text).empty();
  }

 private:
  std::size_t columns_ = 0;
  std::string names_, declared_;
};

}  // namespace

bool has_loose_keys(std::span<const Fact> facts) {
  return std::ranges::any_of(facts, [](const Fact& fact) {
    return fact.kind == WINNOW_FACT_KEY && fact.detail.find(kLoose) != std::string::npos;
  });
}

std::vector<std::string> loose_fields(std::span<const Fact> facts) {
  std::vector<std::string> out;
  for (const Fact& fact : facts) {
    const bool loose = fact.detail == "uuid" || fact.detail.find(kLoose) != std::string::npos;
    if (fact.kind == WINNOW_FACT_FIELD && loose) out.push_back(fact.name);
  }
  return out;
}

Namer namer_of(const Setup& setup, const Reference& reference) {
  return {&setup.world->stores.get(reference.store), reference, false, setup.world->config.zone,
          has_loose_keys(setup.facts)};
}

void check_pointing(const Setup& setup) {
  if (setup.store->key_rules) return;
  const auto check = [&setup](const Reference& reference) {
    require_keys(namer_of(setup, reference), setup.job->target, setup.facts);
  };
  // Where rows go with files, a reference may be to these.
  if (setup.job->files.empty()) std::ranges::for_each(setup.job->references, check);
  for (const auto& [name, reference] : setup.rule.refers) check(reference);
}

void require_keys(const Namer& namer, const std::string& target, std::span<const Fact> facts) {
  const Keys keys(facts);
  if (!keys.known()) return;
  const Reference& reference = namer.reference;
  std::size_t looked_at = 0;
  bool found = false;
  look_at(namer, [&](const winnow_value& value) {
    std::vector<std::string> texts = keys_of(name_in(value), reference.spelling);
    std::ranges::move(names_of(value), std::back_inserter(texts));
    std::erase_if(texts, [](const std::string& text) {
      return text.empty() || text == "[]" || text == "{}" || text == "null";
    });
    if (texts.empty()) return Next::more;  // an empty text or list points at nothing
    ++looked_at;
    found = std::ranges::any_of(texts, [&keys](const std::string& text) { return keys.may_have(text); });
    return found || looked_at == kLookedAt ? Next::stop : Next::more;
  });
  if (found || looked_at == 0) return;
  const std::string column = reference.target + "." + reference.column;
  if (keys.of_several_columns()) {
    throw configuration_failure(
        reference.place.text(),
        "no value of " + column + " can be a key of \"" + target + "\", which is made of " + keys.names() +
            ": it would keep no row",
        "name a view that has the whole key in one column, as a JSON list in that order, [\"eu\",7]");
  }
  throw configuration_failure(
      reference.place.text(),
      "no value of " + column + " can be a key of \"" + target + "\" (" + keys.names() + ", " + keys.declared() +
          "): it would keep no row",
      "name the column that holds " + keys.names() + " of \"" + target + "\", or a view that looks it up");
}

}  // namespace winnow
