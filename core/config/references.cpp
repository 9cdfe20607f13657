/// `references` and `named_by`: the columns that name something, and how they write it.
#include <algorithm>

#include "core/config/tables.h"
#include "core/config/where.h"

namespace winnow {
namespace {

const std::vector<std::string> kReferenceKeys = {"store", "target", "column", "where", "cut", "form"};
const std::vector<std::string> kForms = {"key", "url", "json"};
const std::vector<std::string> kUnknownValues = {"refuse", "accept"};

}  // namespace

Spelling read_spelling(const Section& section) {
  Spelling out;
  if (const auto cut = section.find("cut")) {
    out.cut = cut->node().is_array() ? cut->texts() : std::vector<std::string>{cut->text()};
  }
  if (const auto form = section.find("form")) {
    const std::string word = form->one_of(kForms);
    out.form = word == "url" ? KeyForm::url : word == "json" ? KeyForm::json : KeyForm::key;
  }
  return out;
}

UnknownValues read_unknown_values(const Entry& entry) {
  return entry.one_of(kUnknownValues) == "accept" ? UnknownValues::accept : UnknownValues::refuse;
}

Reference read_reference(const Section& row, const Config& config) {
  row.refuse_others(kReferenceKeys);
  Reference out{read_store_name(row.need("store", "where the reference lives"), config),
                row.need("target", "the table that refers").text(),
                row.need("column", "it holds the item's key").text(), row.place(), read_spelling(row)};
  if (const auto where = row.find("where")) {
    out.where = read_where(where->section("where"), config.now, config.zone);
  }
  return out;
}

std::vector<Reference> read_references(const Entry& entry, const Config& config) {
  std::vector<Reference> out;
  for (const Section& row : entry.rows()) out.push_back(read_reference(row, config));
  return out;
}

std::vector<Reference> read_named_by(const Entry& entry, const Config& config) {
  const auto named_by = entry.section("[stores." + entry.name() + "]").find("named_by");
  return named_by ? read_references(*named_by, config) : std::vector<Reference>{};
}

}  // namespace winnow
