#include "sql/server_store.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "sql/dependant_tables.h"
#include "sql/dependants.h"
#include "sql/leaves.h"

namespace winnow::sql {

std::shared_ptr<Driver> ServerStore::borrowed() {
  if (idle_.empty()) return lent(connect_());
  std::unique_ptr<Driver> driver = std::move(idle_.back());
  idle_.pop_back();
  return lent(std::move(driver));
}

std::shared_ptr<Driver> ServerStore::borrowed_alone() {
  ahead_.forget();
  return borrowed();
}

std::shared_ptr<Driver> ServerStore::lent(std::unique_ptr<Driver> driver) {
  return {driver.release(), [this](Driver* back) {
            std::unique_ptr<Driver> owned(back);
            if (owned->usable()) idle_.push_back(std::move(owned));
          }};
}

void ServerStore::expect(std::string_view target, std::span<const std::string_view> keys) {
  ahead_.expect(target, keys);
}

std::string ServerStore::identity() {
  const std::shared_ptr<Driver> driver = borrowed_alone();
  return dialect_->identity(*driver);
}

std::shared_ptr<const Table> ServerStore::known(Driver& driver, std::string_view target) {
  const auto now = std::chrono::steady_clock::now();
  const auto at = described_.find(target);
  if (at != described_.end() && now - at->second.at < std::chrono::seconds(1)) return at->second.table;
  auto table = std::make_shared<const Table>(dialect_->describe(driver, target));
  described_.insert_or_assign(std::string(target), Described{now, table});
  return table;
}

void ServerStore::wait_for_replicas(Driver& driver) {
  if (!behind_) return;
  constexpr auto kMost = std::chrono::minutes(5);  // a batch's permit lasts ten
  const auto end = std::chrono::steady_clock::now() + kMost;
  bool told = false;
  for (std::string who; !(who = behind_(driver)).empty();) {
    if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped by the host while " + who);
    if (std::chrono::steady_clock::now() > end) {
      throw Error(WINNOW_UNAVAILABLE,
                  who + ", more than max_lag, for five minutes; nothing of this batch was removed");
    }
    if (!std::exchange(told, true)) host_.log(WINNOW_INFO, "waits: " + who + ", more than max_lag");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

namespace {

/// MariaDB's BOOLEAN is a TINYINT(1), and nothing else is called so.
bool is_boolean(const Column& column) {
  return column.family == Family::boolean || column.type == "tinyint(1)";
}

}  // namespace

std::vector<Fact> ServerStore::inspect(std::string_view target) {
  const std::shared_ptr<Driver> driver = borrowed_alone();
  const Table table = dialect_->describe(*driver, target);
  dialect_->require_one_name(*driver, target);
  std::vector<Fact> out;
  const auto declared = [](const Column& column, bool loose) {
    return loose ? column.type + " COLLATE of its own" : column.type;
  };
  for (const Column& column : table.columns) {
    const winnow_type type = is_boolean(column) ? WINNOW_BOOL : WINNOW_TEXT;
    out.push_back({WINNOW_FACT_FIELD, type, column.name, declared(column, column.same_if_alike)});
  }
  for (const std::size_t column : table.key) {
    const Column& part = table.columns[column];
    out.push_back({WINNOW_FACT_KEY, WINNOW_TEXT, part.name, declared(part, part.loose)});
  }
  out.insert(out.end(), table.facts.begin(), table.facts.end());
  if (table.key.empty()) {
    out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "no_key",
                   "\"" + table.target + "\" has no primary key, so that its rows have no names; give it one"});
  }
  if (behind_) {
    try {
      behind_(*driver);
    } catch (const Error& error) {
      if (error.code() == WINNOW_UNAVAILABLE) throw;
      out.push_back({WINNOW_FACT_BLOCKER, WINNOW_NULL, "max_lag", error.what()});
    }
  }
  for (Fact& fact : facts_of_dependants(*dialect_, *driver, table)) out.push_back(std::move(fact));
  return out;
}

std::optional<std::uint64_t> ServerStore::total(std::string_view target) {
  const std::shared_ptr<Driver> driver = borrowed_alone();
  const Table table = dialect_->describe(*driver, target);
  return naming(target,
                [&] { return std::stoull(driver->value("SELECT count(*) FROM " + table.name).value_or("0")); });
}

/// The view with no other columns than those that are asked for: what computes the others may be slow, or fail.
Table only_asked(Table view, const Selection& selection) {
  std::vector<std::string> names = selection.fields;
  selection.scope.collect_fields(names);
  if (!selection.time_field.empty()) names.push_back(selection.time_field);
  for (const std::string& name : names) column_of(view, name);
  std::erase_if(view.columns, [&names](const Column& column) {
    return std::find(names.begin(), names.end(), column.name) == names.end();
  });
  return view;
}

void ServerStore::scan(const Selection& selection, const ItemSink& out) {
  const std::shared_ptr<Driver> driver = borrowed_alone();
  Table table = dialect_->describe_readable(*driver, selection.target);
  if (table.is_view) table = only_asked(std::move(table), selection);
  const RowReader reader(*dialect_, table, selection);
  std::vector<Param> params;
  ServerLeaves leaves(*dialect_, table, selection, params);
  leaves.let_equal_through();
  const std::string where = condition(selection.scope, leaves);
  Page page(selection.fields.size());
  const std::size_t wanted = std::clamp<std::size_t>(selection.page, 1, kKeysAtOnce);
  const auto flush = [&] {
    if (page.size() == 0) return;
    if (host_.stopping() || out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped by the host");
    page.clear();
  };
  const auto add = [&](std::span<const Cell> row) {
    reader.add_item(page, row, host_);
    if (page.size() == wanted) flush();
    return Next::more;
  };
  naming(selection.target, [&] {
    driver->query("SELECT " + reader.list() + " FROM " + table.name + " WHERE " + where, params, add);
  });
  flush();
}

/// The keys without those that the server cannot read as values of the key's columns: no row has them.
std::vector<std::string_view> readable(const ServerDialect& dialect, Driver& driver, const Table& table,
                                       const RowReader& reader, std::span<const std::string_view> keys) {
  try {
    each_with_key(dialect, driver, table, reader, keys, {}, [](std::size_t, std::span<const Cell>) {});
    return {keys.begin(), keys.end()};
  } catch (const ServerError& error) {
    if (error.why() != Refusal::unreadable) throw;
    if (keys.size() == 1) return {};
    const std::size_t half = keys.size() / 2;
    std::vector<std::string_view> out = readable(dialect, driver, table, reader, keys.first(half));
    for (const std::string_view key : readable(dialect, driver, table, reader, keys.subspan(half)))
      out.push_back(key);
    return out;
  }
}

void ServerStore::fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) {
  const std::shared_ptr<Driver> driver = borrowed_alone();
  const std::shared_ptr<const Table> known_table = known(*driver, selection.target);
  const Table& table = *known_table;
  const RowReader reader(*dialect_, table, selection);
  for (std::size_t begin = 0; begin < keys.size(); begin += kKeysAtOnce) {
    if (host_.stopping()) throw Error(WINNOW_STOPPED, "stopped by the host");
    Page page(selection.fields.size());
    const auto some = keys.subspan(begin, std::min(kKeysAtOnce, keys.size() - begin));
    const auto add = [&](std::size_t, std::span<const Cell> row) { reader.add_item(page, row, host_); };
    try {
      naming(selection.target, [&] { each_with_key(*dialect_, *driver, table, reader, some, {}, add); });
    } catch (const ServerError& error) {
      if (error.why() != Refusal::unreadable) throw;
      page.clear();
      each_with_key(*dialect_, *driver, table, reader, readable(*dialect_, *driver, table, reader, some), {}, add);
    }
    if (page.size() > 0 && out(page.items()) == Next::stop) throw Error(WINNOW_STOPPED, "stopped by the host");
  }
}

std::vector<DependantCount> ServerStore::dependants(std::string_view target,
                                                    std::span<const std::string_view> keys) {
  const std::shared_ptr<Driver> driver = borrowed_alone();
  return naming(target, [&] { return count_dependants(*dialect_, *driver, *known(*driver, target), keys); });
}

std::optional<std::vector<DependantRow>> ServerStore::dependant_rows(std::string_view target,
                                                                     std::span<const std::string_view> keys) {
  const std::shared_ptr<Driver> driver = borrowed_alone();
  return naming(target, [&] { return nearest_dependants(*dialect_, *driver, *known(*driver, target), keys); });
}

std::vector<Referrer> ServerStore::referrers(std::string_view target, std::span<const std::string_view> keys) {
  const std::shared_ptr<Driver> driver = borrowed_alone();
  return naming(target, [&] { return referrers_of(*dialect_, *driver, *known(*driver, target), keys); });
}

std::vector<std::string> ServerStore::targets() {
  const std::shared_ptr<Driver> driver = borrowed_alone();
  return dialect_->tables(*driver);
}

void ServerStore::purge(const winnow_permit&, std::span<const winnow_piece>, std::span<winnow_outcome>) {
  throw Error(WINNOW_UNSUPPORTED, "copies of rows lie in the host's bin, not in the database");
}

}  // namespace winnow::sql
