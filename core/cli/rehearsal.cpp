#include "core/cli/rehearsal.h"

#include <algorithm>
#include <map>

#include "core/base/text.h"
#include "core/judge/host_fields.h"

namespace winnow {
namespace {

constexpr std::size_t kRowsLookedAt = 1000;

/// One comparison of the job's filter or of its `hold_if`, and how it went with the rows that have a value there.
struct Comparison {
  std::string key;  ///< where it stands in the job's table
  std::string field;
  Matcher holds;
  std::size_t at;
  std::size_t values = 0;
  std::size_t told = 0;  ///< yes or no
};

/// The comparisons of ordinary columns; of the time column the guard speaks.
void collect(const Filter& filter, const std::string& key, const Selection& selection, Time earliest,
             std::vector<Comparison>& out) {
  for (const Filter& part : filter.parts) collect(part, key, selection, earliest, out);
  const bool compares = filter.parts.empty() && !filter.values.empty();
  if (!compares || filter.field == selection.time_field) return;
  const auto at = std::find(selection.fields.begin(), selection.fields.end(), filter.field);
  if (at == selection.fields.end()) return;
  out.push_back({key, filter.field, Matcher(filter, selection, earliest),
                 static_cast<std::size_t>(at - selection.fields.begin())});
}

/// Reasons that say more of the TOML than of the single item, when every item bears one.
bool speaks_of_the_toml(std::string_view reason) {
  return reason == "unreadable_time" || reason == "null_time" || reason == "outside_allow" || reason == "protected";
}

class Rehearsal {
 public:
  Rehearsal(const Setup& setup, World& world)
      : setup_(setup), world_(world), with_host_fields_(setup), file_refusals_(setup.links.size()) {
    collect(setup.selection->match, "where", *setup.selection, setup.job->earliest, comparisons_);
    if (setup.job->hold_if)
      collect(setup.job->hold_if->filter, "hold_if", *setup.selection, setup.job->earliest, comparisons_);
  }

  std::vector<std::string> run() {
    Selection all = *setup_.selection;
    all.scope = Filter::always();
    try {
      setup_.store->store->scan(stored_selection(setup_, all), [this](std::span<const winnow_item> items) {
        for (const winnow_item& item : with_host_fields_(items)) {
          if (rows_ == kRowsLookedAt) break;
          look(item);
        }
        return rows_ < kRowsLookedAt ? Next::more : Next::stop;
      });
    } catch (const Error& error) {
      // It was this look that had seen enough.
      if (error.code() != WINNOW_STOPPED || rows_ < kRowsLookedAt || world_.host.stopping()) throw;
    }
    return conclude();
  }

 private:
  void look(const winnow_item& item) {
    ++rows_;
    if (const auto reason = setup_.guard->refuse(item)) ++refused_[std::string(*reason)];
    for (Comparison& comparison : comparisons_) {
      if (item.fields[comparison.at].type == WINNOW_NULL) continue;
      ++comparison.values;
      if (comparison.holds(item) != Truth::unknown) ++comparison.told;
    }
    for (std::size_t i = 0; i < setup_.links.size(); ++i) look_at_file(i, item);
  }

  void look_at_file(std::size_t i, const winnow_item& item) {
    const LinkedStore& link = setup_.links[i];
    const winnow_value& value = item.fields[link.field];
    // Where the TOML says how keys are written, the job itself reads them.
    const Spelling& spelling = link.link->spelling;
    if (value.type != WINNOW_TEXT || value.as.text.size == 0 || !spelling.cut.empty() ||
        spelling.form != KeyForm::key)
      return;
    FileRefusals& file = file_refusals_[i];
    ++file.named;
    if (const auto reason = refuse_key(view(value.as.text), *link.store->key_rules))
      ++file.refused[std::string(*reason)];
  }

  std::vector<std::string> conclude() const {
    std::vector<std::string> out;
    if (const std::string words = all_refused(); !words.empty()) out.push_back(words);
    for (const Comparison& comparison : comparisons_) {
      if (comparison.values == 0 || comparison.told > 0) continue;
      const bool holds = comparison.key == "hold_if";  // what cannot be told is held
      out.push_back(setup_.job->place(comparison.key).text() + ": \"" + comparison.field +
                    "\" is compared with a value of another type than all " + with_commas(comparison.values) +
                    " that were looked at have, so that " + (holds ? "all of them are held" : "it holds for none") +
                    "; write a text in quotes, a number without" +
                    (holds ? ", and compare times with a column of times" : ""));
    }
    for (std::size_t i = 0; i < file_refusals_.size(); ++i) {
      const FileRefusals& file = file_refusals_[i];
      for (const auto& [reason, count] : file.refused) {
        if (count < file.named) continue;
        out.push_back(setup_.links[i].link->place.text() +
                      ": every file that the rows name is refused by [stores." +
                      setup_.links[i].store->config->name + "], " + reason + "; then their rows stay too");
      }
    }
    // A rule's filter repeats what the TOML asks for.
    std::vector<std::string> once;
    for (std::string& words : out) {
      if (std::find(once.begin(), once.end(), words) == once.end()) once.push_back(std::move(words));
    }
    return once;
  }

  /// One row without a time does not excuse the others, none of which can be read.
  std::string all_refused() const {
    std::size_t of_toml = 0, most = 0;
    std::string counts, main_one;
    for (const auto& [reason, count] : refused_) {
      if (!speaks_of_the_toml(reason)) continue;
      of_toml += count;
      counts += (counts.empty() ? "" : ", ") + reason + " " + with_commas(count);
      if (count <= most) continue;
      most = count;
      main_one = reason;
    }
    if (rows_ == 0 || of_toml < rows_) return {};
    return setup_.job->place(key_of(main_one)).text() + ": " +
           (rows_ == 1 ? "the only item that was looked at is"
                       : "all of the " + with_commas(rows_) + " items that were looked at are") +
           " refused, " + counts + remedy_of(main_one);
  }

  /// Where the TOML says what is probably wrong.
  std::string key_of(std::string_view reason) const {
    if (reason == "unreadable_time" && !setup_.job->times.empty()) return "times";
    return setup_.job->column.empty() ? "" : "column";
  }

  static std::string remedy_of(std::string_view reason) {
    if (reason == "unreadable_time") return "; look at `times` of the job, or `time.format` of the store";
    if (reason == "null_time") return "; look at `column`";
    return "; look at `allow` of the store";
  }

  struct FileRefusals {
    std::size_t named = 0;
    std::map<std::string, std::size_t> refused;
  };

  const Setup& setup_;
  World& world_;
  WithHostFields with_host_fields_;
  std::vector<Comparison> comparisons_;
  std::size_t rows_ = 0;
  std::map<std::string, std::size_t> refused_;
  std::vector<FileRefusals> file_refusals_;
};

}  // namespace

std::vector<std::string> rehearse(const Setup& setup, World& world) {
  if (!setup.selection || setup.job->works_on == WorksOn::bin) return {};
  return Rehearsal(setup, world).run();
}

}  // namespace winnow
