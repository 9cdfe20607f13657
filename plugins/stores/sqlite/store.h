/// The store of SQLite databases: tables are targets, rows are items. What each member must hold stands at
/// winnow_store in winnow/plugin.h. Reading members never change a byte of the database (reading.h); the first
/// removing member opens it for writing. Thread rule: one call at a time on an instance, but that a scan's sink may
/// call the others.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "read_ahead.h"
#include "reading.h"
#include "rows.h"
#include "walk.h"
#include "winnow/job.hpp"
#include "winnow/options.hpp"
#include "winnow/store.hpp"

namespace winnow {

class SqliteStore final : public Store {
 public:
  /// Option: path. Throws Error, WINNOW_BAD_CONFIG unless it is that of a database file.
  SqliteStore(const OptionValues& options, Host& host);

  std::string identity() override { return "sqlite:" + path_; }
  std::vector<Fact> inspect(std::string_view target) override;
  std::optional<std::uint64_t> total(std::string_view target) override;
  void scan(const Selection& selection, const ItemSink& out) override;
  void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) override;
  void expect(std::string_view target, std::span<const std::string_view> keys) override;
  void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items, Bin& bin,
              std::span<winnow_outcome> outcomes) override;
  void restore(const winnow_permit& permit, std::span<const winnow_header> headers,
               std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  /// Throws Error(WINNOW_UNSUPPORTED): copies of rows lie with the host.
  void purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
             std::span<winnow_outcome> outcomes) override;
  void settle(const winnow_permit& permit, std::span<const winnow_header> headers,
              std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) override;
  /// Does nothing: the host's lease keeps others of this host out, and a SQLite database is no shared server.
  void lock(std::string_view target) override;
  std::vector<DependantCount> dependants(std::string_view target, std::span<const std::string_view> keys) override;
  std::optional<std::vector<DependantRow>> dependant_rows(std::string_view target,
                                                          std::span<const std::string_view> keys) override;
  std::vector<Referrer> referrers(std::string_view target, std::span<const std::string_view> keys) override;
  std::vector<std::string> targets() override;

 private:
  /// Runs `body` on a connection for reading, again where the files changed beneath it: it must start afresh.
  void read(const std::function<void(sqlite::Connection&)>& body) { read(reading_, body); }
  /// By this reading, which is made where there is none; of the removing connection, once there is one.
  void read(std::unique_ptr<sqlite::Reading>& by, const std::function<void(sqlite::Connection&)>& body);
  sqlite::Connection& writer();
  /// Throws Error(WINNOW_UNSUPPORTED) where the database may be open by another name of its file.
  void require_one_name() const;
  /// The same where rows that were committed may stand in a -wal beside the other name.
  void require_all_in_sight();

  /// The form of a time column, found once for an instance. Throws Error(WINNOW_BAD_CONFIG) where it is not clear.
  sqlite::TimeForm form_of(sqlite::Connection& connection, const sqlite::Table& table, const sqlite::Column& column,
                           const Selection& selection);
  std::optional<sqlite::TimeForm> known_form(sqlite::Connection& connection, const sqlite::Table& table,
                                             const sqlite::Column& column, const Selection& selection);
  sqlite::FormOf forms(sqlite::Connection& connection, const sqlite::Table& table, const Selection& selection);
  /// See time_index().
  std::optional<sqlite::TimeIndex> index_for(sqlite::Connection& connection, const sqlite::Table& table,
                                             const Selection& selection);
  sqlite::RowReader reader_of(sqlite::Connection& connection, const sqlite::Table& table,
                              const Selection& selection, std::vector<sqlite::Dangling> dangling = {});

  /// One statement, because rows without a key give no page a place to go on from. Throws Error(WINNOW_UNAVAILABLE)
  /// where the files change beneath it.
  void scan_view(const sqlite::Table& view, const Selection& selection, const ItemSink& out);

  template <class Answer>
  Answer ask_dependants(Answer (*ask)(const sql::Dialect&, sql::Driver&, const sql::Table&,
                                      std::span<const std::string_view>),
                        std::string_view target, std::span<const std::string_view> keys);

  class Removal;
  class Scan;

  std::string path_;
  Host& host_;
  std::unique_ptr<sqlite::Reading> reading_;
  std::unique_ptr<sqlite::Connection> writer_;
  sqlite::ReadAhead ahead_;
  std::mutex forms_guard_;                                                                ///< a scan reads ahead
  std::map<std::pair<std::string, std::string>, std::optional<sqlite::TimeForm>> forms_;  // by table and column
};

}  // namespace winnow
