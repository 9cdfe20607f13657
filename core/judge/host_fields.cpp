#include "core/judge/host_fields.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/judge/pointing.h"
#include "core/policy/dated_key.h"

namespace winnow {
namespace {

constexpr std::string_view kRefers = "refers.";
constexpr std::array<std::string_view, 4> kOfKeys = {"dated", "series", "series_folder", "series_unit"};

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

std::span<const winnow_item> WithHostFields::operator()(std::span<const winnow_item> items) {
  const std::vector<std::string>& names = setup_.host_fields;
  if (names.empty() || items.empty()) return items;
  std::vector<std::string_view> keys;
  for (const winnow_item& item : items) keys.push_back(view(item.key));
  NamedBy referenced;
  std::map<std::string, std::map<std::string, std::uint64_t, std::less<>>> refers;
  bool of_keys = false;
  for (const std::string& name : names) {
    if (name == kReferencedField) {
      referenced = setup_.names->named(keys);
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
    for (const std::string& name : names) {
      if (name == kReferencedField) {
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
  }
  return items_;
}

}  // namespace winnow
