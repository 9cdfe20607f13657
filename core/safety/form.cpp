#include "core/safety/form.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/encoding.h"

namespace winnow {

namespace {

using OrderedJson = nlohmann::ordered_json;

/// What the TOML leaves out is left out, so that a form keeps its fingerprint when winnow learns a new key.
void add_spelling(OrderedJson& to, const Spelling& spelling) {
  if (!spelling.cut.empty()) to["cut"] = spelling.cut;
  if (spelling.form == KeyForm::url) to["form"] = "url";
  if (spelling.form == KeyForm::json) to["form"] = "json";
}

OrderedJson json_of(const FileLink& link) {
  OrderedJson out = {{"column", link.column}, {"store", link.store}};
  add_spelling(out, link.spelling);
  return out;
}

/// How its values are written, and which of its rows count.
void add_details(OrderedJson& to, const Reference& reference) {
  add_spelling(to, reference.spelling);
  if (reference.where) to["where"] = OrderedJson::parse(reference.where->json);
}

OrderedJson json_of(const Reference& reference) {
  OrderedJson out = {{"store", reference.store}, {"target", reference.target}, {"column", reference.column}};
  add_details(out, reference);
  return out;
}

/// "app/contacts.file", and its details where it has any.
std::string in_one_line(const Reference& reference) {
  OrderedJson details = OrderedJson::object();
  add_details(details, reference);
  return reference.name() + (details.empty() ? "" : " " + details.dump());
}

/// Whether an entry of `allow` says something of what lies under `target`.
bool concerns(std::string entry, const std::string& target) {
  if (entry.ends_with('*')) entry.pop_back();
  return entry.starts_with(target) || target.starts_with(entry);
}

/// All of it but the identity. Of `allow` what concerns `target` (empty: all): where items have names it decides of
/// each, while of tables it only says which may be targets at all.
OrderedJson json_of(const FormStore& store, const std::string& target) {
  OrderedJson out = OrderedJson::object();
  if (!store.options.empty() && store.options != "{}") out["options"] = OrderedJson::parse(store.options);
  if (store.has_names) {
    for (const std::string& entry : store.config->allow) {
      if (concerns(entry, target)) out["allow"].push_back(entry);
    }
  }
  for (const Reference& reference : store.config->named_by) out["named_by"].push_back(json_of(reference));
  if (store.config->unknown_values == UnknownValues::accept) out["unknown_values"] = "accept";
  if (!store.config->optional_fields.empty()) out["optional_fields"] = store.config->optional_fields;
  return out;
}

constexpr const char* kProtectedBy = "protected_by";

std::set<std::string> protections_of(const Form& form) {
  return OrderedJson::parse(form.json).value(kProtectedBy, std::set<std::string>{});
}

constexpr std::string_view kLimit = "a limit stops or slows, it chooses nothing";
constexpr std::string_view kPlace = "where winnow keeps its own files";
constexpr std::string_view kPin = "a pin of a version";
constexpr DecidedKey kDecided[] = {
    {"winnow", "state", false, kPlace},
    {"winnow", "plugins", false, kPlace},
    {"winnow", "policies", false, "the policy's text is in the form"},
    {"winnow", "timezone", true},
    {"winnow", "env_files", false, "credentials; what they fill in shows in identities"},
    {"winnow", "plan_expiry", false, kLimit},
    {"winnow", "drill_every", false, kLimit},
    {"winnow", "deadline", false, kLimit},
    {"trash", "path", false, kPlace},
    {"trash", "retention", true},
    {"trash", "min_free", false, kLimit},
    {"store", "plugin", true},
    {"store", "allow", true},
    {"store", "earliest", true},
    {"store", "named_by", true},
    {"store", "unknown_values", true},
    {"store", "optional_fields", true},
    {"store", "sha256", false, kPin},
    {"job", "plugin", true},
    {"job", "policy", true},
    {"job", "store", true},
    {"job", "target", true},
    {"job", "column", true},
    {"job", "times", true},
    {"job", "earliest", true},
    {"job", "retention", true},
    {"job", "where", true},
    {"job", "hold_if", true},
    {"job", "files", true},
    {"job", "references", true},
    {"job", "unknown_values", true},
    {"job", "cascade", true},
    {"job", "params", true},
    {"job", "sha256", false, kPin},
    {"job", "limits", false, kLimit},
    {"job", "gates", false, "a gate stops, it chooses nothing"},
    {"job", "deadline", false, kLimit},
    {"job", "enabled", false, "a paused job removes nothing"},
    {"job", "empty_folders", false, "folders are no items, and undo makes them again"},
};

void flatten(const OrderedJson& json, const std::string& prefix, std::map<std::string, std::string>& out) {
  if (!json.is_object() || json.empty()) {
    const bool policy = prefix == "options.policy" && json.is_string();
    out[prefix] = policy ? "sha256:" + sha256_hex(json.get<std::string>()) : json.dump();
    return;
  }
  for (const auto& [key, value] : json.items()) flatten(value, prefix.empty() ? key : prefix + "." + key, out);
}

}  // namespace

std::span<const DecidedKey> decided_keys() {
  return kDecided;
}

std::vector<FormChange> compare_forms(const std::string& before_json, const std::string& after_json) {
  std::map<std::string, std::string> before, after;
  flatten(OrderedJson::parse(before_json), "", before);
  flatten(OrderedJson::parse(after_json), "", after);
  std::map<std::string, FormChange> changes;
  for (const auto& [key, value] : before) changes[key] = {key, value, ""};
  for (const auto& [key, value] : after) {
    changes[key].key = key;
    changes[key].after = value;
  }
  std::vector<FormChange> out;
  for (auto& [key, change] : changes) {
    if (change.before != change.after) out.push_back(std::move(change));
  }
  return out;
}

std::string words_of(const FormChange& change) {
  const auto shown = [](const std::string& value) { return value.empty() ? std::string("(none)") : value; };
  return change.key + " " + shown(change.before) + " -> " + shown(change.after);
}

Form form_of(const JobConfig& job, const std::string& options, const FormStore& own,
             const std::vector<FormStore>& others, const std::string& column, const std::string& zone,
             const std::vector<Reference>& protected_by) {
  OrderedJson files = OrderedJson::array();
  for (const FileLink& link : job.files) files.push_back(json_of(link));
  OrderedJson references = OrderedJson::array();
  for (const Reference& reference : job.references) references.push_back(json_of(reference));
  const auto where = [](const std::optional<Where>& table) {
    return table ? OrderedJson::parse(table->json) : OrderedJson();
  };
  OrderedJson json = {{"rule", job.plugin.empty() ? "policy" : job.plugin},
                      {"options", OrderedJson::parse(options)},
                      {"store", own.identity},
                      {"target", job.target},
                      {"column", column},
                      {"times", job.times},
                      {"retention", job.retention ? OrderedJson(job.retention->text) : OrderedJson()},
                      {"where", where(job.where)},
                      {"hold_if", where(job.hold_if)},
                      {"files", files},
                      {"references", references},
                      {"cascade", job.cascade == Cascade::archive ? "archive" : "refuse"}};
  if (job.unknown_values == UnknownValues::accept) json["unknown_values"] = "accept";
  if (job.earliest != kFirstTime) json["earliest"] = iso(job.earliest);
  if (zone != "UTC") json["timezone"] = zone;
  if (OrderedJson store = json_of(own, job.target); !store.empty()) json["store_options"] = std::move(store);
  for (const FormStore& other : others) {
    json["stores"][other.config->name] = json_of(other, "");
    json["stores"][other.config->name]["identity"] = other.identity;
  }
  std::set<std::string> protections;
  for (const Reference& reference : protected_by) protections.insert(in_one_line(reference));
  if (!protections.empty()) json[kProtectedBy] = protections;
  Form form{json.dump(), {}, job.definition};
  form.fingerprint = fingerprint_of(form.json);
  return form;
}

std::string words_of_form(const std::string& form_json) {
  OrderedJson form = OrderedJson::parse(form_json);
  std::string out = form.at("rule").get<std::string>() + " on " + form.at("target").get<std::string>() + " of " +
                    form.at("store").get<std::string>() + ": ";
  const OrderedJson& retention = form.at("retention");
  out += retention.is_null() ? "no retention" : "older than " + retention.get<std::string>();
  if (const auto column = form.at("column").get<std::string>(); !column.empty()) out += " by " + column;
  for (const auto& [key, words] : {std::pair("where", ", where "), std::pair("hold_if", ", but not where ")}) {
    if (!form.at(key).is_null()) out += words + form.at(key).dump();
  }
  for (const OrderedJson& file : form.at("files"))
    out += ", with the files that " + file.at("column").get<std::string>() + " names";
  if (!form.at("references").empty()) out += ", but not what is referred to: " + form.at("references").dump();
  if (form.at("cascade") == "archive") out += ", with what hangs on it";
  OrderedJson& options = form.at("options");
  if (options.is_object() && options.contains("policy")) {
    options["policy"] = "sha256:" + sha256_hex(options.at("policy").get<std::string>());
  }
  return options.empty() ? out : out + "; options " + options.dump();
}

std::string fingerprint_of(const std::string& form_json) {
  OrderedJson form = OrderedJson::parse(form_json);
  return "sha256:" + sha256_hex(form.erase(kProtectedBy) > 0 ? form.dump() : form_json);
}

bool accepts(const Form& approved, const Form& now) {
  return approved.fingerprint == now.fingerprint &&
         std::ranges::includes(protections_of(now), protections_of(approved));
}

}  // namespace winnow
