#include "core/judge/host_fields.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/judge/pointing.h"
#include "core/policy/dated_key.h"

namespace winnow {
namespace {

constexpr std::string_view kRefers = "refers.";
constexpr std::array<std::string_view, 5> kOfKeys = {"dated", "series", "series_folder", "series_unit",
                                                     kStaysField};

winnow_value integer(winnow_type type, std::int64_t number) {
  winnow_value out{type, 0, {}};
  out.as.i = number;
  return out;
}

std::optional<Time> time_of_item(const winnow_item& item) {
  if (item.time == WINNOW_TIME_NONE || item.time == WINNOW_TIME_UNREADABLE) return std::nullopt;
  return time_of(item.time);
}

}  // namespace

bool is_host_field(const std::string& name, const Setup& setup, const std::vector<std::string>& known) {
  if (name == kReferencedField) return setup.names && !setup.names->none();
  if (name.starts_with(kRefers)) return setup.rule.refers.contains(name.substr(kRefers.size()));
  if (!setup.store->key_rules || std::find(known.begin(), known.end(), name) != known.end()) return false;
  return std::find(kOfKeys.begin(), kOfKeys.end(), name) != kOfKeys.end();
}

/// As the judge says of it behind the rule, so that what belongs to it can stay too.
bool WithHostFields::stays(const winnow_item& item, const NamedBy& named) const {
  return named.contains(view(item.key)) || (*setup_.match)(item) != Truth::yes ||
         setup_.holds.held_by(view(item.key), item.fields, item.time) ||
         (setup_.hold_if && (*setup_.hold_if)(item) != Truth::no) || (listed_ && !listed_(item));
}

std::span<const winnow_item> WithHostFields::operator()(std::span<const winnow_item> items) {
  const std::vector<std::string>& names = setup_.host_fields;
  if (names.empty() || items.empty()) return items;
  std::vector<std::string_view> keys;
  for (const winnow_item& item : items) keys.push_back(view(item.key));
  NamedBy referenced;
  std::map<std::string, std::map<std::string, std::uint64_t, std::less<>>> refers;
  bool of_keys = false;
  const bool names_some = setup_.names && !setup_.names->none();
  const bool asks_who_stays = std::ranges::find(names, kStaysField) != names.end();
  if (asks_who_stays && names_some) referenced = setup_.names->named(keys);
  for (const std::string& name : names) {
    if (name == kReferencedField) {
      if (!asks_who_stays) referenced = setup_.names->named(keys);
    } else if (name.starts_with(kRefers)) {
      refers[name] = count_pointing(namer_of(setup_, setup_.rule.refers.at(name.substr(kRefers.size()))), keys);
    } else {
      of_keys = true;
    }
  }

  const std::size_t stored = setup_.selection->fields.size() - names.size();
  items_.assign(items.begin(), items.end());
  fields_.clear();
  fields_.reserve(items.size() * (stored + names.size()));  // so that the views into it stand
  texts_.clear();
  texts_.reserve(items.size() * kOfKeys.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    items_[i].fields = fields_.data() + fields_.size();
    fields_.insert(fields_.end(), items[i].fields, items[i].fields + stored);
    DatedKey read;
    if (of_keys) read = read_dated_key(keys[i], time_of_item(items[i]), setup_.world->config.zone);
    const auto text = [&](std::string& from) {
      texts_.push_back(std::move(from));
      winnow_value out{WINNOW_TEXT, 0, {}};
      out.as.text = borrow(std::string_view{texts_.back()});
      return out;
    };
    std::size_t stays_at = 0;
    for (const std::string& name : names) {
      if (name == kStaysField) {
        stays_at = fields_.size();
        fields_.push_back(integer(WINNOW_BOOL, 0));
      } else if (name == kReferencedField) {
        fields_.push_back(integer(WINNOW_BOOL, referenced.contains(keys[i]) ? 1 : 0));
      } else if (name.starts_with(kRefers)) {
        const auto& counts = refers.at(name);
        const auto count = counts.find(keys[i]);
        fields_.push_back(
            integer(WINNOW_INT, count == counts.end() ? 0 : static_cast<std::int64_t>(count->second)));
      } else if (name == "dated") {
        fields_.push_back(read.date ? integer(WINNOW_TIME, micros_of(*read.date))
                                    : winnow_value{WINNOW_NULL, 0, {}});
      } else {
        fields_.push_back(text(name == "series" ? read.series : name == "series_folder" ? read.folder : read.unit));
      }
    }
    // Last: a hold may ask for any other field.
    if (asks_who_stays) fields_[stays_at].as.i = stays(items_[i], referenced) ? 1 : 0;
  }
  return items_;
}

}  // namespace winnow
