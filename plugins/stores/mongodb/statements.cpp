#include "statements.h"

#include <string>

namespace winnow::mongodb {

void append_simple_collation(Document& options) {
  bson_t collation;
  bson_append_document_begin(options.get(), "collation", -1, &collation);
  bson_append_utf8(&collation, "locale", -1, "simple", -1);
  bson_append_document_end(options.get(), &collation);
}

Document find_options(bool has_collation) {
  Document out;
  bson_append_int32(out.get(), "batchSize", -1, static_cast<std::int32_t>(kKeysAtOnce));
  if (has_collation) append_simple_collation(out);
  return out;
}

Document exact_query(const bson_t& document, const bson_t& wanted) {
  Document out = query_by_id(document);
  bson_t expression;
  bson_t pair;
  bson_t literal;
  bson_append_document_begin(out.get(), "$expr", -1, &expression);
  bson_append_array_begin(&expression, "$eq", -1, &pair);
  bson_append_utf8(&pair, "0", -1, "$$ROOT", -1);
  bson_append_document_begin(&pair, "1", -1, &literal);
  bson_append_document(&literal, "$literal", -1, &wanted);
  bson_append_document_end(&pair, &literal);
  bson_append_array_end(&expression, &pair);
  bson_append_document_end(out.get(), &expression);
  return out;
}

Document query_by_keys(std::span<const std::string_view> keys) {
  Document out;
  bson_t inner;
  bson_t array;
  bson_append_document_begin(out.get(), "_id", -1, &inner);
  bson_append_array_begin(&inner, "$in", -1, &array);
  std::size_t n = 0;
  for (const std::string_view key : keys) {
    if (can_be_asked_for(key) && append_key(&array, std::to_string(n).c_str(), key)) ++n;
  }
  bson_append_array_end(&inner, &array);
  bson_append_document_end(out.get(), &inner);
  return out;
}

Document query_by_id(const bson_t& document) {
  Document out;
  bson_iter_t id;
  if (bson_iter_init_find(&id, &document, "_id")) bson_append_iter(out.get(), "_id", -1, &id);
  return out;
}

}  // namespace winnow::mongodb
