#include "filter_bson.h"

#include <algorithm>
#include <initializer_list>

namespace winnow::mongodb {
namespace {

/// Which answer of a comparison lets more documents through.
enum class Widening { yes, no };

class Query {
 public:
  Query(const std::string& time_field, const std::string& time_form) : time_field_(time_field), form_(time_form) {}

  Document of(const Filter& filter, Widening widening) const {
    switch (filter.op) {
      case WINNOW_ALWAYS: return {};
      case WINNOW_AND: return list("$and", filter, widening);
      case WINNOW_OR: return list("$or", filter, widening);
      case WINNOW_NOT: return list("$nor", filter, widening == Widening::yes ? Widening::no : Widening::yes);
      default: return comparison(filter, widening);
    }
  }

 private:
  Document list(const char* op, const Filter& filter, Widening widening) const {
    std::vector<Document> parts;
    for (const Filter& part : filter.parts) parts.push_back(of(part, widening));
    return any_of(op, parts);
  }

  static Document any_of(const char* op, const std::vector<Document>& parts) {
    Document out;
    bson_t array;
    bson_append_array_begin(out.get(), op, -1, &array);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      bson_append_document(&array, std::to_string(i).c_str(), -1, parts[i].get());
    }
    bson_append_array_end(out.get(), &array);
    return out;
  }

  static Document nothing() {
    Document out;
    bson_t inner, array;
    bson_append_document_begin(out.get(), "_id", -1, &inner);
    bson_append_array_begin(&inner, "$in", -1, &array);
    bson_append_array_end(&inner, &array);
    bson_append_document_end(out.get(), &inner);
    return out;
  }

  /// {field: {op: VALUE}}
  static Document test(const std::string& field, const char* op, const Value& value) {
    Document out;
    bson_t inner;
    bson_append_document_begin(out.get(), field.c_str(), -1, &inner);
    append(&inner, op, value);
    bson_append_document_end(out.get(), &inner);
    return out;
  }

  static Document has_type(const std::string& field, std::initializer_list<const char*> types) {
    Document out;
    bson_t inner, array;
    bson_append_document_begin(out.get(), field.c_str(), -1, &inner);
    bson_append_array_begin(&inner, "$type", -1, &array);
    std::size_t i = 0;
    for (const char* type : types) bson_append_utf8(&array, std::to_string(i++).c_str(), -1, type, -1);
    bson_append_array_end(&inner, &array);
    bson_append_document_end(out.get(), &inner);
    return out;
  }

  static Document two(const char* how, Document one, Document other) {
    std::vector<Document> parts;
    parts.push_back(std::move(one));
    parts.push_back(std::move(other));
    return any_of(how, parts);
  }

  /// A number of none of the other types: FerretDB knows no name of this one.
  static Document is_decimal(const std::string& field) {
    return two("$and", has_type(field, {"number"}),
               two("$nor", has_type(field, {"double"}), has_type(field, {"int", "long"})));
  }

  static void append(bson_t* into, const char* name, const Value& value) {
    switch (value.type) {
      case WINNOW_BOOL: bson_append_bool(into, name, -1, value.i != 0); break;
      case WINNOW_INT: bson_append_int64(into, name, -1, value.i); break;
      case WINNOW_REAL: bson_append_double(into, name, -1, value.r); break;
      case WINNOW_TIME: bson_append_date_time(into, name, -1, value.i); break;  // here in milliseconds
      case WINNOW_BYTES:
        bson_append_binary(into, name, -1, BSON_SUBTYPE_BINARY,
                           reinterpret_cast<const std::uint8_t*>(value.text.data()),
                           static_cast<std::uint32_t>(value.text.size()));
        break;
      default: bson_append_utf8(into, name, -1, value.text.data(), static_cast<int>(value.text.size()));
    }
  }

  static bool is_number(winnow_type type) {
    return type == WINNOW_BOOL || type == WINNOW_INT || type == WINNOW_REAL || type == WINNOW_DECIMAL;
  }

  static const char* name_of(winnow_op op) {
    switch (op) {
      case WINNOW_EQ: return "$eq";
      case WINNOW_NE: return "$ne";
      case WINNOW_LT: return "$lt";
      case WINNOW_LE: return "$lte";
      case WINNOW_GT: return "$gt";
      default: return "$gte";
    }
  }

  Document comparison(const Filter& filter, Widening widening) const {
    const std::string& field = filter.field;
    switch (filter.op) {
      case WINNOW_IS_NULL:
        // Also met by a list that holds a null, which the host does not take for NULL.
        return widening == Widening::yes ? test_null(field) : nothing();
      case WINNOW_UNREADABLE:
        if (widening == Widening::no) return nothing();
        // Every type but a date and null that an application would store.
        return has_type(
            field, {"string", "number", "bool", "object", "array", "binData", "objectId", "regex", "timestamp"});
      case WINNOW_IN: return in(filter, widening);
      default: return one(filter.op, field, filter.values.front(), widening);
    }
  }

  static Document test_null(const std::string& field) {
    Document out;
    bson_append_null(out.get(), field.c_str(), -1);
    return out;
  }

  Document in(const Filter& filter, Widening widening) const {
    std::vector<Document> each;
    Document out;
    bson_t inner, array;
    bson_append_document_begin(out.get(), filter.field.c_str(), -1, &inner);
    bson_append_array_begin(&inner, "$in", -1, &array);
    std::size_t n = 0;
    for (const Value& value : filter.values) {
      const bool plain = value.type == WINNOW_TEXT || value.type == WINNOW_INT || value.type == WINNOW_REAL;
      if (plain) append(&array, std::to_string(n++).c_str(), value);
      if (widening == Widening::yes) append_other_forms(&array, n, value);
      if (!plain) each.push_back(one(WINNOW_EQ, filter.field, value, widening));
    }
    bson_append_array_end(&inner, &array);
    bson_append_document_end(out.get(), &inner);
    const auto real = [](const Value& value) { return value.type == WINNOW_REAL; };
    if (widening == Widening::yes && std::any_of(filter.values.begin(), filter.values.end(), real)) {
      each.push_back(is_decimal(filter.field));
    }
    if (each.empty()) return out;
    each.push_back(std::move(out));
    return any_of("$or", each);
  }

  /// What else the host takes for equal: an ObjectId or UUID as text, a Boolean as a number.
  static void append_other_forms(bson_t* array, std::size_t& n, const Value& value) {
    const auto next = [&n] { return std::to_string(n++); };
    if (value.type == WINNOW_TEXT) {
      bson_oid_t id;
      if (bson_oid_is_valid(value.text.data(), value.text.size())) {
        bson_oid_init_from_string(&id, value.text.c_str());
        bson_append_oid(array, next().c_str(), -1, &id);
      }
      std::uint8_t bytes[16];
      if (read_uuid(value.text, bytes)) bson_append_binary(array, next().c_str(), -1, BSON_SUBTYPE_UUID, bytes, 16);
    }
    const bool number = is_number(value.type) && value.type != WINNOW_DECIMAL;
    const double as_double = value.type == WINNOW_REAL ? value.r : static_cast<double>(value.i);
    if (number && as_double == 1) bson_append_bool(array, next().c_str(), -1, true);
    if (number && as_double == 0) bson_append_bool(array, next().c_str(), -1, false);
  }

  static bool read_uuid(const std::string& text, std::uint8_t* bytes) {
    if (text.size() != 36) return false;
    std::size_t n = 0;
    for (std::size_t i = 0; i < text.size();) {
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (text[i++] != '-') return false;
        continue;
      }
      const auto digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      };
      const int high = digit(text[i]);
      const int low = digit(text[i + 1]);
      if (high < 0 || low < 0) return false;
      bytes[n++] = static_cast<std::uint8_t>(high * 16 + low);
      i += 2;
    }
    return true;
  }

  Document one(winnow_op op, const std::string& field, const Value& value, Widening widening) const {
    if (value.type == WINNOW_TIME) return time(op, field, value.i, widening);
    if (widening == Widening::no) return narrow(op, field, value);
    if (op == WINNOW_PREFIX) return with_types(test(field, "$gte", value), field, {"objectId", "binData"});
    if (op == WINNOW_NE) return value.type == WINNOW_DECIMAL ? Document{} : test(field, "$ne", value);
    if (op == WINNOW_EQ && value.type == WINNOW_TEXT) {
      Filter equal;
      equal.op = WINNOW_IN;
      equal.field = field;
      equal.values = {value};
      return in(equal, widening);
    }
    switch (value.type) {
      case WINNOW_DECIMAL: return has_type(field, {"number", "bool"});
      case WINNOW_BOOL:
      case WINNOW_INT: return with_booleans(op, field, as_number(value));
      // The server compares a decimal with all the digits of a double, the host with the nearest double.
      case WINNOW_REAL: return two("$or", with_booleans(op, field, value), is_decimal(field));
      case WINNOW_TEXT: return with_types(test(field, name_of(op), value), field, {"objectId", "binData"});
      default: return {};
    }
  }

  static Value as_number(const Value& value) { return value.type == WINNOW_BOOL ? Value::integer(value.i) : value; }

  /// For the host true is 1 and false is 0; for the server they are no numbers.
  static Document with_booleans(winnow_op op, const std::string& field, const Value& number) {
    const double other = number.type == WINNOW_REAL ? number.r : static_cast<double>(number.i);
    std::vector<Document> parts;
    parts.push_back(test(field, name_of(op), number));
    for (const bool boolean : {false, true}) {
      if (holds(op, boolean ? 1.0 : 0.0, other)) parts.push_back(test(field, "$eq", Value::boolean(boolean)));
    }
    return parts.size() == 1 ? std::move(parts.front()) : any_of("$or", parts);
  }

  static bool holds(winnow_op op, double a, double b) {
    switch (op) {
      case WINNOW_EQ: return a == b;
      case WINNOW_LT: return a < b;
      case WINNOW_LE: return a <= b;
      case WINNOW_GT: return a > b;
      default: return a >= b;
    }
  }

  static Document with_types(Document comparison, const std::string& field,
                             std::initializer_list<const char*> types) {
    return two("$or", std::move(comparison), has_type(field, types));
  }

  /// Matches only where the host certainly says yes, or cannot tell.
  static Document narrow(winnow_op op, const std::string& field, const Value& value) {
    const bool exact = op == WINNOW_EQ || op == WINNOW_LT || op == WINNOW_LE || op == WINNOW_GT || op == WINNOW_GE;
    const bool known = value.type == WINNOW_TEXT || value.type == WINNOW_INT || value.type == WINNOW_REAL;
    if (!exact || !known) return nothing();
    if (value.type != WINNOW_REAL) return test(field, name_of(op), value);
    return two("$and", test(field, name_of(op), value), has_type(field, {"double", "int", "long"}));
  }

  static std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

  /// A date has milliseconds; the host compares microseconds.
  Document time(winnow_op op, const std::string& field, std::int64_t micros, Widening widening) const {
    const std::int64_t down = floor_div(micros, 1000);
    const bool whole = micros % 1000 == 0;
    Document dates;
    switch (op) {
      case WINNOW_LT: dates = test(field, "$lt", milli(whole ? down : down + 1)); break;
      case WINNOW_LE: dates = test(field, "$lte", milli(down)); break;
      case WINNOW_GT: dates = test(field, "$gt", milli(down)); break;
      case WINNOW_GE: dates = test(field, "$gte", milli(whole ? down : down + 1)); break;
      case WINNOW_EQ: dates = whole ? test(field, "$eq", milli(down)) : nothing(); break;
      default: dates = Document{}; break;
    }
    if (widening == Widening::no) {
      return op == WINNOW_NE || field == time_field_ ? nothing() : std::move(dates);
    }
    if (op == WINNOW_NE || field != time_field_) return dates;
    // The time field may be a text or a number, which only the host can read.
    if (form_.empty() || form_ == "iso") return with_types(std::move(dates), field, {"string"});
    return with_types(std::move(dates), field, {"number"});
  }

  static Value milli(std::int64_t millis) { return Value::time(time_of(millis)); }

  const std::string& time_field_;
  const std::string& form_;
};

}  // namespace

Document query_of(const Filter& filter, const std::string& time_field, const std::string& time_form) {
  return Query(time_field, time_form).of(filter, Widening::yes);
}

}  // namespace winnow::mongodb
