/// The statements that reading and removing share.
#pragma once

#include <span>
#include <string_view>

#include "document.h"

namespace winnow::mongodb {

/// So many keys stand in one query.
inline constexpr std::size_t kKeysAtOnce = 1000;

/// Compared as bytes, whatever the collection says.
void append_simple_collation(Document& options);

/// Options of a find command: pages of kKeysAtOnce, compared as bytes whatever the collection says.
Document find_options(bool has_collation);

/// {_id: {$in: [...]}}; a key that names no document is left out.
Document query_by_keys(std::span<const std::string_view> keys);

/// {_id: ...} of a document.
Document query_by_id(const bson_t& document);

/// Exactly this document: {_id: ..., $expr: {$eq: ["$$ROOT", {$literal: wanted}]}}, with the `_id` of `document`.
/// Equality field by field would be something else: a document with one more field meets it, a list meets it by one
/// element.
Document exact_query(const bson_t& document, const bson_t& wanted);

}  // namespace winnow::mongodb
