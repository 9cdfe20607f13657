/// winnow/selection.hpp - what a job asks a store for, and what a store says about a target.
///
/// Owned counterparts of winnow_selection and winnow_fact. Items are used as they cross the border: a
/// winnow_item is a view that is valid inside the call that showed it. Thread rule: plain data.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "winnow/filter.hpp"

namespace winnow {

/// Shown a page of items; answers whether it wants more.
enum class Next { more, stop };
using ItemSink = std::function<Next(std::span<const winnow_item>)>;

struct Selection {
  std::string target;
  std::string time_field;
  std::string time_form;              ///< iso, s, ms, us; empty: the store finds out
  std::int64_t cutoff = INT64_MIN;    ///< TIME, of `retention`; INT64_MIN: none is set
  Filter scope;                       ///< what the job must see
  Filter match;                       ///< what each removed item must meet
  std::vector<std::string> fields;    ///< read for each item, in this order
  std::vector<std::string> group_by;  ///< review() gets whole groups; empty: any page
  std::string reason;                 ///< shown to people: "older than 365d"
  Filter where;                       ///< in base: the TOML's `where` alone
  std::uint32_t page = 1000;          ///< a hint: items a page

  /// Throws Error(WINNOW_BROKEN) for a table that is too small, or without scope or match: "all" is written ALWAYS.
  static Selection copy(const winnow_selection& from) {
    whole(&from, WINNOW_SELECTION_1_0, "winnow_selection");
    if (from.scope == nullptr || from.match == nullptr) {
      throw Error(WINNOW_BROKEN, "a selection lacks its scope or its match");
    }
    Selection out;
    out.page = from.page;
    out.target = std::string(view(from.target));
    out.time_field = std::string(view(from.time_field));
    out.time_form = std::string(view(from.time_form));
    out.cutoff = from.cutoff;
    out.scope = Filter::copy(*from.scope);
    out.match = Filter::copy(*from.match);
    for (std::size_t i = 0; i < from.nfields; ++i) out.fields.emplace_back(view(from.fields[i]));
    for (std::size_t i = 0; i < from.ngroup_by; ++i) out.group_by.emplace_back(view(from.group_by[i]));
    out.reason = std::string(view(from.reason));
    if (from.where != nullptr) out.where = Filter::copy(*from.where);
    return out;
  }
};

/// Lends a selection to the border for as long as both live.
class LentSelection {
 public:
  explicit LentSelection(const Selection& from) {
    out_.struct_size = sizeof out_;
    out_.page = from.page;
    out_.target = borrow(std::string_view{from.target});
    out_.time_field = borrow(std::string_view{from.time_field});
    out_.time_form = borrow(std::string_view{from.time_form});
    out_.cutoff = from.cutoff;
    out_.scope = lender_.lend(from.scope);
    out_.match = lender_.lend(from.match);
    out_.fields = lender_.lend(from.fields);
    out_.nfields = from.fields.size();
    out_.group_by = lender_.lend(from.group_by);
    out_.ngroup_by = from.group_by.size();
    out_.reason = borrow(std::string_view{from.reason});
    out_.where = lender_.lend(from.where);
  }
  const winnow_selection* get() const { return &out_; }

 private:
  Lender lender_;
  winnow_selection out_{};
};

struct Fact {
  winnow_fact_kind kind = WINNOW_FACT_FIELD;
  winnow_type type = WINNOW_NULL;
  std::string name;
  std::string detail;
};

}  // namespace winnow
