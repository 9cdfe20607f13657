/// winnow/filter.hpp - filter trees: building, reading and lending them to the border.
///
///   auto f = Filter::all_of({Filter::eq("status", Value::of_text("done")), Filter::lt("at",
///   Value::time(cutoff))});
///
/// Meaning (three-valued, bytewise) stands at winnow_filter in plugin.h. Thread rule: plain data.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "winnow/value.hpp"

namespace winnow {

/// One node of a filter. `values` belongs to comparisons, `parts` to AND, OR and NOT.
class Filter {
 public:
  winnow_op op = WINNOW_ALWAYS;
  std::string field;
  std::vector<Value> values;
  std::vector<Filter> parts;

  static Filter always() { return {}; }
  static Filter all_of(std::vector<Filter> parts) { return joined(WINNOW_AND, std::move(parts)); }
  static Filter any_of(std::vector<Filter> parts) { return joined(WINNOW_OR, std::move(parts)); }
  static Filter negate(Filter part) {
    Filter out;
    out.op = WINNOW_NOT;
    out.parts.push_back(std::move(part));
    return out;
  }
  static Filter compare(winnow_op op, std::string field, Value value) {
    Filter out = of_field(op, std::move(field));
    out.values.push_back(std::move(value));
    return out;
  }
  static Filter eq(std::string field, Value value) {
    return compare(WINNOW_EQ, std::move(field), std::move(value));
  }
  static Filter lt(std::string field, Value value) {
    return compare(WINNOW_LT, std::move(field), std::move(value));
  }
  static Filter gt(std::string field, Value value) {
    return compare(WINNOW_GT, std::move(field), std::move(value));
  }
  static Filter is_null(std::string field) { return of_field(WINNOW_IS_NULL, std::move(field)); }
  static Filter in(std::string field, std::vector<Value> values) {
    if (values.empty()) throw Error(WINNOW_BROKEN, "filter on " + field + ": IN needs at least one value");
    Filter out = of_field(WINNOW_IN, std::move(field));
    out.values = std::move(values);
    return out;
  }
  static Filter prefix(std::string field, std::string text) {
    return compare(WINNOW_PREFIX, std::move(field), Value::of_text(std::move(text)));
  }
  static Filter unreadable(std::string field) { return of_field(WINNOW_UNREADABLE, std::move(field)); }

  /// A copy of a borrowed tree. Throws Error(WINNOW_BROKEN) for a shape that the border does not allow.
  static Filter copy(const winnow_filter& from) {
    Filter out;
    out.op = from.op;
    out.field = std::string(view(from.field));
    if (from.op == WINNOW_AND || from.op == WINNOW_OR || from.op == WINNOW_NOT) {
      for (std::uint32_t i = 0; i < from.count; ++i) out.parts.push_back(copy(from.parts[i]));
    } else {
      for (std::uint32_t i = 0; i < from.count; ++i) out.values.push_back(own(from.values[i]));
    }
    out.check();
    return out;
  }

  /// Every field that a comparison names, each once, in order of appearance.
  void collect_fields(std::vector<std::string>& into) const {
    if (!field.empty()) {
      bool known = false;
      for (const std::string& name : into) known = known || name == field;
      if (!known) into.push_back(field);
    }
    for (const Filter& part : parts) part.collect_fields(into);
  }

  friend bool operator==(const Filter& a, const Filter& b) = default;

 private:
  static Filter of_field(winnow_op op, std::string field) {
    Filter out;
    out.op = op;
    out.field = std::move(field);
    return out;
  }
  static Filter joined(winnow_op op, std::vector<Filter> parts) {
    if (parts.empty()) throw Error(WINNOW_BROKEN, "filter: AND and OR need at least one part");
    // ALWAYS adds nothing to AND.
    if (op == WINNOW_AND && std::erase_if(parts, [](const Filter& f) { return f.op == WINNOW_ALWAYS; }) > 0 &&
        parts.empty()) {
      return always();
    }
    if (parts.size() == 1) return std::move(parts.front());
    Filter out;
    out.op = op;
    out.parts = std::move(parts);
    return out;
  }
  void check() const {
    const auto demand = [this](bool fine) {
      if (!fine) throw Error(WINNOW_BROKEN, "malformed filter node, operator " + std::to_string(op));
    };
    switch (op) {
      case WINNOW_ALWAYS: return demand(field.empty() && values.empty() && parts.empty());
      case WINNOW_AND:
      case WINNOW_OR: return demand(field.empty() && !parts.empty());
      case WINNOW_NOT: return demand(field.empty() && parts.size() == 1);
      case WINNOW_IS_NULL:
      case WINNOW_UNREADABLE: return demand(!field.empty() && values.empty());
      case WINNOW_IN: return demand(!field.empty() && !values.empty());
      case WINNOW_EQ:
      case WINNOW_NE:
      case WINNOW_LT:
      case WINNOW_LE:
      case WINNOW_GT:
      case WINNOW_GE:
      case WINNOW_PREFIX: return demand(!field.empty() && values.size() == 1);
      default: return demand(false);
    }
  }
};

/// Lends filters and lists to the border: what it answers lives as long as the Lender and the lent objects.
class Lender {
 public:
  const winnow_filter* lend(const Filter& filter) {
    std::vector<winnow_filter>& root = filters_.emplace_back(1);
    root[0] = node(filter);
    return root.data();
  }

  winnow_value lend(const Value& value) {
    if (value.type == WINNOW_LIST) {
      winnow_value out{WINNOW_LIST, static_cast<std::uint32_t>(value.list.size()), {}};
      out.as.list = lend(value.list);
      return out;
    }
    if (value.type == WINNOW_FILTER) {
      winnow_value out{WINNOW_FILTER, 0, {}};
      out.as.filter = lend(*value.filter);
      return out;
    }
    return borrow(value);
  }

  const winnow_text* lend(std::span<const std::string> texts) {
    std::vector<winnow_text>& out = texts_.emplace_back();
    for (const std::string& text : texts) out.push_back(borrow(std::string_view{text}));
    return out.data();
  }

 private:
  const winnow_value* lend(const std::vector<Value>& list) {
    std::vector<winnow_value> out;
    for (const Value& value : list) out.push_back(lend(value));
    return values_.emplace_back(std::move(out)).data();
  }

  winnow_filter node(const Filter& filter) {
    winnow_filter out{filter.op, 0, borrow(std::string_view{filter.field}), nullptr, nullptr};
    if (!filter.parts.empty()) {
      std::vector<winnow_filter> parts;
      for (const Filter& part : filter.parts) parts.push_back(node(part));
      out.count = static_cast<std::uint32_t>(parts.size());
      out.parts = filters_.emplace_back(std::move(parts)).data();
    } else if (!filter.values.empty()) {
      out.count = static_cast<std::uint32_t>(filter.values.size());
      out.values = lend(filter.values);
    }
    return out;
  }

  std::deque<std::vector<winnow_filter>> filters_;
  std::deque<std::vector<winnow_value>> values_;
  std::deque<std::vector<winnow_text>> texts_;
};

}  // namespace winnow
