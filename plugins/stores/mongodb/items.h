/// Documents as items.
#pragma once

#include "document.h"
#include "winnow/page.hpp"

namespace winnow::mongodb {

/// The document as an item of a page with a field for each of the selection's.
void add_item(Page& page, const Selection& selection, const bson_t& document, const Host& host);

}  // namespace winnow::mongodb
