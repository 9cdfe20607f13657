/// What the engine of SQL stores asks of a dialect: the catalog, and the words that servers spell differently.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sql/driver.h"

namespace winnow::sql {

/// How values of a column compare, and what their text means.
enum class Family {
  number,      ///< 17, -1.5
  boolean,     ///< true, false
  text,        ///< compared bytewise
  bytes,       ///< hexadecimal digits
  instant,     ///< a point in time: 2026-06-19 22:31:00.5, in UTC
  local_time,  ///< a time without a zone, read in the configured one
  date,        ///< a whole day
  other        ///< compares with nothing
};

struct Column {
  std::string name;
  std::string type;  ///< as declared
  Family family = Family::other;
  bool generated = false;      ///< computed by the server: read, never written
  bool loose = false;          ///< texts are equal there that differ, and the server has no bytewise index of them
  bool same_if_alike = false;  ///< texts that differ are equal there, in whatever case or accents, say
  bool stamped = false;        ///< written by the server with every change of its row, unless the change names it
};

/// What becomes of the rows that refer to one that is deleted: it cannot be, they go along, or lose their
/// reference.
enum class Rule { restrict, cascade, set_null, set_default };

/// A foreign key of another table, or of the same, that refers to a table.
struct Reference {
  std::string child;       ///< its target, as a person writes it
  std::string child_name;  ///< quoted, for statements
  std::vector<std::string> child_columns, parent_columns;
  std::vector<std::string> equals;  ///< between each two of them, the parent's on the left: =
  Rule rule = Rule::restrict;
  bool takes_along() const { return rule == Rule::cascade || rule == Rule::set_null; }
};

/// A foreign key of the table itself, that winnow checks in the server's place.
struct Parent {
  std::string name;      ///< for people
  std::string source;    ///< as FROM names it
  std::string matches;   ///< the condition that a row of `source` is the one that a row of the table refers to
  std::string required;  ///< the condition that a row of the table refers to one
};

struct Table {
  std::string target;  ///< as the TOML writes it
  std::string name;    ///< quoted, with its schema
  std::vector<Column> columns;
  std::vector<std::size_t> key;  ///< of columns; empty: rows have no name
  std::vector<Reference> references;
  bool switch_triggers_off = false;  ///< rows are put back with triggers off
  bool may_hold_odd_rows = false;    ///< which are there, and yet the server would not take them again
  bool rehearse_apart = false;       ///< in no transaction that goes on to remove what was put back in it
  std::string on_update;             ///< a trigger or rule that acts when a row is changed; empty: there is none
  std::vector<Parent> parents;       ///< what nobody else checks meanwhile
  std::string no_way_back;           ///< why no row may be put back; empty: they may. It is among the facts, too
  std::vector<Fact> facts;           ///< triggers, indexes and what stands in the way
  std::vector<std::string> notes;    ///< expressions that its copies tell of besides, read behind the columns
  bool is_view = false;              ///< only of describe_readable(): columns, and nothing else
};

/// A name or text between two marks, which are doubled within it.
inline std::string enclosed(std::string_view text, char mark) {
  std::string out(1, mark);
  for (const char c : text) {
    out += c;
    if (c == mark) out += c;
  }
  return out + mark;
}

/// What describe() throws for a view.
inline Error refused_view(std::string_view target) {
  return Error(WINNOW_BAD_CONFIG, "\"" + std::string(target) +
                                      "\" is a view; only `references` may name one; name the table behind it");
}

/// What both kinds of SQL stores are asked: names, keys, and how the engine reads rows that hang on each other.
class Dialect {
 public:
  virtual ~Dialect() = default;

  /// Throws Error(WINNOW_BAD_CONFIG) for what is no table.
  virtual Table describe(Driver& driver, std::string_view target) const = 0;
  /// The columns of the table that foreign keys of its own make NULL when other rows go.
  virtual std::set<std::string> columns_made_null(Driver&, const Table&) const { return {}; }

  virtual std::string identifier(std::string_view name) const = 0;
  /// The condition that a row of `child` refers to one of `parent`; both as the statement names them.
  std::string refers(const Reference& reference, const std::string& parent, const std::string& child) const {
    std::string out;
    for (std::size_t i = 0; i < reference.child_columns.size(); ++i) {
      out += (i == 0 ? "" : " AND ") + (parent + "." + identifier(reference.parent_columns[i])) + " " +
             reference.equals[i] + " " + child + "." + identifier(reference.child_columns[i]);
    }
    return out;
  }
  /// The nth parameter of a statement, from 1.
  virtual std::string mark(std::size_t n) const = 0;
  /// The column as the text that copies hold.
  virtual std::string read(const Column& column) const = 0;
  /// All that is read of a row: its columns, and its notes.
  virtual std::string list(const Table& table) const;
  /// The column's value from parameter `n`, which holds the text that a copy does.
  virtual std::string write(const Column& column, std::size_t n) const = 0;

  /// The condition that a row's key is one of `keys` (a text a key column); appends to `params`.
  virtual std::string has_key(const Table& table, std::span<const std::vector<std::string>> keys,
                              std::vector<Param>& params) const = 0;
  /// The key whose columns have these texts, and back; nullopt: it is no key of this table.
  virtual std::string key_of(const Table& table, std::span<const Cell> texts) const;
  virtual std::optional<std::vector<std::string>> parse_key(const Table& table, std::string_view key) const;

  /// Appends a text of a copy. Throws Error(WINNOW_DENIED) for what JSON cannot say.
  virtual void append_cell(std::string& out, const Cell& cell) const;
  /// The copy of a row, and the header of such copies.
  virtual std::string copy_of(const Table& table, std::span<const Cell> row) const;
  virtual std::string header_of(const Table& table) const;
  /// Of these columns of a row, to know it again by.
  virtual std::string digest_of(std::span<const Cell> row, std::span<const std::size_t> columns) const;

  /// Until the transaction ends nobody changes the table's columns or triggers. It so comes before describe(): a
  /// column that was added in between would be in no copy. Throws Error(WINNOW_UNAVAILABLE) where somebody does.
  virtual void keep_form(Driver& driver, std::string_view target) const = 0;
  /// Ends the SELECT that locks rows; those that somebody holds are left out, not waited for. Empty: the
  /// transaction keeps everybody else out.
  virtual std::string lock_rows() const = 0;
  /// Ends the DELETE of `rows` rows by their keys, where the server would wait for locks on others on its way.
  virtual std::string these_alone(std::size_t) const { return {}; }
  /// Whether rows that refer to each other in a circle, in whatever way, can be deleted.
  virtual bool lets_circles_go() const { return false; }
};

enum class Triggers { off, on };
/// `ahead`: another transaction of winnow's keeps the others off still; keep_winnow_off() has to follow before
/// anything is changed.
enum class Entry { at_once, ahead };

/// What a server is asked besides.
class ServerDialect : public Dialect {
 public:
  /// The same, or a view: what may be read by `references`, and never be worked on.
  virtual Table describe_readable(Driver& driver, std::string_view target) const = 0;
  virtual std::string identity(Driver& driver) const = 0;
  /// The names of the tables, as a TOML writes them.
  virtual std::vector<std::string> tables(Driver& driver) const = 0;
  /// Throws Error(WINNOW_BAD_CONFIG) for another name of rows than the one by which holds and leases know them.
  virtual void require_one_name(Driver&, std::string_view) const {}

  /// Rows of texts (one for each of `columns`, as copies hold them) as what an INSERT takes them from; appends to
  /// `params`.
  virtual std::string rows_of(std::span<const Column> columns, std::span<const std::vector<Param>> rows,
                              std::vector<Param>& params) const = 0;

  /// The column as it is compared by `op`, and parameter `n` (which holds `text`) as what it is compared with.
  virtual std::string operand(const Column& column, winnow_op op) const = 0;
  virtual std::string parameter(const Column& column, std::size_t n, const std::string& text) const = 0;
  /// Under what the server may hold the column's text for one of `texts`, or for one of `numbers`, beside the
  /// bytewise comparison: conditions joined by OR, which may let more through; empty: nothing. Appends to `params`.
  virtual std::string also_equal(const Column&, const std::vector<std::string>&, const std::vector<std::string>&,
                                 std::vector<Param>&) const {
    return {};
  }
  /// The time `micros` (since 1970 UTC) as a parameter for a column of family instant, local_time or date.
  virtual std::string time_text(const Column& column, std::int64_t micros) const = 0;
  /// Values of a time column that are no times (infinity, zero dates); empty: there are none.
  virtual std::string unreadable(const Column& column) const = 0;

  /// Until the transaction ends no other session of winnow works on the table. Throws Error(WINNOW_UNAVAILABLE)
  /// where one does.
  virtual void keep_winnow_off(Driver& driver, std::string_view target) const = 0;
  /// Begins what a transaction does to a table. Answers what that is until the transaction ends.
  Table entered(Driver& driver, std::string_view target, Entry entry = Entry::at_once) const {
    if (entry == Entry::at_once) keep_winnow_off(driver, target);
    keep_form(driver, target);
    return describe(driver, target);
  }
  /// Whether a transaction may enter a table while another one of winnow's is about to commit: LockAhead.
  virtual bool locks_ahead() const { return false; }
  /// Inside a transaction: rows are put back as they were, past checks that came later.
  virtual void before_restore(Driver& driver) const = 0;
  virtual void after_restore(Driver& driver) const = 0;
  /// Inside a transaction, and only for it: whether what this session inserts fires triggers. Foreign keys are not
  /// checked while they are off. Asked only for tables that say switch_triggers_off.
  virtual void switch_triggers(Driver&, Triggers) const {}
  /// Words behind the columns of an INSERT, where identities are written as they were.
  virtual std::string overriding() const = 0;
};

}  // namespace winnow::sql
