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

}  // namespace winnow::mongodb
