/// A filter as a query of MongoDB.
///
/// The query is never narrower than the filter: a document for which the host's own evaluation says yes always
/// meets it. It may be wider, and the host judges again. Under NOT that turns round: there a comparison that the
/// query language cannot say exactly matches nothing. Thread rule: plain functions.
#pragma once

#include "document.h"
#include "winnow/filter.hpp"

namespace winnow::mongodb {

/// `time_form`: how the selection's time field is written, see time_of_field().
Document query_of(const Filter& filter, const std::string& time_field, const std::string& time_form);

/// Options of a find command: pages of a thousand, compared as bytes whatever the collection says.
Document find_options(bool has_collation);

/// Exactly this document: {_id: ..., $expr: {$eq: ["$$ROOT", {$literal: wanted}]}}, with the `_id` of `document`.
/// Equality field by field would be something else: a document with one more field meets it, a list meets it by one
/// element.
Document exact_query(const bson_t& document, const bson_t& wanted);

}  // namespace winnow::mongodb
