#include "core/apply/linked_files.h"

#include <map>

#include "core/base/text.h"

namespace winnow {
namespace {

/// So few may well be missing, unless all others are too.
constexpr std::uint64_t kFewFiles = 10;

/// Whether the stores of the linked files show no file at all.
bool all_are_empty(const std::vector<LinkedStore>& links) {
  bool any = false;
  for (const LinkedStore& link : links) {
    for (const std::string& entry : link.store->config->allow) {
      Selection selection;
      selection.target = entry;
      selection.page = 1;
      try {
        link.store->store->scan(selection, [&any](std::span<const winnow_item> items) {
          any = any || !items.empty();
          return any ? Next::stop : Next::more;
        });
      } catch (const Error& error) {
        if (error.code() != WINNOW_STOPPED || !any) throw failure_of("store " + link.store->config->name, error);
      }
    }
  }
  return !any;
}

/// Of each named key, the rows that name it.
std::map<std::string, std::vector<std::size_t>> rows_by_file(std::span<const PlannedItem> rows, std::size_t link) {
  std::map<std::string, std::vector<std::size_t>> out;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (const LinkedFile& file : rows[row].files) {
      if (file.link == link && (out[file.key].empty() || out[file.key].back() != row)) out[file.key].push_back(row);
    }
  }
  return out;
}

std::map<std::string, std::uint64_t> sizes_of(Store& store, const Selection& selection,
                                              const std::map<std::string, std::vector<std::size_t>>& named) {
  std::vector<std::string_view> keys;
  for (const auto& [key, rows] : named) keys.push_back(key);
  std::map<std::string, std::uint64_t> out;
  store.fetch(selection, keys, [&](std::span<const winnow_item> files) {
    for (const winnow_item& file : files) out.emplace(view(file.key), file.bytes);
    return Next::more;
  });
  return out;
}

LinkedFiles files_of(const LinkedStore& link, const std::string& reason,
                     const std::map<std::string, std::vector<std::size_t>>& named) {
  LinkedFiles out{&link, {}, {}, {}, {}, {}, {}, {}};
  out.selection.target = link.store->config->allow.front();
  out.selection.reason = reason;
  const auto sizes = sizes_of(*link.store->store, out.selection, named);
  for (const auto& [key, size] : sizes) {
    out.keys.push_back(key);
    out.rows.push_back(named.at(key));
  }
  for (const std::string& key : out.keys) {
    winnow_item item{};
    item.key = borrow(std::string_view{key});
    item.time = WINNOW_TIME_NONE;
    item.bytes = sizes.at(key);
    out.items.push_back(item);
  }
  out.outcomes.assign(out.items.size(), WINNOW_NOT_TRIED);
  out.lines.assign(out.items.size(), 0);
  out.owed.assign(out.items.size(), false);
  return out;
}

}  // namespace

void LinkedFiles::add_lines_of(const std::vector<bool>& going, std::vector<std::int64_t>& out) const {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (put(i) && std::ranges::any_of(rows[i], [&](std::size_t row) { return going[row]; }))
      out.push_back(lines[i]);
  }
}

std::vector<LinkedFiles> linked_files(const Setup& setup, const std::string& reason,
                                      std::span<const PlannedItem> rows) {
  std::vector<LinkedFiles> out;
  for (std::size_t link = 0; link < setup.links.size(); ++link) {
    const auto named = rows_by_file(rows, link);
    if (named.empty()) continue;
    LinkedFiles files = files_of(setup.links[link], reason, named);
    if (!files.items.empty()) out.push_back(std::move(files));
  }
  return out;
}

std::string missing_files(const Setup& setup, const Tally& tally) {
  const std::uint64_t named = tally.files + tally.files_missing;
  const double most = setup.job->limits.max_shrink;
  if (named == 0 || most >= 1) return {};
  if (static_cast<double>(tally.files_missing) <= most * static_cast<double>(named)) return {};
  if (named < kFewFiles && !all_are_empty(setup.links)) return {};
  return with_commas(tally.files_missing) + " of the " + with_commas(named) +
         " files that go with the rows are not there (not mounted? moved?); look for them, or write max_shrink = "
         "\"100%\" under [jobs." +
         setup.job->name + ".limits]";
}

}  // namespace winnow
