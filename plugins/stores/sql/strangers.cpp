#include "sql/strangers.h"

#include <algorithm>
#include <unordered_map>

#include "sql/dependant_tables.h"
#include "sql/reference_copy.h"

namespace winnow::sql {
namespace {

/// Displaced rows in one statement, which names the values of each.
constexpr std::size_t kDisplacedAtOnce = 200;

/// The condition that a row of `parent` has what a foreign key refers to of one of these; empty: of none of them.
std::string takes_place(const Dialect& dialect, const Kin& parent, const Reference& reference,
                        std::span<const winnow_piece* const> displaced, std::vector<Param>& params) {
  std::string out;
  for (const winnow_piece* one : displaced) {
    const std::optional<std::vector<Param>> values = parent.values(view(one->content), reference.parent_columns);
    if (!values) continue;
    std::string equal;
    for (std::size_t i = 0; i < values->size(); ++i) {
      const Column& column = column_of(parent.table, reference.parent_columns[i]);
      params.push_back((*values)[i]);
      equal += (i == 0 ? "" : " AND ") + (parent.table.name + "." + dialect.identifier(column.name)) + " " +
               reference.equals[i] + " " + dialect.write(column, params.size());
    }
    out += (out.empty() ? "(" : " OR (") + equal + ")";
  }
  return out;
}

class Hanging {
 public:
  Hanging(const Dialect& dialect, Driver& driver, const Kin& parent, const Table& child, const Reference& reference)
      : dialect_(dialect),
        driver_(driver),
        parent_(parent),
        keys_(keys_alone(child)),
        reader_(dialect, keys_),
        reference_(reference) {}

  /// Those of the child's rows with these keys that refer to a row in the place of a displaced one.
  std::set<std::string, std::less<>> find(std::span<const winnow_piece* const> displaced,
                                          std::span<const std::string_view> keys) const {
    std::set<std::string, std::less<>> out;
    for (std::size_t begin = 0; begin < displaced.size(); begin += kDisplacedAtOnce) {
      const auto some = displaced.subspan(begin, std::min(kDisplacedAtOnce, displaced.size() - begin));
      for (std::size_t first = 0; first < keys.size(); first += kKeysAtOnce)
        ask(some, keys.subspan(first, std::min(kKeysAtOnce, keys.size() - first)), out);
    }
    return out;
  }

 private:
  void ask(std::span<const winnow_piece* const> displaced, std::span<const std::string_view> keys,
           std::set<std::string, std::less<>>& out) const {
    std::vector<Param> params;
    const std::string place = takes_place(dialect_, parent_, reference_, displaced, params);
    if (place.empty()) return;
    std::string shown, same;
    for (std::size_t i = 0; i < reference_.parent_columns.size(); ++i) {
      const std::string name = "winnow_p" + std::to_string(i);
      shown += (i == 0 ? "" : ", ") + dialect_.identifier(reference_.parent_columns[i]) + " AS " + name;
      same += (i == 0 ? "" : " AND ") + ("winnow_parent." + name) + " " + reference_.equals[i] + " " +
              reference_.child_name + "." + dialect_.identifier(reference_.child_columns[i]);
    }
    const std::string these = has_key(dialect_, keys_, keys, params);
    driver_.query("SELECT " + reader_.list() + " FROM " + keys_.name + " JOIN (SELECT " + shown + " FROM " +
                      parent_.table.name + " WHERE " + place + ") AS winnow_parent ON " + same + " WHERE " + these,
                  params, [&](std::span<const Cell> row) {
                    out.insert(reader_.key(row));
                    return Next::more;
                  });
  }

  const Dialect& dialect_;
  Driver& driver_;
  const Kin& parent_;
  const Table keys_;
  const RowReader reader_;
  const Reference& reference_;
};

}  // namespace

std::set<std::size_t> hanging_on_strangers(const Dialect& dialect, Driver& driver, std::span<const Kin> tables,
                                           std::span<const winnow_piece> pieces,
                                           const std::set<std::size_t>& written) {
  std::set<std::size_t> out;
  for (const Kin& parent : tables) {
    if (parent.displaced.empty()) continue;
    for (const Reference& reference : parent.table.references) {
      for (const Kin& child : tables) {
        if (child.table.name != reference.child_name) continue;
        const std::set<std::string> columns(reference.child_columns.begin(), reference.child_columns.end());
        std::unordered_map<std::string_view, std::vector<std::size_t>> places;
        std::vector<std::string_view> keys;
        for (const std::size_t place : child.places) {
          if (!written.contains(place)) continue;
          const winnow_piece& piece = pieces[place];
          if (is_reference(view(piece.content)) && referring_columns(view(piece.content)) != columns) continue;
          std::vector<std::size_t>& of = places[view(piece.key)];
          if (of.empty()) keys.push_back(view(piece.key));
          of.push_back(place);
        }
        if (keys.empty()) continue;
        const Hanging hanging(dialect, driver, parent, child.table, reference);
        for (const std::string& key : hanging.find(parent.displaced, keys)) {
          const auto at = places.find(key);
          if (at != places.end()) out.insert(at->second.begin(), at->second.end());
        }
      }
    }
  }
  return out;
}

}  // namespace winnow::sql
