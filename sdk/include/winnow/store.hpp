/// winnow/store.hpp - a store: it fetches items, and removes only what a permit names.
///
/// Plugins derive from Store; in the host, loaded plugins, the bin and the tests' stores stand behind the same
/// class. What each member must hold is said at winnow_store in plugin.h; here are only the shapes. Members
/// throw Error. Thread rule: one call at a time on an instance.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "winnow/permit.hpp"
#include "winnow/selection.hpp"

namespace winnow {

/// Where a store puts what it is about to take away. Any member may throw: then undo everything and let it pass.
class Bin {
 public:
  virtual ~Bin() = default;
  virtual void open(std::string_view target, std::string_view header) = 0;
  virtual void put(const winnow_piece& piece) = 0;
  virtual void seal(std::span<std::uint8_t> take) = 0;  ///< one place an item, zeroed by the store
  /// Why an item will be REFUSED, in words without a value of it: many items are counted under one reason.
  virtual void refuse(std::size_t item, std::string_view reason);
};

/// Rows of another target that hang on some items: so many go with them, so many lose their reference.
struct DependantCount {
  std::string target;
  std::uint64_t gone = 0;
  std::uint64_t changed = 0;
};

/// The row `key` of `target` hangs on the item with the `index`th key: it would go with it, or lose its reference.
struct DependantRow {
  std::size_t index = 0;
  std::string target;
  std::string key;
};

/// A row of `target` refers to the item with the `index`th key and would stay, so the item cannot go.
struct Referrer {
  std::size_t index = 0;
  std::string target;
};

/// A copy in a store's own bin, borrowed for the call.
using ParkedSink = std::function<void(const winnow_parked& copy)>;

/// Before the identity of another store: each item here holds many of its items.
inline constexpr std::string_view kSetsOf = "sets of ";

class Store {
 public:
  virtual ~Store() = default;

  virtual std::string identity() = 0;
  virtual std::vector<Fact> inspect(std::string_view target) = 0;
  /// Exact number of items; nullopt: cannot tell.
  virtual std::optional<std::uint64_t> total(std::string_view target) = 0;
  virtual void scan(const Selection& selection, const ItemSink& out) = 0;
  virtual void fetch(const Selection& selection, std::span<const std::string_view> keys, const ItemSink& out) = 0;

  /// The items of the remove() that will probably follow the one that comes next, by the same selection; none: none
  /// will.
  virtual void expect(std::string_view target, std::span<const std::string_view> keys);
  /// outcomes: one place an item (piece), zeroed by the caller, filled as far as the store came. One is written
  /// when it has become true, not before: it counts also where the call fails afterwards.
  virtual void remove(const winnow_permit& permit, const Selection& selection, std::span<const winnow_item> items,
                      Bin& bin, std::span<winnow_outcome> outcomes) = 0;
  virtual void restore(const winnow_permit& permit, std::span<const winnow_header> headers,
                       std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) = 0;
  virtual void purge(const winnow_permit& permit, std::span<const winnow_piece> pieces,
                     std::span<winnow_outcome> outcomes) = 0;
  virtual void settle(const winnow_permit& permit, std::span<const winnow_header> headers,
                      std::span<const winnow_piece> pieces, std::span<winnow_outcome> outcomes) = 0;
  virtual void lock(std::string_view target) = 0;

  /// Whether restore() knows permits with WINNOW_REHEARSE.
  virtual bool rehearses() const;
  /// Whether restore() knows pieces that are WINNOW_WITNESS.
  virtual bool asks_witnesses() const;

  /// What hangs on the items with these keys, on whatever level.
  virtual std::vector<DependantCount> dependants(std::string_view target, std::span<const std::string_view> keys);

  /// The rows that hang on them, up to the next of the same target; nullopt: it cannot tell.
  virtual std::optional<std::vector<DependantRow>> dependant_rows(std::string_view target,
                                                                  std::span<const std::string_view> keys);

  /// The items that rows keep which would not go along; each at most once, in the order of the keys.
  virtual std::vector<Referrer> referrers(std::string_view target, std::span<const std::string_view> keys);

  /// What could be a target, for a TOML that is made from the store.
  virtual std::vector<std::string> targets();

  /// Shows all that lies in the store's own bin, if it has one.
  virtual void parked(const ParkedSink& out);

  /// Whole files of the host's own; a store that keeps them has all four of these.
  virtual bool keeps_files() const;
  virtual void put_file(std::string_view name, std::string_view content);
  virtual std::optional<std::string> get_file(std::string_view name);  ///< nullopt: there is none
  virtual std::vector<std::string> list_files(std::string_view folder);
  virtual void drop_file(std::string_view name);
};

inline void Bin::refuse(std::size_t, std::string_view) {}

inline void Store::expect(std::string_view, std::span<const std::string_view>) {}

inline bool Store::rehearses() const {
  return false;
}

inline bool Store::asks_witnesses() const {
  return false;
}

inline std::vector<DependantCount> Store::dependants(std::string_view, std::span<const std::string_view>) {
  return {};
}

inline std::optional<std::vector<DependantRow>> Store::dependant_rows(std::string_view,
                                                                      std::span<const std::string_view>) {
  return std::nullopt;
}

inline std::vector<std::string> Store::targets() {
  return {};
}

inline std::vector<Referrer> Store::referrers(std::string_view, std::span<const std::string_view>) {
  return {};
}

inline void Store::parked(const ParkedSink&) {}

inline bool Store::keeps_files() const {
  return false;
}

inline void Store::put_file(std::string_view, std::string_view) {
  throw Error(WINNOW_UNSUPPORTED, "this store keeps no files of the host's");
}

inline std::optional<std::string> Store::get_file(std::string_view) {
  throw Error(WINNOW_UNSUPPORTED, "this store keeps no files of the host's");
}

inline std::vector<std::string> Store::list_files(std::string_view) {
  throw Error(WINNOW_UNSUPPORTED, "this store keeps no files of the host's");
}

inline void Store::drop_file(std::string_view) {
  throw Error(WINNOW_UNSUPPORTED, "this store keeps no files of the host's");
}

}  // namespace winnow
